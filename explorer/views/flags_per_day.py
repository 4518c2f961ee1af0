"""Findings per day since the first stored list: counts where a day was assessed, nothing where it was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from explorer.analysis.assess import Assessment
from explorer.analysis.history import FindingHistory
from explorer.model.finding import Severity

MOST_DAYS = 90  # points of each line


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """One stored day; `counts` is None where its findings are not known."""

    day: date
    counts: Mapping[Severity, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsPerDay:
    """Every stored day up to the one that is shown, oldest first."""

    days: tuple[DayCount, ...]

    @property
    def assessed(self) -> int:
        """How many of them are known."""
        return sum(day.counts is not None for day in self.days)

    @property
    def drawn(self) -> tuple[DayCount, ...]:
        """Those that a drawing has room for: even steps, the first, the last, and every change between known and not."""
        step = max(1, -(-len(self.days) // MOST_DAYS))
        kept = []
        for place, day in enumerate(self.days):
            before = self.days[place - 1].counts if place else day.counts
            is_edge = (before is None) != (day.counts is None)
            if place % step == 0 or place == len(self.days) - 1 or is_edge:
                kept.append(day)
        return tuple(kept[-4 * MOST_DAYS :])


def flags_per_day(assessment: Assessment, history: FindingHistory) -> FlagsPerDay:
    """Counts of all findings by severity, whatever the filters. The day that is shown counts as assessed: it just was."""
    until = assessment.manifest.as_of
    known: dict[date, Mapping[Severity, int]] = {
        day: {Severity(word): count for word, count in counts.items()} for day, counts in history.per_day().items()
    }
    known[until] = Counter(finding.severity for finding in assessment.findings)
    days = sorted({*(day for day in history.stored if day <= until), until})
    return FlagsPerDay(days=tuple(DayCount(day=day, counts=known.get(day)) for day in days))
