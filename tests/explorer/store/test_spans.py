"""Spans of days against a plain model: a dictionary from stored day to set of items."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from explorer.store.schema import TABLES
from explorer.store.spans import items_on, set_day

LAST = 14
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, LAST), st.frozensets(st.integers(1, 6), max_size=6)), max_size=14
)


class Store:
    """Two lists in memory, and the model of each."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.executescript(TABLES)
        self.connection.execute("PRAGMA foreign_keys = OFF")
        self.model: dict[int, dict[int, frozenset[int]]] = {0: {}, 1: {}}

    def put(self, list_: int, day: int, items: frozenset[int]) -> tuple[int, int]:
        changed = set_day(self.connection, list_, day, items)
        self.connection.execute(
            "INSERT OR REPLACE INTO day VALUES (?, ?, x'', '', 0, 0, 0, 0, '', '', x'')", (list_, day)
        )
        self.model[list_][day] = items
        return changed

    def expected(self, list_: int, day: int) -> set[int]:
        before = [d for d in self.model[list_] if d <= day]
        return set(self.model[list_][max(before)]) if before else set()

    def spans(self) -> list[tuple[int, int, int, int | None]]:
        return self.connection.execute("SELECT list, item, first, last FROM span ORDER BY list, item, first").fetchall()


@given(STEPS)
def test_any_day_reads_back_as_it_was_written_whatever_the_order(
    steps: list[tuple[int, int, frozenset[int]]],
) -> None:
    store = Store()
    for list_, day, items in steps:
        before = store.expected(list_, day)
        added, removed = store.put(list_, day, items)
        assert (added, removed) == (len(items - before), len(before - items))
        for one in (0, 1):
            for any_day in range(LAST + 2):
                assert items_on(store.connection, one, any_day) == store.expected(one, any_day)


@given(STEPS)
def test_spans_never_overlap_touch_or_stand_empty(steps: list[tuple[int, int, frozenset[int]]]) -> None:
    store = Store()
    for step in steps:
        store.put(*step)
    spans = store.spans()
    for list_, item, first, last in spans:
        assert last is None or first < last
        assert first in store.model[list_]
        assert last is None or last in store.model[list_]
        assert not [s for s in spans if s[:2] == (list_, item) and s[2] == last], "two spans that are one"
    for (list_, item, _, last), (next_list, next_item, next_first, _) in pairwise(spans):
        if (list_, item) == (next_list, next_item):
            assert last is not None and last < next_first


@given(st.dictionaries(st.integers(1, LAST), st.frozensets(st.integers(1, 6)), max_size=8), st.randoms())
def test_the_order_of_days_leaves_no_trace(days: dict[int, frozenset[int]], random: object) -> None:
    forwards, shuffled = Store(), Store()
    for day in sorted(days):
        forwards.put(0, day, days[day])
    order = sorted(days)
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a Random whose type it keeps to itself
    for day in order:
        shuffled.put(0, day, days[day])
    assert shuffled.spans() == forwards.spans()


@given(STEPS, st.integers(1, LAST), st.frozensets(st.integers(1, 6)))
def test_a_day_set_twice_is_set_once(
    steps: list[tuple[int, int, frozenset[int]]], day: int, items: frozenset[int]
) -> None:
    store = Store()
    for step in steps:
        store.put(*step)
    store.put(0, day, items)
    spans = store.spans()
    assert store.put(0, day, items) == (0, 0)
    assert store.spans() == spans


def test_a_day_costs_only_what_changed() -> None:
    store = Store()
    store.put(0, 1, frozenset(range(1000)))
    before = store.connection.total_changes
    store.put(0, 2, frozenset(range(1, 1001)))
    assert store.connection.total_changes - before <= 6
