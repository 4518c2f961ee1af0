"""Hashes of any range of a log's tree out of its hash tiles, for proofs that a static-ct-api log does not serve."""

from __future__ import annotations

from collections.abc import Callable

from ingest.ct.merkle import node_hash, root_of, subtrees_of
from ingest.ct.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, hashes_of_tile


class HashTiles:
    """The tree of a log with `size` entries; `read` gives the octets of a tile. Each tile is read once.

    Tiles are believed here: a proof made of them is checked against the root that the log signed.
    """

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        self._size = size
        self._read = read
        self._tiles: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def hash_of(self, begin: int, end: int) -> bytes:
        """The root of the tree over these entries, which must be a node of the log's tree; raises `EntryError`."""
        *first, last = [self._node(level, number) for level, number in subtrees_of(begin, end)]
        for node in reversed(first):
            last = node_hash(node, last)
        return last

    def _node(self, level: int, number: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = number << height
        tile, offset = divmod(first, TILE_WIDTH)
        hashes = self._tile(tile_level, tile)
        return root_of(hashes[offset : offset + (1 << height)])

    def _tile(self, level: int, number: int) -> tuple[bytes, ...]:
        held = self._tiles.get((level, number))
        if held is None:
            items = self._size >> (TILE_HEIGHT * level)
            width = min(TILE_WIDTH, items - number * TILE_WIDTH)
            held = hashes_of_tile(self._read(Tile(level=level, number=number, width=width)), width)
            self._tiles[level, number] = held
        return held
