"""Since when: the life of every finding over the assessed days of a store.

A day is assessed by `subca flags --history` or `fill_history`; only days of which the store has learnt nothing since
count. The day before is the stored day before: between two stored days no list speaks, so nothing was there to be seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from explorer import __version__
from explorer.analysis.assess import Assessment, assess
from explorer.model.finding import Finding, Severity
from explorer.model.fingerprint import fingerprint_of
from explorer.rules.registry import RULES
from explorer.store.assessed import (
    FindingState,
    StateSpan,
    assessed_days,
    forget_others,
    fresh_days,
    remember,
    spans_of,
    stamps,
    stored_days,
)
from explorer.store.catalog import Store, open_store
from explorer.store.writer import open_series
from explorer.terminal.progress import Progress


class EventKind(StrEnum):
    """What happened to a finding."""

    OPENED = "opened"
    WORSE = "worse"  # severity up, or one more program and purpose
    BETTER = "better"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """One event in the life of a finding, on the first assessed day that shows it."""

    day: date
    kind: EventKind
    severity: str  # after it; of a closed one before it
    programs: tuple[str, ...]
    after: date | None  # the assessed day before, on which it was not so yet; None: no stored day before was assessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The life of one finding as far as days were assessed."""

    fingerprint: str
    rule: str
    subject: str
    first_seen: date
    is_exact: bool  # the stored day before `first_seen` was assessed, and it was not there
    last_seen: date  # the last assessed day with it
    events: tuple[LifeEvent, ...]  # oldest first

    @property
    def told(self) -> str:
        """First seen, as columns and tables print it."""
        return self.first_seen.isoformat() if self.is_exact else f"at or before {self.first_seen.isoformat()}"


class FindingHistory:
    """Lives of findings in one series of assessed days."""

    def __init__(self, days: tuple[date, ...], stored: tuple[date, ...], spans: Iterable[StateSpan]) -> None:
        self._days = days
        self._stored = stored
        self._spans: dict[str, list[StateSpan]] = {}
        for span in spans:
            self._spans.setdefault(span.state.fingerprint, []).append(span)

    @property
    def days(self) -> tuple[date, ...]:
        """The assessed days that count, oldest first."""
        return self._days

    @property
    def stored(self) -> tuple[date, ...]:
        """Every stored day, assessed or not, oldest first."""
        return self._stored

    def per_day(self) -> dict[date, dict[str, int]]:
        """How many findings of each severity stood on every assessed day that counts. Linear in spans and days."""
        steps: dict[str, list[int]] = {}
        for spans in self._spans.values():
            for span in spans:
                step = steps.setdefault(span.state.severity, [0] * (len(self._days) + 1))
                step[bisect_left(self._days, span.first)] += 1
                step[len(self._days) if span.last is None else bisect_left(self._days, span.last)] -= 1
        sums = {severity: list(accumulate(step)) for severity, step in steps.items()}
        return {day: {s: sums[s][place] for s in sums} for place, day in enumerate(self._days)}

    def life(self, fingerprint: str) -> Life | None:
        """The life of a finding; None: no assessed day shows it."""
        by_day = {day: state for day in self._days if (state := self._state(fingerprint, day)) is not None}
        if not by_day:
            return None
        first, some = min(by_day), next(iter(by_day.values()))
        return Life(
            fingerprint=fingerprint,
            rule=some.rule,
            subject=some.subject,
            first_seen=first,
            is_exact=self._before(first) in self._days,
            last_seen=max(by_day),
            events=tuple(self._events(by_day)),
        )

    def lives(self) -> Iterator[Life]:
        """Every finding that any assessed day shows, by fingerprint."""
        for fingerprint in sorted(self._spans):
            life = self.life(fingerprint)
            if life is not None:
                yield life

    def first_seen(self, finding: Finding, as_of: date) -> str:
        """First seen, for a finding that is there on `as_of`, whether or not that day was assessed."""
        life = self.life(fingerprint_of(finding.rule, finding.subject))
        if life is not None and life.first_seen <= as_of:
            return life.told
        exact = self._before(as_of) in self._days
        return as_of.isoformat() if exact else f"at or before {as_of.isoformat()}"

    def _events(self, by_day: dict[date, FindingState]) -> Iterator[LifeEvent]:
        before: FindingState | None = None
        previous: date | None = None
        for day in self._days:
            now = by_day.get(day)
            kind = _event(before, now)
            if kind is not None:
                shown = now or before
                assert shown is not None
                after = previous if previous is not None and self._before(day) == previous else None
                yield LifeEvent(day=day, kind=kind, severity=shown.severity, programs=shown.programs, after=after)
            before, previous = now, day

    def _state(self, fingerprint: str, day: date) -> FindingState | None:
        for span in self._spans.get(fingerprint, ()):
            if span.first <= day and (span.last is None or day < span.last):
                return span.state
        return None

    def _before(self, day: date) -> date | None:
        place = bisect_left(self._stored, day)
        return self._stored[place - 1] if place else None


