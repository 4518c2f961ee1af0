"""What is left to count of a log: the indexes at hand, without those counted before, cut into units of work.

Units are cut at multiples of their size, so that two runs over the same files cut alike. An index is counted from one
file alone, however many files hold it; where files leave a gap, the units leave it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.ct.count import CensusUnit
from ingest.ct.shelf import File, Shelf

UNIT_ENTRIES = 1 << 17  # indexes of one unit: one to three seconds of work

Range = tuple[int, int]  # first index, one past the last


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """The files of one log in the order in which they are counted: none of them holds only what earlier ones hold."""

    shelf: Shelf
    files: tuple[File, ...]  # by first index; each reaches further than those before

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The indexes at hand, joined, sorted."""
        return joined((file.first, _last(file)) for file in self.files)


def at_hand(shelf: Shelf, files: Iterable[File]) -> AtHand:
    """Keep of all files those that are needed: of two at one place the one that reaches further."""
    needed: list[File] = []
    reached = -1
    for file in sorted((f for f in files if f.last is not None), key=lambda f: (f.first, -_last(f), f.path)):
        if _last(file) > reached:
            needed.append(file)
            reached = _last(file)
    return AtHand(shelf=shelf, files=tuple(needed))


def units(
    log: AtHand, counted: Sequence[Range], *, size: int = UNIT_ENTRIES, up_to: int | None = None
) -> Iterator[CensusUnit]:
    """The units that are left, by first index; `up_to` leaves out the indexes from there on."""
    place = 0  # of the first file that may still be needed
    for first, last in without(log.ranges, counted):
        last = last if up_to is None else min(last, up_to)
        while first < last:
            stop = min(last, (first // size + 1) * size)
            while _last(log.files[place]) <= first:
                place += 1
            needed = place
            while needed < len(log.files) and log.files[needed].first < stop:
                needed += 1
            yield CensusUnit(shelf=log.shelf, first=first, last=stop, files=log.files[place:needed])
            first = stop


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same indexes as disjoint ranges with gaps between, sorted."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def without(ranges: Iterable[Range], taken: Iterable[Range]) -> tuple[Range, ...]:
    """The indexes of `ranges` that are in none of `taken`."""
    left: list[Range] = []
    blocked = joined(taken)
    for first, last in joined(ranges):
        for begin, end in blocked:
            if begin >= last:
                break
            if end > first:
                if begin > first:
                    left.append((first, begin))
                first = max(first, end)
        if first < last:
            left.append((first, last))
    return tuple(left)


def _last(file: File) -> int:
    return file.first if file.last is None else file.last
