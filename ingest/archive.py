"""Raw inputs, kept as received under the SHA-256 of their bytes: the source of every rebuild.

`<store>.raw/ab/<sha256>` holds bytes that came compressed, `<store>.raw/ab/<sha256>.gz` those that we packed; the
digest is always that of the bytes as received. A blob is whole or not there, and it is there before the
transaction that names it (reliability contract 3).
"""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import IntegrityAlarm, StoreError
from explorer.model.ids import parse_sha256, sha256_hex
from explorer.terminal.files import sync_folder, write_file

COMPRESSION = 6
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")
_SUFFIX = ".gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """One kept input."""

    sha256: str  # of the bytes as received, upper-case hex
    size: int  # bytes as received
    is_new: bool  # False: the archive held it before


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder of raw inputs beside one store; made when the first input is kept."""

    folder: Path

    def keep(self, data: bytes, packed: bytes = b"", unsynced: set[Path] | None = None) -> Blob:
        """Store the bytes, durably, unless they are there; raises `StoreError` when the system refuses.

        `packed` is what `pack` made of them, where somebody did so beforehand. The bytes are on disk when this returns,
        and so are the names of their folders and files; with `unsynced` those are when the folders put there are synced.
        """
        digest = sha256_hex(data)
        if self._find(digest) is not None:
            return Blob(sha256=digest, size=len(data), is_new=False)
        is_packed = data.startswith(_PACKED)
        path = self._path(digest, "" if is_packed else _SUFFIX)
        try:
            self._make_folders(path.parent, unsynced)
        except OSError as fault:
            raise _fault(path, fault) from fault
        write_file(path, data if is_packed else packed or pack(data), sync_name=unsynced is None)
        if unsynced is not None:
            unsynced.add(path.parent)
        return Blob(sha256=digest, size=len(data), is_new=True)

    def read(self, sha256: str) -> bytes:
        """The bytes as received; raises `IntegrityAlarm` when they do not match, `StoreError` when they are gone."""
        digest = parse_sha256(sha256)
        path = self._find(digest) if digest else None
        if digest is None or path is None:
            raise StoreError(
                f"the raw input {sha256} is not in the archive",
                where=str(self.folder),
                done="nothing read",
                remedy="put back the folder from a copy, or ingest the file again",
            )
        try:
            stored = path.read_bytes()
        except OSError as fault:
            raise _fault(path, fault) from fault
        data = stored
        if path.suffix == _SUFFIX:
            try:
                data = gzip.decompress(stored)
            except (OSError, EOFError, zlib.error) as error:
                raise _alarm(path, f"the stored bytes cannot be unpacked: {error}") from error
        if sha256_hex(data) != digest:
            raise _alarm(path, "the stored bytes do not match their hash")
        return data

    def digests(self) -> tuple[str, ...]:
        """The inputs kept, sorted."""
        try:
            names = [path.name.removesuffix(_SUFFIX) for path in self.folder.glob("??/*") if path.is_file()]
        except OSError as fault:
            raise _fault(self.folder, fault) from fault
        return tuple(sorted(digest for digest in map(parse_sha256, names) if digest))

    def sweep(self) -> int:
        """Remove what a killed run left half-written; only for the holder of the store's lock. Returns how many."""
        count = 0
        for path in self.folder.glob("??/.*.part"):
            with suppress(OSError):
                path.unlink()
                count += 1
        return count

    def _path(self, digest: str, suffix: str) -> Path:
        name = digest.lower()
        return self.folder / name[:2] / f"{name}{suffix}"

    def _find(self, digest: str) -> Path | None:
        return next((path for suffix in (_SUFFIX, "") if (path := self._path(digest, suffix)).is_file()), None)

    def _make_folders(self, folder: Path, unsynced: set[Path] | None) -> None:
        """Make a folder and those above it, each name synced, or left to the caller."""
        if folder.is_dir():
            return
        if not folder.parent.is_dir():
            self._make_folders(folder.parent, unsynced)
        folder.mkdir(exist_ok=True)
        if unsynced is None:
            sync_folder(folder.parent)
        else:
            unsynced.add(folder.parent)


def pack(data: bytes) -> bytes:
    """The bytes as the archive keeps those that came plain."""
    return b"" if data.startswith(_PACKED) else gzip.compress(data, COMPRESSION, mtime=0)


def _fault(path: Path, fault: OSError) -> StoreError:
    return StoreError(
        f"cannot read or write: {fault.strerror or fault}",
        where=str(path),
        done="nothing stored",
        remedy="look at space and permissions, then run again",
    )


def _alarm(path: Path, what: str) -> IntegrityAlarm:
    return IntegrityAlarm(
        what,
        where=str(path),
        done="the bytes were left as they are",
        remedy="put the file back from a copy, or ingest the input again after moving it away",
    )