def rules_version() -> str:
    """The version of the rules: that of the program, and a digest of what the rules promise."""
    promised = "\n".join(f"{r.id} {r.name} {r.severity} {r.confidence} {r.since} {r.title}" for r in RULES)
    return f"{__version__}-{sha256(promised.encode()).hexdigest()[:12]}"


def series_of(*, view: str, basis: str) -> str:
    """The name of the series of assessed days that answers one and the same question."""
    return f"{_way(view, basis)}{rules_version()}"


def finding_history(
    store: Store, *, view: str = "proof", basis: str = "mrsp", subjects: Iterable[str] | None = None
) -> FindingHistory:
    """What the store remembers of findings of this view and basis, or of those about `subjects`, under these rules."""
    series = series_of(view=view, basis=basis)
    return FindingHistory(fresh_days(store, series), stored_days(store), spans_of(store, series, subjects=subjects))


def states_of(assessment: Assessment) -> list[FindingState]:
    """The findings of an assessment as they are remembered; where a rule could not tell is no finding."""
    return [
        FindingState(
            fingerprint=fingerprint_of(finding.rule, finding.subject),
            rule=finding.rule,
            kind=finding.kind.value,
            subject=finding.subject,
            severity=finding.severity.value,
            programs=tuple(map(str, finding.uses)),
        )
        for finding in assessment.findings
    ]


def fill_history(
    path: Path,
    until: date,
    *,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    view: str = "proof",
    basis: str = "mrsp",
) -> int:
    """Assess every stored day up to `until`, and `until`, that was not assessed since the store last learnt something.

    One transaction a day, oldest first: a run that was stopped goes on where it ended. Returns how many were assessed.
    """
    series = series_of(view=view, basis=basis)
    with open_store(path) as store:
        wanted = sorted({day for day in stored_days(store) if day <= until} | {until})
        now_stamps = stamps(store, wanted)
        known = assessed_days(store, series)
    missing = [day for day in wanted if known.get(day) != now_stamps[day]]
    progress.step("assessing days", len(missing))
    if not missing:
        return 0
    with open_series(path, lock_wait=lock_wait, now=now) as writing:
        for day in missing:
            with open_store(path) as store:
                stamp = stamps(store, [day])[day]
                states = states_of(assess(store.snapshot(day), basis=basis, view=view))
            with writing.transaction() as writer:
                remember(writer.connection, series, day, stamp, states)
            progress.advance()
        with writing.transaction() as writer:
            forget_others(writer.connection, series, _way(view, basis))
    return len(missing)


def _way(view: str, basis: str) -> str:
    return f"{view}/{basis} "


def _event(before: FindingState | None, now: FindingState | None) -> EventKind | None:
    if before is None or now is None:
        return EventKind.OPENED if now else EventKind.CLOSED if before else None
    if got_worse(before.severity, before.programs, now.severity, now.programs):
        return EventKind.WORSE
    return EventKind.BETTER if before != now else None


def got_worse(severity: str, programs: Iterable[str], now: str, programs_now: Iterable[str]) -> bool:
    """Severity went up, or a program trusts the subject for a purpose that none did before; cut-offs do not count."""
    if Severity(now).rank < Severity(severity).rank:
        return True
    return bool(_pairs(programs_now) - _pairs(programs))


def _pairs(programs: Iterable[str]) -> set[str]:
    return {text.partition(" (")[0] for text in programs}
