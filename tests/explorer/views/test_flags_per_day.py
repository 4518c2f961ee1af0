"""Findings per day: counts where a day was assessed, nothing where it was not, and every gap survives the thinning."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from explorer.analysis.assess import Assessment
from explorer.analysis.history import FindingHistory
from explorer.model.finding import Severity
from explorer.store.assessed import FindingState, StateSpan
from explorer.views.flags_per_day import MOST_DAYS, DayCount, FlagsPerDay, flags_per_day

D = date(2026, 1, 1)


def day(offset: int) -> date:
    return D + timedelta(offset)


def span(name: str, first: int, last: int | None, severity: str = "high") -> StateSpan:
    state = FindingState(
        fingerprint=name, rule="SUBCA-001", kind="certificate", subject="S", severity=severity, programs=()
    )
    return StateSpan(state=state, first=day(first), last=None if last is None else day(last))


def test_counts_by_severity_on_assessed_days() -> None:
    spans = (span("A", 0, 2), span("A", 2, None, "low"), span("B", 1, 3))
    history = FindingHistory((day(0), day(1), day(3)), tuple(map(day, range(4))), spans)
    assert history.per_day() == {
        day(0): {"high": 1, "low": 0},
        day(1): {"high": 2, "low": 0},
        day(3): {"high": 0, "low": 1},
    }


def test_a_day_not_assessed_has_no_count_and_the_day_shown_always_has(sample: Assessment) -> None:
    shown = sample.manifest.as_of
    early, late = shown - timedelta(30), shown + timedelta(30)
    found = flags_per_day(sample, FindingHistory((), (early, shown, late), ()))
    assert [d.day for d in found.days] == [early, shown], "what comes later is not told"
    assert found.days[0].counts is None
    assert found.days[1].counts == Counter(finding.severity for finding in sample.findings)
    assert found.assessed == 1


def test_thinning_keeps_first_last_and_the_edges_of_gaps() -> None:
    counts = {Severity.HIGH: 1}
    days = tuple(DayCount(day=day(n), counts=None if n in (501, 502) else counts) for n in range(1_000))
    drawn = FlagsPerDay(days=days).drawn
    assert len(drawn) <= MOST_DAYS + 4
    kept = {d.day for d in drawn}
    assert {day(0), day(999), day(501), day(503)} <= kept
    assert any(d.counts is None for d in drawn), "the gap stays a gap"
