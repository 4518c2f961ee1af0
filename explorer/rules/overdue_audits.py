"""What AUD-001 and SUBCA-006 share: has an audit that a record needs run out? They differ in whose records they ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity
from explorer.model.ids import RecordId
from explorer.rules.audit_terms import Overdue, has_own_audits, overdue
from explorer.rules.citations import (
    BR_8_1,
    BR_8_6,
    CCADB_1_0,
    CCADB_AUDITS,
    CCADB_P_5_2,
    CRP_1_4_1,
    MRSP_3_1_3,
)
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, texts

CITATIONS = (BR_8_1, BR_8_6, MRSP_3_1_3, CCADB_AUDITS, CCADB_P_5_2, CRP_1_4_1)
REMEDY = "Enter the current statements, or the auditor's letter that explains the delay."


def records_with_audits(facts: Facts, *, external: bool) -> Iterator[str]:
    """Records in force with audits of their own, of declared external CAs or of the others."""
    if facts.as_of.date() >= CCADB_1_0:
        for id_, record in facts.records.items():
            own = has_own_audits(record) and current(record, facts)
            if own and facts.roles.of_record(id_).is_external is external:
                yield id_


def overdue_findings(
    rule: str,
    subject: str,
    facts: Facts,
    *,
    lead: tuple[str, ...],
    severity: Callable[[Overdue], Severity],
    confidence: Confidence,
) -> Iterator[Finding]:
    """The finding of a record if an audit that it needs has run out; `lead`: what is said before that."""
    record = facts.records[RecordId(subject)]
    certificate = record.certificate
    truth = facts.constrained(certificate) if certificate else Truth.NO
    if certificate is None or truth is Truth.YES:
        return
    uses = facts.verdicts.uses(certificate)
    found = overdue(record, uses, facts)
    because = (*lead, *found.stale, *found.gaps)
    if not (found.stale or found.gaps):
        if found.unread:
            yield cannot_tell_of_record(rule, record, facts, *lead, *found.unread)
    elif truth is not Truth.NO:
        yield cannot_tell_of_record(rule, record, facts, *because, constraint_unknown(certificate, facts))
    else:
        yield about_record(
            rule,
            record,
            facts,
            severity=severity(found),
            confidence=confidence,
            because=(*because, f"trusted by {naming(uses)}", texts(record, CITATIONS, facts)),
        )
