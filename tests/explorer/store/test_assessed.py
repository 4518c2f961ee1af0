"""The memory of findings: any assessed day can be read back, whatever the order in which days were assessed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import IntegrityAlarm
from explorer.model.ids import sha256_hex
from explorer.store.assessed import (
    FindingState,
    assessed_days,
    broken_day,
    forget_others,
    fresh_days,
    remember,
    spans_of,
    stamps,
    stored_days,
)
from explorer.store.catalog import RECORDS
from explorer.store.check import check_store
from explorer.store.schema import connect
from explorer.store.writer import open_writer
from tests.explorer.store.lists import NOW, Row, opened, put

D = date(2026, 1, 1)


def state(word: str, severity: str = "high", *programs: str) -> FindingState:
    return FindingState(
        fingerprint=sha256_hex(word.encode()), rule="SUBCA-001", kind="certificate", subject=word, severity=severity,
        programs=programs,
    )  # fmt: skip


def on(path: Path, day: date, series: str = "a") -> set[tuple[str, str]]:
    store = opened(path)
    return {
        (span.state.subject, span.state.severity)
        for span in spans_of(store, series)
        if span.first <= day and (span.last is None or day < span.last)
    }


days = st.lists(
    st.tuples(
        st.integers(0, 6), st.sets(st.tuples(st.sampled_from("xyz"), st.sampled_from(("high", "low"))), max_size=4)
    ),
    min_size=1,
    max_size=8,
)


@given(days)
def test_every_assessed_day_is_read_back(told: list[tuple[int, set[tuple[str, str]]]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        from explorer.store.schema import ASSESSED

        connection.executescript(ASSESSED)
        expected: dict[int, set[tuple[str, str]]] = {}
        for offset, found in told:
            remember(connection, "a", D + timedelta(offset), b"", [state(*one) for one in found])
            expected[offset] = found
        assert broken_day(connection) == ""
        rows = connection.execute(
            "SELECT subject, severity, first, last FROM finding_span JOIN finding_state ON id = state"
        ).fetchall()
        for offset, found in expected.items():
            day = (D + timedelta(offset)).toordinal()
            assert {(s, v) for s, v, first, last in rows if first <= day and (last is None or day < last)} == found


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    put(path, RECORDS, D, [Row("1", "a")])
    put(path, RECORDS, D + timedelta(1), [Row("1", "b")])
    return path


def note(path: Path, day: date, *found: FindingState, series: str = "a") -> None:
    stamp = stamps(opened(path), [day])[day]
    with open_writer(path, lock_wait=0, now=NOW) as writer:
        remember(writer.connection, series, day, stamp, found)


def test_what_was_learnt_since_makes_a_day_stale_and_an_earlier_one_stays(store: Path) -> None:
    for offset in (0, 1):
        note(store, D + timedelta(offset), state("x"))
    assert fresh_days(opened(store), "a") == (D, D + timedelta(1))
    put(store, RECORDS, D + timedelta(1), [Row("1", "c")])
    assert fresh_days(opened(store), "a") == (D,)
    assert stored_days(opened(store)) == (D, D + timedelta(1))


def test_series_stay_apart_and_old_ones_can_go(store: Path) -> None:
    note(store, D, state("x"), series="proof/mrsp 1")
    note(store, D, state("y"), series="proof/mrsp 2")
    note(store, D, state("z"), series="record/mrsp 1")
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        forget_others(writer.connection, "proof/mrsp 2", "proof/mrsp ")
    assert [bool(assessed_days(opened(store), s)) for s in ("proof/mrsp 1", "proof/mrsp 2", "record/mrsp 1")] == [
        False, True, True,
    ]  # fmt: skip
    assert on(store, D, "proof/mrsp 2") == {("y", "high")}


def test_spans_are_found_by_fingerprint_and_by_subject(store: Path) -> None:
    note(store, D, state("x"), state("y", "low", "Mozilla:email"))
    found = spans_of(opened(store), "a", fingerprints=[sha256_hex(b"y")])
    assert [span.state for span in found] == [state("y", "low", "Mozilla:email")]
    assert [span.state.subject for span in spans_of(opened(store), "a", subjects=["x"])] == ["x"]


def test_a_lost_span_is_an_alarm(store: Path) -> None:
    note(store, D, state("x"))
    with closing(connect(store, write=True)) as connection:
        connection.execute("DELETE FROM finding_span")
    with pytest.raises(IntegrityAlarm, match="findings remembered"):
        check_store(opened(store))
