"""Some consecutive entries of one log, with the tree behind them: read, then proved against a head, then stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.ct.harvest import ChainMembers, Harvest
from ingest.ct.heads import TreeHead
from ingest.ct.merkle import CompactRange, is_consistent
from ingest.ct.reader import LogReader


@dataclass(slots=True, kw_only=True)
class Bounds:
    """When a run stops."""

    most: int | None = None  # entries of this run; None: all
    is_over: Callable[[], bool] = lambda: False


class Stretch:
    """Entries from the end of `tree` on; `tree` itself stays as it is."""

    def __init__(self, reader: LogReader, tree: CompactRange, members: ChainMembers) -> None:
        self.tree = tree.copy()
        self.harvest = Harvest(members)
        self.paths: list[str] = []  # files that were read
        self.broken = ""  # the file, if any, that holds no entries
        self._reader = reader
        self._begin = tree.size

    def read(self, end: int, size: int, bounds: Bounds) -> None:
        """Take the entries before `end` of a log of `size`, or as many as there are and time allows."""
        for taken in self._reader.units(self.tree.size, size):
            self.paths.append(taken.path)
            for entry in taken.entries:
                if self.tree.size == entry.index < end:
                    self.harvest.take(entry)
                    self.tree.append(entry.leaf_hash)
            if not taken.entries or self.tree.size <= min(taken.entries[-1].index, end - 1):
                self.broken = taken.path
                return
            if self.tree.size >= end or bounds.is_over():
                return

    def is_proved(self, head: TreeHead) -> bool | None:
        """Whether the tree behind these entries begins that of the head; None: nothing at hand tells."""
        if self.broken:
            return False
        if self.tree.size == self._begin:
            return None
        return begins(self.tree.size, self.tree.root(), head, self._reader)


def begins(size: int, root: bytes, head: TreeHead, reader: LogReader) -> bool | None:
    """Whether a tree of this size and root begins that of the head; None: nothing at hand tells."""
    if size in (0, head.size):
        return size == 0 or root == head.root
    proof = reader.proof(size, head.size)
    return None if proof is None else is_consistent(size, head.size, root, head.root, proof)
