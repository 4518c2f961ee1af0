"""Record with dates that can't be right.

Why it matters: audits are judged by their dates, and so is who was responsible when. A wrong day hides a gap or makes one.

One finding is one record: its Valid From or Valid To is another day than that of the certificate; an audit of its own
begins after it ends, lasts longer than a year and a day, or was stated before its period ended; or a cell is no date. Low.

Limits: days are compared in GMT, as CCADB means them; audits of the parent are told at the parent's record.

Traps: the first audit of a CA at a point in time has no period; audits of 366 days span a leap day. A cell that is no
date says nothing else about the record: what rests on it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from explorer.model.audit import AUDIT_TITLES, AuditClaim, unpack_audits
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.citations import CCADB_P_1
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.suspicion import read_day


def subjects(facts: Facts) -> Iterator[str]:
    """Every record."""
    yield from facts.records


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    record = facts.records[RecordId(subject)]
    because = [*_validity(record, facts), *_audits(record.audits_packed or "")]
    if because:
        yield about_record(RULE.id, record, facts, severity=Severity.LOW, because=because)


def _validity(record: Disclosure, facts: Facts) -> Iterator[str]:
    if not (record.valid_from or record.valid_to):
        return
    known = facts.graph.certificates.get(record.certificate) if record.certificate else None
    cells = (
        ("Valid From", record.valid_from, known.not_before.date() if known else None),
        ("Valid To", record.valid_to, known.not_after.date() if known else None),
    )
    for title, cell, day in cells:
        if not cell or (day is not None and cell == day.isoformat().replace("-", ".")):
            continue
        said = read_day(cell)
        if said is None:
            yield f"{title} is {cell!r}, which is no date"
        elif day is not None and said != day:
            yield f"{title} is {said}, in the certificate it is {day}"


@lru_cache(maxsize=1 << 14)
def _audits(packed: str) -> tuple[str, ...]:
    """What is wrong with the dates of audits; most records have blank ones, and many the same."""
    return tuple(text for audit in (unpack_audits(packed) if packed else ()) for text in _audit(audit))


def _audit(audit: AuditClaim) -> Iterator[str]:
    if audit.is_blank:
        return
    title, start, end = AUDIT_TITLES[audit.standard], audit.period_start, audit.period_end
    yield from (f"{cell}, which is no date" for cell in audit.unread)
    if start is not None and end is not None:
        if start > end:
            yield f"{title} audit period begins on {start}, after it ends on {end}"
        elif end > a_year_after(start) + timedelta(days=1):
            yield f"{title} audit period of {start} to {end} is longer than a year and a day"
    if audit.statement_date is not None and end is not None and audit.statement_date < end:
        yield f"{title} audit statement of {audit.statement_date} is older than the end of its period, {end}"


def a_year_after(day: date) -> date:
    """The same day a year later; of 29 February the day after."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


RULE = Rule(
    id="DATA-009",
    name="dates-impossible",
    title="Record with impossible dates",
    kind=SubjectKind.RECORD,
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_1,),
    remedy="Correct the record.",
    subjects=subjects,
    check=check,
)
