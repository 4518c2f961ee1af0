"""Record that has its parent's audits, where no record above has one.

Why it matters: "Audits Same as Parent" passes the question on; where nobody answers it, the CA has no audit at all.

One finding is one record of an unexpired certificate, revoked by no source, that says so and has no record above it with a
Standard audit. High where the certificate is trusted and not constrained; low otherwise.

Limits: only the Standard audit is followed; a statement that was published and not entered is not seen. Where a record above
is not in the list or has no such column, the rule cannot tell. A root that is new waits for its first audit; where the only list of
a program is younger than the day, such a root looks trusted too early.

Traps: a parent pointer that is not that of the issuer breaks the chain: then the rule cannot tell either, and DATA-001 names
the issuer.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.audit import STANDARD
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.audit_terms import applying
from explorer.rules.citations import BR_8_1, CCADB_1_0, CCADB_ALV, CCADB_AUDITS, CCADB_P_5
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, points_at_issuer, texts


def subjects(facts: Facts) -> Iterator[str]:
    """Records in force that have their parent's audits."""
    if facts.as_of.date() >= CCADB_1_0:
        for id_, record in facts.records.items():
            above = facts.records.get(record.parent_record) if record.parent_record else None
            if record.audits_same_as_parent and not (above and above.standard_audit_url) and current(record, facts):
                yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if the chain ends without an audit."""
    record = facts.records[RecordId(subject)]
    applied = applying(record, STANDARD, facts)
    if applied.claim is not None or record.certificate is None:
        return
    truth, uses = facts.constrained(record.certificate), facts.verdicts.uses(record.certificate)
    says = f"Audits Same as Parent is true in record {record.record}"
    why = applied.unknown or _doubt(record, facts)
    if not why and not uses:
        why = facts.verdicts.unknown(record.certificate)
    if not why and uses and truth is Truth.UNKNOWN:
        why = constraint_unknown(record.certificate, facts)
    if why:
        if truth is not Truth.YES and (uses or facts.verdicts.unknown(record.certificate)):
            yield cannot_tell_of_record(RULE.id, record, facts, says, why)
        return
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.HIGH if uses and truth is Truth.NO else Severity.LOW,
        because=(
            f"{says}, and no record above it has a Standard audit",
            f"trusted by {naming(uses)}",
            texts(record, RULE.citations, facts),
        ),
    )


def _doubt(record: Disclosure, facts: Facts) -> str:
    """The first pointer on the way up that is not proved."""
    at: Disclosure | None = record
    seen = set()
    while at is not None and at.kind is not RecordKind.ROOT and at.record not in seen:
        seen.add(at.record)
        if at.parent_record is None:
            return ""
        if points_at_issuer(at, facts) is not True:
            return f"that the parent record of {at.record} is that of its issuer is not proved"
        at = facts.records.get(at.parent_record)
    return ""


RULE = Rule(
    id="AUD-003",
    name="audit-chain-empty",
    title="Audits same as parent, and no audit above",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=CCADB_1_0,
    citations=(BR_8_1, CCADB_AUDITS, CCADB_P_5, CCADB_ALV),
    remedy="Enter the audit in the root's record.",
    subjects=subjects,
    check=check,
)
