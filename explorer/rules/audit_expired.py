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

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.audit_terms import has_own_audits, overdue
from explorer.rules.citations import BR_8_1, BR_8_6, CCADB_1_0, CCADB_AUDITS, CCADB_P_5_2, CRP_1_4_1, MRSP_3_1_3
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, texts


def subjects(facts: Facts) -> Iterator[str]:
    """Records with audits of their own that are not those of a declared external CA (SUBCA-006)."""
    if facts.as_of.date() >= CCADB_1_0:
        for id_, record in facts.records.items():
            if has_own_audits(record) and current(record, facts) and not facts.roles.of_record(id_).is_external:
                yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if an audit that it needs has run out."""
    record = facts.records[RecordId(subject)]
    certificate = record.certificate
    truth = facts.constrained(certificate) if certificate else Truth.NO
    if certificate is None or truth is Truth.YES:
        return
    uses = facts.verdicts.uses(certificate)
    found = overdue(record, uses, facts)
    because = (*found.stale, *found.gaps)
    if not because:
        if found.unread:
            yield cannot_tell_of_record(RULE.id, record, facts, *found.unread)
    elif truth is not Truth.NO:
        yield cannot_tell_of_record(RULE.id, record, facts, *because, constraint_unknown(certificate, facts))
    else:
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=Severity.MEDIUM,
            because=(*because, f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)),
        )


RULE = Rule(
    id="AUD-001",
    name="audit-expired",
    title="Audit has run out",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=CCADB_1_0,
    citations=(BR_8_1, BR_8_6, MRSP_3_1_3, CCADB_AUDITS, CCADB_P_5_2, CRP_1_4_1),
    remedy="Enter the current statements, or the auditor's letter that explains the delay.",
    subjects=subjects,
    check=check,
)
