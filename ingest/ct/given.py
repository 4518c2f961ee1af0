"""A log that lies in a folder, complete or not; its files are copied to what is kept before they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from explorer.errors import InputRejected
from ingest.ct.entry import EntryError
from ingest.ct.folder import LogFiles, issuer_path, proof_path, read_unit
from ingest.ct.get_entries import read_consistency, read_get_roots
from ingest.ct.hash_tiles import HashTiles
from ingest.ct.kept import KeptLog
from ingest.ct.merkle import HASH_OCTETS, consistency_proof
from ingest.ct.reader import Taken, taken_from
from ingest.ct.tiles import TILE_LIMIT, Tile
from ingest.decode.skim import MAX_CERTIFICATE
from ingest.sources.inputs import read_file
from ingest.sources.interface import JSON_LIMIT
from ingest.sources.recognise import unpacked


class GivenLog:
    """The files of one log; `kept` may be the same folder."""

    def __init__(self, files: LogFiles, kept: KeptLog) -> None:
        self._files = files
        self._kept = kept

    def head(self) -> bytes:
        """The checkpoint or get-sth answer in the folder."""
        return self._json(self._files.head)

    def units(self, first: int, size: int) -> Iterator[Taken]:
        """The files, as long as each goes on where the one before ended."""
        at = first
        for unit in self._files.units:
            width = unit.width or size
            if unit.first <= at < unit.first + width and at < size:
                data = read_unit(self._files, unit)
                self.keep(unit.path, data)
                taken = taken_from(unit.path, data)
                yield taken
                at = unit.first + len(taken.entries)

    def issuer(self, fingerprint: bytes) -> bytes | None:
        """From the folder `issuer`, when it is the right one."""
        path = issuer_path(fingerprint)
        data = self._read(path, MAX_CERTIFICATE)
        if data is None or sha256(data).digest() != fingerprint:
            return None
        self.keep(path, data)
        return data

    def proof(self, first: int, second: int) -> Sequence[bytes] | None:
        """Made of the hash tiles in the folder, or the answer that was kept of it; None when they are not there."""
        if not self._files.is_tiled:
            data = self._read(proof_path(first, second), TILE_LIMIT)
            return None if data is None else read_consistency(data, where=self._files.name)
        try:
            return consistency_proof(first, second, HashTiles(second, self._tile).hash_of)
        except (EntryError, LookupError, ValueError):
            return None

    def roots(self) -> tuple[bytes, ...]:
        """The get-roots answer in the folder."""
        if not self._files.roots:
            return ()
        data = self._json(self._files.roots)
        self.keep(self._files.roots.removesuffix(".gz"), data)
        return read_get_roots(data, where=str(self._files.folder / self._files.roots))

    def fetch_again(self, paths: Sequence[str]) -> bool:
        """There is nowhere else to get them from."""
        return False

    def _json(self, path: str) -> bytes:
        data = read_file(self._files.folder / path, limit=JSON_LIMIT)
        return unpacked(data, where=path, limit=JSON_LIMIT)

    def _tile(self, tile: Tile) -> bytes:
        whole = Tile(level=tile.level, number=tile.number)
        for one in (tile, whole):
            data = self._read(one.path, TILE_LIMIT)
            if data is not None:
                self.keep(one.path, data)
                return data[: tile.width * HASH_OCTETS]
        raise EntryError(f"{tile.path} is not there")

    def _read(self, path: str, limit: int) -> bytes | None:
        place = self._files.folder / path
        if not place.is_file():
            return None
        try:
            return read_file(place, limit=limit)
        except InputRejected:
            return None

    def keep(self, path: str, data: bytes) -> None:
        """Copy a file to what is kept, unless it lies there."""
        if self._kept.folder.resolve() != self._files.folder.resolve() and self._kept.read(path) != data:
            self._kept.keep(path, data)
