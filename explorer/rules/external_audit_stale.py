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

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.audit_terms import Overdue, judged_day
from explorer.rules.citations import CCADB_1_0
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.overdue_audits import CITATIONS, REMEDY, overdue_findings, records_with_audits


def subjects(facts: Facts) -> Iterator[str]:
    """Records of declared external CAs with audits of their own."""
    return records_with_audits(facts, external=True)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if an audit that it needs has run out."""
    record, role = facts.records[RecordId(subject)], facts.roles.of_record(RecordId(subject))

    def severity(found: Overdue) -> Severity:
        return Severity.HIGH if found.is_long(judged_day(record, facts)) else Severity.MEDIUM

    operated = f"operated by {role.operator} under {role.owner} ({role.basis})"
    return overdue_findings(RULE.id, subject, facts, lead=(operated,), severity=severity, confidence=RULE.confidence)


RULE = Rule(
    id="SUBCA-006",
    name="external-audit-stale",
    title="Audit of an external CA is stale or has a gap",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.DISCLOSED,
    since=CCADB_1_0,
    citations=CITATIONS,
    remedy=REMEDY,
    subjects=subjects,
    check=check,
)
