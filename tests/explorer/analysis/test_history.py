"""Since when: the life of a finding over assessed days, honest about days that nobody looked at."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from explorer.analysis.history import FindingHistory, fill_history, finding_history, got_worse, series_of
from explorer.store.assessed import FindingState, StateSpan, assessed_days
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from tests.explorer.store.lists import NOW
from tests.ingest.sources.reports import row
from tests.ingest.test_history import bring, put

D = date(2026, 1, 1)


def day(offset: int) -> date:
    return D + timedelta(offset)


def span(first: int, last: int | None, severity: str = "high", *programs: str) -> StateSpan:
    state = FindingState(
        fingerprint="F", rule="SUBCA-001", kind="certificate", subject="S", severity=severity, programs=programs
    )
    return StateSpan(state=state, first=day(first), last=None if last is None else day(last))


def history(assessed: list[int], stored: list[int], *spans: StateSpan) -> FindingHistory:
    return FindingHistory(tuple(map(day, assessed)), tuple(map(day, stored)), spans)


FIRST = {
    "the day before was assessed": ([0, 1, 2], [0, 1, 2], span(1, None), "2026-01-02"),
    "the stored day before is a week ago": ([0, 7], [0, 7], span(7, None), "2026-01-08"),
    "there is no day before": ([0, 1], [0, 1], span(0, None), "at or before 2026-01-01"),
    "the day before was not assessed": ([0, 2], [0, 1, 2], span(2, None), "at or before 2026-01-03"),
    "it closed and opened again": ([0, 1, 2, 3], [0, 1, 2, 3], span(1, 2), "2026-01-02"),
}


@pytest.mark.parametrize(("assessed", "stored", "one", "told"), FIRST.values(), ids=FIRST)
def test_first_seen(assessed: list[int], stored: list[int], one: StateSpan, told: str) -> None:
    life = history(assessed, stored, one).life("F")
    assert life is not None and life.told == told


def test_the_events_of_a_life() -> None:
    spans = (
        span(1, 2, "medium", "Mozilla:email"),
        span(2, 3, "high", "Mozilla:email"),
        span(3, 4, "high", "Mozilla:email", "Apple:email"),
        span(4, 5, "low"),
        span(6, None, "low"),
    )
    life = history([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6], *spans).life("F")
    assert life is not None
    assert [(e.day, e.kind.value, e.severity) for e in life.events] == [
        (day(1), "opened", "medium"), (day(2), "worse", "high"), (day(3), "worse", "high"), (day(4), "better", "low"),
        (day(5), "closed", "low"), (day(6), "opened", "low"),
    ]  # fmt: skip
    assert life.last_seen == day(6)
    assert life.events[0].after == day(0)


def test_days_that_count_no_more_show_nothing() -> None:
    assert history([3], [0, 3], span(0, 1)).life("F") is None


WORSE = {
    "severity up": ("low", (), "high", (), True),
    "severity down": ("high", (), "low", (), False),
    "one more program": ("high", ("Mozilla:email",), "high", ("Mozilla:email", "Apple:email"), True),
    "one less": ("high", ("Mozilla:email", "Apple:email"), "high", ("Apple:email",), False),
    "only the cut-off moved": ("high", ("Mozilla:email (until 2026-01-01)",), "high", ("Mozilla:email",), False),
}


@pytest.mark.parametrize(("before", "programs", "now", "later", "is_worse"), WORSE.values(), ids=WORSE)
def test_worse(before: str, programs: tuple[str, ...], now: str, later: tuple[str, ...], is_worse: bool) -> None:
    assert got_worse(before, programs, now, later) is is_worse


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three days of a report; on the second an owner is spelled in two ways (DATA-004)."""
    folder = tmp_path / "reports"
    for offset, differs in enumerate(({}, {"CA Owner": "ALPHA Trust"}, {})):
        put(folder, day(offset), [row(1), row(2, **differs)])
    path = tmp_path / "store.sqlite"
    bring(folder, path)
    return path


def fill(store: Path, until: date) -> int:
    return fill_history(store, until, now=NOW, progress=SILENT)


def test_filling_assesses_each_day_once_and_goes_on_where_it_ended(store: Path) -> None:
    assert fill(store, day(1)) == 2
    assert fill(store, day(2)) == 1
    assert fill(store, day(2)) == 0
    with open_store(store) as opened:
        series = series_of(view="proof", basis="mrsp")
        assert list(assessed_days(opened, series)) == [day(0), day(1), day(2)]


def test_a_finding_of_one_day_has_its_life(store: Path) -> None:
    fill(store, day(2))
    with open_store(store) as opened:
        lives = [life for life in finding_history(opened).lives() if life.first_seen == day(1)]
    assert lives, "the spellings are a finding of the second day"
    assert {(life.told, life.last_seen) for life in lives} == {("2026-01-02", day(1))}
    assert {event.kind.value for life in lives for event in life.events} == {"opened", "closed"}
