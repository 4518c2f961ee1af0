"""When an event of the register was, and which records of one key can't both be right (docs/key-destruction.md).

Dates are compared as days: an event at eleven in the evening, told by a clock that runs ahead, is one day later in
another zone. So more than a day apart means more than one calendar day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from explorer.model.evidence import Evidence

STRONG_FORMS = ("auditor_destruction_report", "auditor_lifecycle_report", "audit_statement")
"""Forms 1 to 3 of docs/key-destruction.md: an auditor's own document."""

PRESENT = frozenset({"used", "parked", "certified", "generated"})
"""Events that need the key to exist."""

TOLERANCE = timedelta(days=1)  # what clocks and time zones may differ


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day on which an event can have been."""

    first: date
    last: date


def days_of(record: Evidence) -> Days | None:
    """The span in which the event was, by Event-Date-Precision; None: undated."""
    day = record.event_date
    if day is None:
        return None
    if record.precision == "month":
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return Days(day.replace(day=1), following - timedelta(days=1))
    return Days(date.min, day) if record.precision == "before" else Days(day, day)


def dated_after(destroyed: Evidence, records: Iterable[Evidence]) -> Iterator[str]:
    """Later records that list the key as present, one sentence each."""
    end = days_of(destroyed)
    for record in records if end is not None else ():
        days = days_of(record)
        if record.event in PRESENT and days is not None and end is not None and days.first - end.last > TOLERANCE:
            yield (
                f"destroyed by {end.last.isoformat()}, but record {record.id[:12]} says {record.event} "
                f"on {days.first.isoformat()} ({record.form})"
            )


def clashing_dates(destructions: Iterable[Evidence]) -> Iterator[str]:
    """Two auditors' documents, both for all copies, whose dates can't both be right."""
    strong = [r for r in destructions if r.event == "destroyed" and r.form in STRONG_FORMS and r.copies == "all"]
    dated = [(record, days) for record in strong if (days := days_of(record)) is not None]
    for position, (one, days) in enumerate(dated):
        for other, others in dated[position + 1 :]:
            if max(days.first, others.first) - min(days.last, others.last) > TOLERANCE:
                yield f"records {one.id[:12]} and {other.id[:12]} give different days of destruction"


def contradictions_between(records: Iterable[Evidence]) -> Iterator[str]:
    """What the records of one key say against each other, without any certificate: for a register on its own."""
    held = tuple(records)
    superseded = {id_ for record in held for id_ in record.supersedes}
    valid = [record for record in held if record.id not in superseded]
    for record in valid:
        if record.event == "destroyed" and record.copies != "backup-remains":
            yield from dated_after(record, valid)
    yield from clashing_dates(valid)
