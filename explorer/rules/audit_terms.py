"""Which audits a trusted certificate needs, which apply to its record, and which of them have run out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from explorer.model.audit import (
    AUDIT_TITLES,
    CODE_SIGNING,
    NETSEC,
    SMIME_BR,
    STANDARD,
    TLS_BR,
    TLS_EV,
    AuditClaim,
)
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.finding import Use
from explorer.model.purpose import CODE_SIGNING as FOR_CODE
from explorer.model.purpose import EMAIL, EV, TIME_STAMPING, TLS_SERVER
from explorer.rules.citations import CCADB_2_0
from explorer.rules.facts import Facts

STALE_AFTER = timedelta(days=365 + 92)  # a year, and the time to upload (CCADB-P 2.1 section 5.2)
LONG_STALE = timedelta(days=180)  # beyond that
LIST_IS_OLD = timedelta(days=7)
SURE_OF_GAPS = timedelta(days=180)  # between lists further apart a statement can have come and gone unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What is wrong with the dates of a record's own audits, one sentence each."""

    stale: tuple[str, ...]
    gaps: tuple[str, ...]
    unread: tuple[str, ...]  # why nothing can be said of one of them
    ended: date | None  # the earliest end of a stale one

    def is_long(self, day: date) -> bool:
        """Stale for more than half a year beyond what is allowed."""
        return self.ended is not None and self.ended + STALE_AFTER + LONG_STALE < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """The audit of one standard that applies to a record: its own, or that of the nearest record above."""

    claim: AuditClaim | None  # None: none, or not known
    record: Disclosure | None  # whose columns they are
    unknown: str  # why it can't be told; empty when it can


def needed_audits(uses: Iterable[Use], day: date) -> tuple[str, ...]:
    """The audits that CCADB-P 2.1 section 5 asks for by purpose; those that older reports had no columns for, from 2.0 on."""
    purposes = {use.purpose for use in uses}
    needed = {STANDARD} if purposes & {TLS_SERVER, EMAIL, FOR_CODE, TIME_STAMPING} else set()
    if TLS_SERVER in purposes:
        needed.add(TLS_BR)
    if EV in purposes:
        needed.add(TLS_EV)
    if day >= CCADB_2_0 and needed:
        needed.add(NETSEC)
        if EMAIL in purposes:
            needed.add(SMIME_BR)
        if purposes & {FOR_CODE, TIME_STAMPING}:
            needed.add(CODE_SIGNING)
    return tuple(standard for standard in AUDIT_TITLES if standard in needed)


def judged_day(record: Disclosure, facts: Facts) -> date:
    """The day up to which the list can speak of audits: a later statement than the list can't stand in it."""
    return min(facts.as_of.date(), record.day + LIST_IS_OLD)


def has_own_audits(record: Disclosure) -> bool:
    """Its own columns count, and one of them is filled."""
    return record.audits_same_as_parent is False and any(not audit.is_blank for audit in record.audits)


def overdue(record: Disclosure, uses: Iterable[Use], facts: Facts) -> Overdue:
    """The audits of a record's own columns that its trusted purposes need, against the calendar and the day before."""
    day = judged_day(record, facts)
    then = facts.said_before.get(record.record)
    stale, gaps, unread, ends = [], [], [], []
    for standard in needed_audits(uses, day):
        audit = record.audit(standard)
        if audit is None or audit.is_blank:
            continue
        title = AUDIT_TITLES[standard]
        if audit.period_end is None:
            unread.append(f"the end of its {title} audit period is not known: {'; '.join(audit.unread) or 'blank'}")
            continue
        if audit.period_end + STALE_AFTER < day:
            days = (day - audit.period_end).days
            stale.append(f"its {title} audit period ended on {audit.period_end}, {days} days before {day}")
            ends.append(audit.period_end)
        earlier = then.audit(standard) if then else None
        if earlier is not None and (gap := _gap(earlier, audit)):
            gaps.append(f"its {title} audit {gap}")
    before = facts.history.before
    if gaps and (before is None or record.day - before.day > SURE_OF_GAPS):
        unread += [f"{gap}; the lists are too far apart to tell whether a statement lay between" for gap in gaps]
        gaps = []
    return Overdue(stale=tuple(stale), gaps=tuple(gaps), unread=tuple(unread), ended=min(ends, default=None))


def applying(record: Disclosure, standard: str, facts: Facts) -> Applying:
    """The record's own audit, or with "Audits Same as Parent" that of the nearest record above that has one."""
    at, seen = record, {record.record}
    while True:
        audit = at.audit(standard)
        if audit is None or audit.url is None or (at is record and at.audits_same_as_parent is None):
            return Applying(claim=None, record=None, unknown=f"record {at.record} has no such columns")
        if (at is not record or not at.audits_same_as_parent) and audit.url:
            return Applying(claim=audit, record=at, unknown="")
        if at is record and not at.audits_same_as_parent:
            return Applying(claim=None, record=None, unknown="")
        if at.kind is RecordKind.ROOT or at.parent_record is None:
            return Applying(claim=None, record=None, unknown="")
        above = facts.records.get(at.parent_record)
        if above is None:
            return Applying(claim=None, record=None, unknown=f"parent record {at.parent_record} is not in the list")
        if above.record in seen:
            return Applying(claim=None, record=None, unknown="")
        seen.add(above.record)
        at = above


def _gap(earlier: AuditClaim, now: AuditClaim) -> str:
    """What lies between two periods, where something does."""
    if earlier.period_end is None or now.period_start is None or now.period_end is None:
        return ""
    if now.period_end <= earlier.period_end or now.period_start <= earlier.period_end + timedelta(days=1):
        return ""
    return f"begins on {now.period_start}, that of before ended on {earlier.period_end}"
