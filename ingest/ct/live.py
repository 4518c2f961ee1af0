"""Logs as their servers give them: static-ct-api and RFC 6962, politely, and nothing asked for that is kept already.

Everything is asked through `ingest/http.py`. At most as many requests at a time as there are clients (two at most,
`ingest/cli/ct.py`). Fewer entries than asked for is normal; none, or more, is a wrong answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from queue import SimpleQueue

from ingest.ct.checkpoint import CHECKPOINT_LIMIT
from ingest.ct.entry import EntryError
from ingest.ct.folder import CHECKPOINT, GET_ENTRIES, ROOTS, Unit, issuer_path, proof_path, range_path, unit_at
from ingest.ct.get_entries import read_consistency, read_get_entries, read_get_roots
from ingest.ct.hash_tiles import HashTiles
from ingest.ct.kept import KeptLog, packed
from ingest.ct.merkle import HASH_OCTETS, consistency_proof
from ingest.ct.reader import Taken, taken_from
from ingest.ct.tiles import TILE_LIMIT, Tile, tiles_of
from ingest.decode.skim import MAX_CERTIFICATE
from ingest.exchange import Answer, Body, Failed, NotModified, Question
from ingest.sources.interface import JSON_LIMIT, rejected

AHEAD = 4  # tiles asked for before they are needed
PAGE = 1_000  # entries asked for at once

Get = Callable[[Question], Answer]


@dataclass(slots=True)
class _Asking:
    """One server and what is kept of it."""

    url: str  # with a slash at its end
    clients: Sequence[Get]  # each for one request at a time
    kept: KeptLog
    _free: SimpleQueue[Get] = field(default_factory=SimpleQueue)

    def __post_init__(self) -> None:
        for client in self.clients:
            self._free.put(client)

    def ask(self, path: str, cap: int, check: Callable[[bytes], None] | None = None) -> bytes:
        """The body of one answer; raises `SourceUnreachable` or `InputRejected`."""
        answer = self.answer(path, cap, check)
        if isinstance(answer, Failed):
            raise answer.error()
        return answer

    def answer(self, path: str, cap: int, check: Callable[[bytes], None] | None = None) -> bytes | Failed:
        """The same, with the failure as a value."""
        client = self._free.get()
        try:
            answer = client(Question(url=self.url + path, cap=cap, check=check))
        finally:
            self._free.put(client)
        if isinstance(answer, Body):
            return answer.data
        assert not isinstance(answer, NotModified), "no validator was sent"
        return answer


class LiveTiles:
    """A static-ct-api log, by its monitoring prefix."""

    def __init__(self, url: str, clients: Sequence[Get], kept: KeptLog) -> None:
        self._asking = _Asking(url, clients, kept)
        self._kept = kept
        self._workers = len(clients)

    def head(self) -> bytes:
        """The checkpoint."""
        return self._asking.ask(CHECKPOINT, CHECKPOINT_LIMIT)

    def units(self, first: int, size: int) -> Iterator[Taken]:
        """Data tiles in order; some are asked for ahead."""
        waiting: deque[Future[tuple[Tile, bytes]]] = deque()
        tiles = tiles_of(size, None, first)
        with ThreadPoolExecutor(self._workers, thread_name_prefix="ct") as pool:
            try:
                while True:
                    while len(waiting) < AHEAD and (tile := next(tiles, None)) is not None:
                        waiting.append(pool.submit(self._tile, tile))
                    if not waiting:
                        return
                    tile, data = waiting.popleft().result()
                    yield taken_from(tile.path, data)
            finally:
                for coming in waiting:
                    coming.cancel()

    def issuer(self, fingerprint: bytes) -> bytes | None:
        """The certificate of an issuer, from the log; kept when it is the one that was asked for."""
        path = issuer_path(fingerprint)
        held = self._kept.read(path)
        if held is not None and sha256(held).digest() == fingerprint:
            return held

        def check(data: bytes) -> None:
            if sha256(data).digest() != fingerprint:
                raise rejected("another certificate than the one that was asked for", where=path)

        data = self._asking.ask(path, MAX_CERTIFICATE, check)
        self._kept.keep(path, data)
        return data

    def proof(self, first: int, second: int) -> Sequence[bytes] | None:
        """Made of hash tiles."""
        tiles = HashTiles(second, self._hashes)
        try:
            return consistency_proof(first, second, tiles.hash_of)
        except (EntryError, LookupError, ValueError) as error:
            raise rejected(f"hash tiles that are none: {error}", where=self._asking.url) from error

    def roots(self) -> tuple[bytes, ...]:
        """Told at the submission prefix only, which is not ours to ask."""
        return ()

    def fetch_again(self, paths: Sequence[str]) -> bool:
        """The files are dropped."""
        return _drop(self._kept, paths)

    def _hashes(self, tile: Tile) -> bytes:
        """Asked for anew each time: a proof must not fail for what lies on our disk."""
        found, data = self._fetched(tile)
        return data if found == tile else data[: tile.width * HASH_OCTETS]

    def _tile(self, tile: Tile) -> tuple[Tile, bytes]:
        """A tile from where it is kept, else from the log; in place of a partial one that is gone the full one."""
        whole = Tile(level=tile.level, number=tile.number)
        for one in (tile, whole):
            held = self._kept.read(one.path)
            if held is not None:
                return one, held
        return self._fetched(tile)

    def _fetched(self, tile: Tile) -> tuple[Tile, bytes]:
        whole = Tile(level=tile.level, number=tile.number)
        found = self._asking.answer(tile.path, TILE_LIMIT)
        if isinstance(found, Failed) and tile != whole and found.status in (404, 410):
            tile, found = whole, self._asking.answer(whole.path, TILE_LIMIT)
        if isinstance(found, Failed):
            raise found.error()
        self._kept.keep(tile.path, found)
        return tile, found


class LiveAnswers:
    """An RFC 6962 log, by its address."""

    def __init__(self, url: str, clients: Sequence[Get], kept: KeptLog) -> None:
        self._asking = _Asking(url, clients[:1], kept)
        self._kept = kept

    def head(self) -> bytes:
        """The get-sth answer."""
        return self._asking.ask("ct/v1/get-sth", CHECKPOINT_LIMIT)

    def units(self, first: int, size: int) -> Iterator[Taken]:
        """get-entries answers, one after the other, each from where the one before ended."""
        kept = {
            unit.first: unit for name in self._kept.names(GET_ENTRIES) if (unit := unit_at(f"{GET_ENTRIES}/{name}"))
        }
        inside = [u for u in kept.values() if u.first < first < u.first + (u.width or 0)]
        at = inside[0].first if inside else first
        while at < size:
            unit = kept.get(at)
            data = self._kept.read(unit.path) if unit is not None else None
            if unit is None or data is None:
                unit, data = self._page(at, min(PAGE, size - at))
            taken = taken_from(unit.path, data)
            yield taken
            if not taken.entries:
                return
            at += len(taken.entries)

    def issuer(self, fingerprint: bytes) -> bytes | None:
        """Never asked for: chains come with their entries."""
        return None

    def proof(self, first: int, second: int) -> Sequence[bytes] | None:
        """The get-sth-consistency answer."""
        path = f"ct/v1/get-sth-consistency?first={first}&second={second}"
        data = self._asking.ask(path, CHECKPOINT_LIMIT)
        proof = read_consistency(data, where=self._asking.url + path)
        self._kept.keep(proof_path(first, second), data)
        return proof

    def roots(self) -> tuple[bytes, ...]:
        """The get-roots answer, which is kept."""
        url = f"{self._asking.url}ct/v1/get-roots"
        data = self._asking.ask("ct/v1/get-roots", JSON_LIMIT)
        roots = read_get_roots(data, where=url)
        self._kept.keep(ROOTS, data)
        return roots

    def fetch_again(self, paths: Sequence[str]) -> bool:
        """The files are dropped."""
        return _drop(self._kept, paths)

    def _page(self, first: int, most: int) -> tuple[Unit, bytes]:
        count = 0

        def check(data: bytes) -> None:
            nonlocal count
            read = read_get_entries(data, first, where="get-entries")
            count = len(read.read) + len(read.unreadable)
            if not 0 < count <= most:
                raise rejected(f"{count} entries where 1 to {most} were asked for", where="get-entries")

        data = self._asking.ask(f"ct/v1/get-entries?start={first}&end={first + most - 1}", JSON_LIMIT, check)
        unit = Unit(path=range_path(first, count), first=first, width=count, is_tile=False)
        kept = packed(data)
        self._kept.keep(unit.path, kept)
        return unit, kept


def _drop(kept: KeptLog, paths: Sequence[str]) -> bool:
    for path in paths:
        kept.drop(path)
    return True
