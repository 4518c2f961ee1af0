"""Externally operated CA whose own audits have run out or do not follow one another.

Why it matters: where another organisation holds the keys, its audit is all that the owner and the programs have to go by.

One finding is one record with audits of its own and a declared operator other than the owner, whose certificate is in force, unconstrained
and trusted for a purpose that needs them: an audit period ended more than 457 days ago (a year, and 92 days to upload), or
begins more than a day after that of the list before ended. Medium; high where it ended more than 180 days beyond. Which
audits are needed is as in AUD-001.

Limits: the operator is what CCADB states; a statement that was published and not entered is not seen. Audits are judged
up to seven days after the list.

Traps: columns differ by report (BR, TLS BR), and NetSec, S/MIME BR and Code Signing count from CCADB Policy 2.0 on only;
the statement's date is not the end of its period. Between lists more than half a year apart a gap can't be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.audit_terms import has_own_audits, judged_day, overdue
from explorer.rules.citations import BR_8_1, BR_8_6, CCADB_1_0, CCADB_AUDITS, CCADB_P_5_2, CRP_1_4_1, MRSP_3_1_3
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, texts


def subjects(facts: Facts) -> Iterator[str]:
    """Records of declared external CAs with audits of their own."""
    if facts.as_of.date() >= CCADB_1_0:
        for id_, record in facts.records.items():
            if has_own_audits(record) and current(record, facts) and facts.roles.of_record(id_).is_external:
                yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if an audit that it needs has run out."""
    record = facts.records[RecordId(subject)]
    certificate, role = record.certificate, facts.roles.of_record(RecordId(subject))
    truth = facts.constrained(certificate) if certificate else Truth.NO
    if certificate is None or truth is Truth.YES:
        return
    uses = facts.verdicts.uses(certificate)
    found = overdue(record, uses, facts)
    because = (f"operated by {role.operator} under {role.owner} ({role.basis})", *found.stale, *found.gaps)
    if not (found.stale or found.gaps):
        if found.unread:
            yield cannot_tell_of_record(RULE.id, record, facts, because[0], *found.unread)
    elif truth is not Truth.NO:
        yield cannot_tell_of_record(RULE.id, record, facts, *because, constraint_unknown(certificate, facts))
    else:
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=Severity.HIGH if found.is_long(judged_day(record, facts)) else Severity.MEDIUM,
            confidence=Confidence.DISCLOSED,
            because=(*because, f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)),
        )


RULE = Rule(
    id="SUBCA-006",
    name="external-audit-stale",
    title="Audit of an external CA is stale or has a gap",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.DISCLOSED,
    since=CCADB_1_0,
    citations=(BR_8_1, BR_8_6, MRSP_3_1_3, CCADB_AUDITS, CCADB_P_5_2, CRP_1_4_1),
    remedy="Enter the current statements, or the auditor's letter that explains the delay.",
    subjects=subjects,
    check=check,
)
