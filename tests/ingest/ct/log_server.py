"""A sample log served on the loopback address in both protocols: `/tiled/...` and `/answers/ct/v1/...`.

What it serves is set by `grow`; single answers are spoilt with `server.on`, as for any loopback server.
"""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from ingest.ct.log_list import ListedLog, read_log_list
from ingest.ct.merkle import HASH_OCTETS, HashOf, consistency_proof, hashes_of, leaf_hash, root_of
from ingest.ct.tiles import TILE_WIDTH, tile_at
from ingest.sample.log import SampleEntry, SampleLog
from ingest.sample.log_cast import alder_cast
from ingest.sample.log_files import LogIdentity, answer_entry, log_list, rfc6962_files, tiled_files
from tests.ingest.loopback import Loopback, Request, Way, good, status

TIME = 1_790_000_000_000  # milliseconds, of heads
IDENTITIES = {True: LogIdentity(origin="alder.example/tiled"), False: LogIdentity(origin="alder.example/answers")}


def sample(size: int) -> SampleLog:
    """The log of tests; a smaller one begins a larger one."""
    return SampleLog(cast=alder_cast(), size=size)


@lru_cache(maxsize=8)
def _entries(size: int) -> tuple[SampleEntry, ...]:
    return tuple(sample(size).entries())


@lru_cache(maxsize=8)
def tiles(size: int) -> dict[str, bytes]:
    """The files of the tiled log."""
    return dict(tiled_files(sample(size), IDENTITIES[True]))


@lru_cache(maxsize=8)
def leaves(size: int) -> tuple[bytes, ...]:
    """The leaf hashes of the log."""
    return tuple(leaf_hash(entry.leaf_input) for entry in _entries(size))


@lru_cache(maxsize=8)
def _roots() -> bytes:
    return dict(rfc6962_files(sample(1), IDENTITIES[False]))["get-roots.json"]


@dataclass(slots=True)
class ServedLog:
    """Both forms of one log on a server."""

    server: Loopback
    page: int = 100  # entries of one answer at most
    size: int = 0
    _hash_of: HashOf = field(default=lambda begin, end: b"")

    def grow(self, size: int, *, at: int = TIME) -> None:
        """From now on the log has so many entries, and says so in a head of this time."""
        self.size = size
        self._hash_of = hashes_of(leaves(size))
        self.server.otherwise = self._answer
        self.head(size, at, root_of(leaves(size)))

    def head(self, size: int, at: int, root: bytes) -> None:
        """Sign this head, true or not."""
        self.server.on("/tiled/checkpoint", good(IDENTITIES[True].checkpoint(size, at, root)))
        self.server.on("/answers/ct/v1/get-sth", good(IDENTITIES[False].sth(size, at, root)))

    def listed(self, *, is_tiled: bool) -> ListedLog:
        """The log as a list of logs has it."""
        return next(log for log in read_log_list(self.list(), where="list").logs if log.is_tiled == is_tiled)

    def list(self) -> bytes:
        """A list with both."""
        return log_list(
            IDENTITIES[True].listed(self.server.url("/tiled/"), is_tiled=True),
            IDENTITIES[False].listed(self.server.url("/answers/"), is_tiled=False),
        )

    def _answer(self, peer: socket.socket, request: Request) -> None:
        address = urlsplit(request.path)
        numbers = {name: int(value[0]) for name, value in parse_qs(address.query).items()}
        self._way(address.path, numbers)(peer, request)

    def _way(self, path: str, numbers: dict[str, int]) -> Way:
        if path.startswith("/tiled/"):
            data = tiles(self.size).get(path.removeprefix("/tiled/")) or self._narrower(path)
            return status(404) if data is None else good(data)
        if path == "/answers/ct/v1/get-entries":
            last = min(numbers["end"], numbers["start"] + self.page - 1, self.size - 1)
            return good(self.entries(numbers["start"], last))
        if path == "/answers/ct/v1/get-sth-consistency":
            proof = consistency_proof(numbers["first"], numbers["second"], self._hash_of)
            return good(json.dumps({"consistency": [_base64(node) for node in proof]}).encode())
        return good(_roots()) if path == "/answers/ct/v1/get-roots" else status(404)

    def _narrower(self, path: str) -> bytes | None:
        """A partial hash tile of an earlier size, which goes when the full one is there."""
        tile = tile_at(path)
        if tile is None or tile.level is None or replace(tile, width=TILE_WIDTH).path in tiles(self.size):
            return None
        wider = (tiles(self.size).get(replace(tile, width=width).path) for width in range(tile.width, TILE_WIDTH))
        return next((data[: tile.width * HASH_OCTETS] for data in wider if data is not None), None)

    def entries(self, first: int, last: int) -> bytes:
        """A get-entries answer."""
        listed = [answer_entry(entry) for entry in _entries(self.size)[first : last + 1]]
        return json.dumps({"entries": listed}).encode()


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
