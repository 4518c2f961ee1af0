"""Externally operated CA that has no audit of its own.

Why it matters: the audit of the root's owner looks at the owner. Where another organisation holds the keys, it covers
that one only if the auditor went there, which CCADB's columns do not say.

One finding is one record with a declared operator other than the owner, whose certificate is in force and not constrained, and to which no
audit of that operator applies: it shares its parent's, or has none. High where no record above has one either; medium
else, for the parent's audit covers it if it is listed there; low or info where nobody trusts it.

Limits: what an audit statement lists is not read. Before 2026-03-20 the column named who is audited rather than who holds the key: then
a Subordinate CA Owner may be a name in the parent's audit and no more.

Traps: a CA below another CA of the same operator has that one's audit; a certificate issued after the last
audit period is in the next one.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.audit import STANDARD
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId, RecordId
from explorer.operators.names import same_organisation
from explorer.operators.roles import Role
from explorer.rules.audit_terms import Applying, applying
from explorer.rules.citations import BR_8_1, CCADB_1_0, CCADB_AUDITS, CCADB_P_5, MRSP_3_1_3, MRSP_3_1_5_6, MRSP_5_3_2
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import at_most_low_when_untrusted, naming
from explorer.rules.record_terms import current, texts


def subjects(facts: Facts) -> Iterator[str]:
    """Records of declared external CAs in force, without an audit of their own or where that is not known."""
    if facts.as_of.date() >= CCADB_1_0:
        for certificate in facts.in_other_hands:
            for record in facts.records_of.get(certificate, ()):
                role = facts.roles.of_record(record.record)
                if role.is_external and not role.own_audit and current(record, facts):
                    yield record.record


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record unless it is constrained or audited with its operator."""
    record, role = facts.records[RecordId(subject)], facts.roles.of_record(RecordId(subject))
    certificate = record.certificate
    truth = facts.constrained(certificate) if certificate else Truth.YES
    if certificate is None or truth is Truth.YES or _audited_above(role, facts):
        return
    uses = facts.verdicts.uses(certificate)
    declared = f"operated by {role.operator} under {role.owner} ({role.basis})"
    applied = applying(record, STANDARD, facts)
    if _is_newer(certificate, applied, facts):
        return
    why = _unknown(certificate, role, truth, applied, facts)
    if why:
        if uses or facts.verdicts.unknown(certificate):
            yield cannot_tell_of_record(RULE.id, record, facts, declared, why)
        return
    if applied.claim is None:
        severity, audit = Severity.HIGH, "no Standard audit in its record, nor in those above it"
    else:
        severity, audit = Severity.MEDIUM, _shared(record, applied)
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, uses),
        confidence=Confidence.DISCLOSED,
        because=(declared, audit, f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)),
    )


def _unknown(certificate: CertificateId, role: Role, truth: Truth, applied: Applying, facts: Facts) -> str:
    if role.own_audit is None:
        return role.reasons[-1]
    if applied.unknown:
        return f"which audit applies to it can't be told: {applied.unknown}"
    if truth is not Truth.NO:
        return constraint_unknown(certificate, facts)
    return "" if facts.verdicts.uses(certificate) else facts.verdicts.unknown(certificate)


def _audited_above(role: Role, facts: Facts) -> bool:
    """The audit that applies is that of a record of the same operator."""
    above = facts.roles.of_record(role.audit_record) if role.audit_record and role.audit_record != role.record else None
    return above is not None and bool(above.own_audit) and same_organisation(above.operator, role.operator)


def _is_newer(certificate: CertificateId, applied: Applying, facts: Facts) -> bool:
    """Issued after the last audit period, so that only the next one can list it."""
    end = applied.claim.period_end if applied.claim else None
    return end is not None and facts.graph.certificates[certificate].not_before.date() > end


def _shared(record: Disclosure, applied: Applying) -> str:
    above = applied.record.record if applied.record else ""
    if above == record.record:
        return "its Standard audit is that of its parent; it counts if the statement lists this certificate"
    return f"it shares the Standard audit of record {above}, which counts if the statement lists this certificate"


RULE = Rule(
    id="SUBCA-005",
    name="external-without-audit",
    title="External CA without an audit of its own",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.DISCLOSED,
    since=CCADB_1_0,
    citations=(BR_8_1, MRSP_3_1_3, MRSP_5_3_2, MRSP_3_1_5_6, CCADB_AUDITS, CCADB_P_5),
    remedy="An audit of its own, or the statement that lists its certificate.",
    subjects=subjects,
    check=check,
)
