"""Where the files of one log lie: a folder, or a prefix of an object store that fsspec reaches (extra `scale`).

The layout is that of `folder.py`. What is at hand is listed once and kept as ranges of indexes, for a log of a thousand
million entries has four million tiles.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.errors import UsageError
from ingest.ct.folder import unit_at
from ingest.sources.inputs import read_file
from ingest.sources.interface import rejected

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_KEPT_ISSUERS = 1 << 12
_ISSUER_LIMIT = 1 << 18  # octets of one certificate
_WEB = ("http", "https", "ftp")  # HTTP goes through ingest/http.py alone: subca ct sync


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of entries of a log."""

    path: str  # below the folder or prefix of its log, with slashes
    first: int  # index of its first entry
    last: int | None  # one past its last index; None: its name does not tell
    is_tile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The folder of one log, or its prefix as a URL."""

    base: str

    def where(self, path: str = "") -> str:
        """The folder, or a file below it, for people."""
        return f"{self.base.rstrip('/')}/{path}" if path else self.base

    def read(self, path: str, limit: int) -> bytes:
        """A file, packed as it lies there; raises `InputRejected` when it cannot be read or has more octets."""
        if not is_url(self.base):
            return read_file(Path(self.base, path), limit=limit)
        try:
            system, root = _file_system(self.base)
            with system.open(f"{root}/{path}", "rb") as stream:
                data = bytes(stream.read(limit + 1))
        except OSError as fault:
            raise rejected(f"cannot be read: {fault}", where=self.where(path)) from fault
        if len(data) > limit:
            raise rejected(f"more than {limit} bytes", where=self.where(path))
        return data

    def read_kept(self, path: str) -> bytes | None:
        """A small file that is read again and again, kept in memory; None when there is none."""
        return _kept(self, path)

    def files(self) -> Iterator[File]:
        """Every file of entries below, in no order; raises `InputRejected` when it cannot be listed."""
        for path in _below(self.base):
            unit = unit_at(path)
            if unit is not None:
                last = None if unit.width is None else unit.first + unit.width
                yield File(path=path, first=unit.first, last=last, is_tile=unit.is_tile)


def is_url(text: str) -> bool:
    """Whether it names a place by URL (`s3://bucket/prefix`) and no path of this machine."""
    return "://" in text


@lru_cache(maxsize=_KEPT_ISSUERS)
def _kept(shelf: Shelf, path: str) -> bytes | None:
    from explorer.errors import InputRejected

    try:
        return shelf.read(path, _ISSUER_LIMIT)
    except InputRejected:
        return None


def _below(base: str) -> Iterator[str]:
    """Paths of all files below a folder or prefix, relative to it."""
    if is_url(base):
        system, root = _file_system(base)
        try:
            yield from (str(path).removeprefix(root).lstrip("/") for path in system.find(root))
        except OSError as fault:
            raise rejected(f"cannot be listed: {fault}", where=base) from fault
        return

    def refuse(fault: OSError) -> None:
        raise rejected(f"the folder cannot be listed: {fault.strerror}", where=str(fault.filename)) from fault

    for folder, _, names in os.walk(base, onerror=refuse):
        inner = Path(folder).relative_to(base).as_posix()
        yield from (name if inner == "." else f"{inner}/{name}" for name in names)


@lru_cache(maxsize=8)
def _file_system(base: str) -> tuple[AbstractFileSystem, str]:
    """What reads the store, and the prefix as it says it; raises `UsageError`."""
    scheme = base.partition("://")[0]
    if scheme in _WEB:
        raise UsageError(
            "a log is asked over HTTP by one verb alone",
            where=base,
            remedy="subca ct sync LOG, then count what it kept",
        )
    try:
        system, root = importlib.import_module("fsspec.core").url_to_fs(base)
        return system, str(root).rstrip("/")
    except ImportError as error:
        raise UsageError(
            f"what reads {scheme}:// is not installed: {error.name}",
            where=base,
            remedy="install the extra: pip install 'subca[scale]', and for a bucket the package of its store (s3fs, gcsfs)",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"no store that fsspec knows: {error}", where=base, remedy="name a folder or a bucket"
        ) from error
