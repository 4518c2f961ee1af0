"""Which two days are compared: stored ones; a day without a list is named, and so are the days around it."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.store.catalog import RECORDS
from explorer.store.snapshot import ListedDay
from explorer.views.stored_days import pair_of, stored_days

A, B, C, ROOTS = date(2020, 7, 1), date(2021, 4, 5), date(2021, 7, 1), date(2021, 5, 5)


def listed(name: str, day: date) -> ListedDay:
    return ListedDay(
        name=name, day=day, sha256="", file="", stored=0, duplicates=0, quarantined=0, missing_columns=(), unknown_columns=()
    )  # fmt: skip


LISTS = (*(listed(RECORDS, day) for day in (A, B, C)), listed("root-store:Mozilla", ROOTS), listed("onecrl", A))

CASES = {
    "nothing named: the day shown and the records before it": (None, None, C, (B, C), ()),
    "an earlier day is shown": (None, None, B, (A, B), ()),
    "a root store's day counts when it is named": (ROOTS, C, C, (ROOTS, C), ()),
    "the day shown has a root store alone": (None, None, ROOTS, (B, ROOTS), ()),
    "both are named": (A, C, C, (A, C), ()),
    "only the earlier one": (A, None, C, (A, C), ()),
    "a day that is not stored": (date(2021, 1, 1), C, C, (date(2021, 1, 1), C), (A, B)),
    "a day before all": (date(2000, 1, 1), C, C, (date(2000, 1, 1), C), (A,)),
    "the first day of all": (None, None, A, (None, A), ()),
}


@pytest.mark.parametrize(("first", "last", "shown", "pair", "nearest"), CASES.values(), ids=CASES)
def test_the_pair(
    first: date | None, last: date | None, shown: date, pair: tuple[date | None, date], nearest: tuple[date, ...]
) -> None:
    found = pair_of(LISTS, first, last, shown)
    assert (found.first, found.last) == pair
    assert found.nearest == nearest
    assert bool(found.missing) == bool(nearest)


def test_backwards_is_said() -> None:
    assert pair_of(LISTS, C, A, C).is_backwards
    assert not pair_of(LISTS, A, C, C).is_backwards
    assert not pair_of((), None, None, C).is_backwards


def test_days_name_their_lists_newest_first() -> None:
    found = stored_days(LISTS)
    assert [(d.day, d.has_records) for d in found] == [(C, True), (ROOTS, False), (B, True), (A, True)]
    assert found[-1].lists == (RECORDS, "onecrl")
