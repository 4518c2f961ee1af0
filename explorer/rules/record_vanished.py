"""Record that CCADB listed and lists no more, though its certificate is in force.

Why it matters: a CA that is in no list is still trusted; whoever reads only the list no longer sees it, nor its owner.

One finding is one record of the stored day before whose certificate no record of today has, and which has not expired.
Medium where it is trusted; low otherwise.

Limits: only two stored days are compared, so that the flag stands on the day on which the record vanished and until the next
list; the history of the certificate keeps it. Trust is that of today: the certificate and the root stores did not vanish.

Traps: a partial download or an old list: all is unknown and DATA-010 says why. The switch from one list to two
(V4 to V4a and V4b) moves records, it takes none away. A record under a new id has not vanished.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.citations import CCADB_P_3_2, MRSP_REVOKED_STAY
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.liveness import naming
from explorer.rules.suspicion import read_day, suspicions


def subjects(facts: Facts) -> Iterator[str]:
    """Records of the day before that are gone, with their certificates."""
    yield from sorted({row.record for row in _gone(facts)})


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record unless it has expired."""
    record = next(row for row in _gone(facts) if row.record == RecordId(subject))
    expired = _expired(record, facts)
    if expired:
        return
    before = facts.history.before
    because = [f"listed on {record.day}, in no CCADB record of the next stored list (owner {record.owner})"]
    doubts = suspicions(facts)
    if expired is None:
        doubts = (*doubts, "its certificate is not at hand and its Valid To can't be read: it may have expired")
    if doubts or before is None:
        yield about_record(
            RULE.id, record, facts, severity=Severity.INFO, status=Status.UNKNOWN, because=(*because, *doubts)
        )
        return
    known = facts.graph.certificates.get(record.certificate) if record.certificate else None
    uses = facts.verdicts.uses(known.id) if known else ()
    because.append(f"trusted by {naming(uses)}" if known else "not at hand: whether it is trusted can't be told")
    if known and not uses and (why := facts.verdicts.unknown(known.id)):
        because.append(f"whether it is trusted can't be told: {why}")
    yield about_record(RULE.id, record, facts, severity=Severity.MEDIUM if uses else Severity.LOW, because=because)


def _gone(facts: Facts) -> list[Disclosure]:
    """Rows of the day before of which neither the certificate nor the record id stands in a list of today."""
    before = facts.history.before
    return [
        row
        for row in (before.ended if before else ())
        if row.record not in facts.records and (row.certificate is None or row.certificate not in facts.records_of)
    ]


def _expired(record: Disclosure, facts: Facts) -> bool | None:
    """By the certificate, else by the record; None: not known."""
    if record.certificate in facts.graph.certificates and record.certificate is not None:
        return not facts.unexpired(record.certificate)
    end = read_day(record.valid_to or "")
    return None if end is None else end < facts.as_of.date()


RULE = Rule(
    id="DATA-005",
    name="record-vanished",
    title="Record has vanished from CCADB",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_3_2, MRSP_REVOKED_STAY),
    remedy="Ask the CCADB; records stay until the certificate has expired.",
    subjects=subjects,
    check=check,
)
