"""The tiles of a static-ct-api log: where they lie, and what is in them (C2SP static-ct-api, tlog-tiles).

A tile has 256 items: hashes of 32 octets at one level of the tree, or entries. The last one of a level may be partial
and then has its width in its name. Data tiles may come packed with gzip whatever the server says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.errors import InputRejected
from ingest.ct.entry import (
    KEY_HASH_OCTETS,
    LEAF_HEAD,
    MAX_CHAIN,
    PRECERT_ENTRY,
    EntryError,
    LogEntry,
    opaque,
    read_timestamped,
)
from ingest.ct.merkle import HASH_OCTETS
from ingest.sources.recognise import unpacked

TILE_WIDTH = 256
TILE_HEIGHT = 8  # levels of the tree that one tile level covers
TILE_LIMIT = 16 * 1024 * 1024  # octets of one tile, unpacked
DATA = "data"

_PATH = re.compile(r"(?:^|/)tile/(data|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?$")
_MAX_LEVEL = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile by its place."""

    level: int | None  # 0: leaf hashes, 1: hashes of 256 of these, ...; None: entries
    number: int  # from the left, 0 first
    width: int = TILE_WIDTH  # items; less in a partial tile

    @property
    def first(self) -> int:
        """Number of its first item at its level: of an entry or leaf hash its index."""
        return self.number * TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the prefix of the log: `tile/data/x001/x234/067.p/12`."""
        groups = [f"{self.number % 1000:03d}"]
        rest = self.number // 1000
        while rest:
            groups.append(f"x{rest % 1000:03d}")
            rest //= 1000
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        level = DATA if self.level is None else str(self.level)
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def tile_at(path: str) -> Tile | None:
    """The tile of a path that ends as tiles' paths do; None: it is none."""
    found = _PATH.search(path)
    if found is None:
        return None
    level, groups, width = found.groups()
    number = int(groups.replace("/", "").replace("x", ""))
    tile = Tile(
        level=None if level == DATA else int(level), number=number, width=TILE_WIDTH if width is None else int(width)
    )
    in_bounds = 0 < tile.width <= TILE_WIDTH and (tile.level is None or tile.level <= _MAX_LEVEL)
    is_canonical = in_bounds and path.endswith(tile.path)
    return tile if is_canonical else None


def tiles_of(size: int, level: int | None = None, first: int = 0) -> Iterator[Tile]:
    """The tiles that hold the items from number `first` on, in a tree of `size` items at that level; the last may be partial."""
    for number in range(first // TILE_WIDTH, -(-size // TILE_WIDTH)):
        yield Tile(level=level, number=number, width=min(TILE_WIDTH, size - number * TILE_WIDTH))


def entries_of_tile(data: bytes, first_index: int) -> Iterator[LogEntry]:
    """The entries of a data tile, plain or gzip, in order; raises `EntryError` at the first octet that does not fit.

    An entry has no length of its own, so behind one that cannot be read nothing of the tile can.
    """
    try:
        data = unpacked(data, where="data tile", limit=TILE_LIMIT)
    except InputRejected as error:
        raise EntryError(error.what) from error
    if len(data) > TILE_LIMIT:
        raise EntryError(f"a tile of more than {TILE_LIMIT} octets (TILE_LIMIT)")
    at, index, size = 0, first_index, len(data)
    while at < size:
        if index - first_index >= TILE_WIDTH:
            raise EntryError(f"more than {TILE_WIDTH} entries in a tile (TILE_WIDTH)")
        try:
            begin = at
            timestamp, kind, key_hash, signed, at = read_timestamped(data, at)
            leaf_end = at
            certificate, tbs = signed, b""
            if kind == PRECERT_ENTRY:
                certificate, at = opaque(data, at, 3, "precertificate")
                tbs = signed
            listed, at = opaque(data, at, 2, "chain")
        except EntryError as error:
            raise EntryError(f"entry {index}: {error}") from error
        if len(listed) % KEY_HASH_OCTETS:
            raise EntryError(f"entry {index}: a list of fingerprints with {len(listed)} octets")
        if len(listed) > MAX_CHAIN * KEY_HASH_OCTETS:
            raise EntryError(f"entry {index}: a chain of more than {MAX_CHAIN} certificates (MAX_CHAIN)")
        yield LogEntry(
            index=index,
            timestamp=timestamp,
            is_precertificate=kind == PRECERT_ENTRY,
            issuer_key_hash=key_hash,
            certificate=certificate,
            tbs=tbs,
            chain=(),
            chain_fingerprints=tuple(listed[o : o + KEY_HASH_OCTETS] for o in range(0, len(listed), KEY_HASH_OCTETS)),
            leaf_input=bytes(LEAF_HEAD) + data[begin:leaf_end],
        )
        index += 1


def hashes_of_tile(data: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes of a tile of this width; raises `EntryError` when there are more or fewer."""
    if len(data) != width * HASH_OCTETS:
        raise EntryError(f"{len(data)} octets in a tile of {width} hashes")
    return tuple(data[at : at + HASH_OCTETS] for at in range(0, len(data), HASH_OCTETS))
