"""Record whose own audits have run out or do not follow one another.

Why it matters: without a current audit nobody but the owner looks at how the CA is run.

One finding is one record with audits of its own whose certificate is in force and trusted for a purpose that needs them, and that its
owner runs: an audit period ended more than 457 days ago (a year, and 92 days to upload), or begins more than a day after
that of the list before ended. Medium. Needed are, by purpose, the Standard and TLS BR audits, TLS EVG where the root is enabled for
EV, and from CCADB Policy 2.0 on NetSec, S/MIME BR and Code Signing.

Limits: only what the record says is known; a statement that was published and not entered is not seen. Audits are judged
up to seven days after the list. An audit that a record lacks altogether is not called expired.

Traps: the statement's date is not the end of its period; revoked, expired and constrained certificates need no audit; the
audits of a parent are told once, at the parent. Between lists more than half a year apart a gap can't be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.rules.citations import CCADB_1_0
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.overdue_audits import CITATIONS, REMEDY, overdue_findings, records_with_audits


def subjects(facts: Facts) -> Iterator[str]:
    """Records with audits of their own that are not those of a declared external CA (SUBCA-006)."""
    return records_with_audits(facts, external=False)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if an audit that it needs has run out."""
    return overdue_findings(
        RULE.id, subject, facts, lead=(), severity=lambda _: Severity.MEDIUM, confidence=RULE.confidence
    )


RULE = Rule(
    id="AUD-001",
    name="audit-expired",
    title="Audit has run out",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=CCADB_1_0,
    citations=CITATIONS,
    remedy=REMEDY,
    subjects=subjects,
    check=check,
)
