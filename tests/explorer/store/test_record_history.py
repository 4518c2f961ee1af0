"""What CCADB said before: rows that ended, whatever the list was called, and the first day of each certificate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from explorer.store.catalog import RECORDS, RECORDS_OLD, RECORDS_RECENT, open_store
from tests.explorer.store.lists import Row, fingerprint, put

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)


def ended(store: Path, day: date) -> tuple[date, list[tuple[str, str]]] | None:
    with open_store(store) as opened:
        before = opened.snapshot(day).history.before
        return before and (before.day, [(row.record, row.owner) for row in before.ended])


def test_rows_that_differ_or_are_gone_are_those_of_the_day_before(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    put(store, RECORDS, MONDAY, [Row("r1", "A", "Alpha"), Row("r2", "B", "Alpha"), Row("r3", "C", "Alpha")])
    put(store, RECORDS, TUESDAY, [Row("r1", "A", "Alpha"), Row("r2", "B", "Beta")])
    assert ended(store, MONDAY) is None
    assert ended(store, TUESDAY) == (MONDAY, [("r2", "Alpha"), ("r3", "Alpha")])
    assert ended(store, WEDNESDAY) == (MONDAY, [("r2", "Alpha"), ("r3", "Alpha")])


def test_a_list_in_two_parts_is_held_against_the_whole_one_of_before(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    put(store, RECORDS, MONDAY, [Row("r1", "A"), Row("r2", "B"), Row("r3", "C")])
    put(store, RECORDS_RECENT, TUESDAY, [Row("r1", "A")])
    put(store, RECORDS_OLD, TUESDAY, [Row("r2", "B")])
    assert ended(store, TUESDAY) == (MONDAY, [("r3", "")])


def test_the_first_day_of_a_certificate_outlives_its_rows(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    put(store, RECORDS, MONDAY, [Row("r1", "A", "Alpha")])
    put(store, RECORDS, TUESDAY, [Row("r1", "A", "Beta"), Row("r2", "B")])
    with open_store(store) as opened:
        history = opened.snapshot(WEDNESDAY).history
        assert history.days == (MONDAY, TUESDAY)
        assert history.first_listed == {fingerprint("B"): TUESDAY}


def test_what_was_not_asked_while_the_store_was_open_is_read_later(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    put(store, RECORDS, MONDAY, [Row("r1", "A")])
    put(store, RECORDS, TUESDAY, [Row("r2", "B")])
    with open_store(store) as opened:
        history = opened.snapshot(TUESDAY).history
    assert history.before is not None
    assert [row.record for row in history.before.ended] == ["r1"]
