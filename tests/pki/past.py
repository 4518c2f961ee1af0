"""A drawn world with a day before: rows that stood then, the lists of both days, and since when records are listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Self

from explorer.model.disclosure import Disclosure
from explorer.rules.facts import Facts
from explorer.store.snapshot import DayBefore, ListedDay, RecordHistory
from tests.pki.world import World

RECORDS = "ccadb-all-records"


def listed(day: date, stored: int, name: str = RECORDS, missing: tuple[str, ...] = ()) -> ListedDay:
    """One stored day of a CCADB list with so many rows."""
    return ListedDay(
        name=name,
        day=day,
        sha256="",
        file=f"{name}.csv",
        stored=stored,
        duplicates=0,
        quarantined=0,
        missing_columns=missing,
        unknown_columns=(),
    )


class Past(World):
    """Draw the world of today, then say what was different on the day before (`apart` days ago)."""

    def __init__(self, as_of: str = "2026-09-01", basis: str = "mrsp", *, apart: int = 1) -> None:
        super().__init__(as_of, basis)
        self.today = self.as_of.date()
        self.before = self.today - timedelta(days=apart)
        self.missing: tuple[str, ...] = ()  # columns that the list of the day before did not have
        self.days: tuple[date, ...] = ()
        self.lists: tuple[ListedDay, ...] = ()  # empty: one list of today, of 1,000 rows
        self.lists_before: tuple[ListedDay, ...] = ()
        self._ended: list[Disclosure] = []
        self._first: dict[str, date] = {}

    def was(self, word: str, **fields: Any) -> Self:
        """The record of a certificate said something else; fields as in `Disclosure`."""
        now = next(record for record in self._records if record.certificate == self.id(word))
        self._ended.append(replace(now, **{"day": self.before, "since": self.before, **fields}))
        return self

    def gone(self, word: str, **fields: Any) -> Self:
        """The record of a certificate stood in the list of the day before and stands there no more."""
        self.was(word, **fields)
        self._records = [record for record in self._records if record.certificate != self.id(word)]
        return self

    def first_listed(self, **days: str) -> Self:
        """On which stored day a certificate was listed first, by word; those of the first day may be left out."""
        self._first |= {word: date.fromisoformat(day) for word, day in days.items()}
        return self

    def stored_on(self, *days: str) -> Self:
        """All days of the list that are stored."""
        self.days = tuple(date.fromisoformat(day) for day in days)
        return self

    def facts(self) -> Facts:
        before = DayBefore(
            day=self.before,
            lists=self.lists_before or (listed(self.before, 1000, missing=self.missing),),
            ended=tuple(sorted(self._ended, key=lambda row: row.record)),
        )
        return replace(
            super().facts(),
            lists=self.lists or (listed(self.today, 1000),),
            history=RecordHistory(
                days=self.days or (self.before, self.today),
                read_before=lambda: before,
                read_first_listed=lambda: {self.id(w): day for w, day in self._first.items() if day > min(self.days)},
            ),
        )
