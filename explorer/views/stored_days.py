"""The days that two dates of a comparison can name: those of which the store holds a list. Others are said, not guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.store.catalog import RECORDS
from explorer.store.snapshot import ListedDay


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDay:
    """One day and the lists that the store holds of it."""

    day: date
    lists: tuple[str, ...]

    @property
    def has_records(self) -> bool:
        """CCADB's records of this day are at hand, not only a root store or a revocation list."""
        return any(name.startswith(RECORDS) for name in self.lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two days of a comparison; None where the store has none to offer."""

    first: date | None
    last: date | None
    missing: tuple[date, ...]  # of the two, those of which no list is stored
    nearest: tuple[date, ...]  # stored days around the missing ones, oldest first
    days: tuple[StoredDay, ...]  # newest first

    @property
    def is_backwards(self) -> bool:
        """The earlier day was named as the later one."""
        return self.first is not None and self.last is not None and self.first > self.last


def stored_days(lists: Iterable[ListedDay]) -> tuple[StoredDay, ...]:
    """Every stored day, newest first."""
    found: dict[date, list[str]] = {}
    for listed in lists:
        found.setdefault(listed.day, []).append(listed.name)
    return tuple(StoredDay(day=day, lists=tuple(sorted(found[day]))) for day in sorted(found, reverse=True))


def pair_of(lists: Iterable[ListedDay], first: date | None, last: date | None, shown: date) -> Pair:
    """Two days to compare: those named, else the day that is shown and the stored day of CCADB's records before it."""
    days = stored_days(lists)
    offered = [d.day for d in days if d.has_records] or [d.day for d in days]
    known = {d.day for d in days}
    end = last or (shown if shown in known else next((day for day in offered if day <= shown), None))
    begin = first or next((day for day in offered if end is not None and day < end), None)
    missing = tuple(dict.fromkeys(day for day in (begin, end) if day is not None and day not in known))
    nearest = {near for day in missing for near in _around(sorted(known), day)}
    return Pair(first=begin, last=end, missing=missing, nearest=tuple(sorted(nearest)), days=days)


def _around(known: list[date], day: date) -> list[date]:
    before = [d for d in known if d < day]
    after = [d for d in known if d > day]
    return [*before[-1:], *after[:1]]
