"""Externally operated CA that the definition of the run does not call constrained.

Why it matters: the root's owner answers for keys it does not hold, and nothing inside the certificate limits
what those keys may sign. This is a risk, not a breach: such CAs are allowed with an audit and, for
new organisations, an approval by the root programs; the flag shows where all rests on those two.

One finding is one certificate that issues under an owner other than its declared operator, unexpired and
revoked by no source; its programs and purposes are a list inside. High where it is trusted for TLS; critical where on
such a path no dNSName constraint limits it and its own audit is missing or out of date; medium for e-mail only; low
for other purposes; info where nobody trusts it. One lower for an affiliate of the owner, one lower for an
operator that owns included roots for the same purpose. The record view asks the CCADB columns only.

Limits: the operator is what CCADB states, and before 2026-03-20 the column named who is audited rather than who
holds the key; a group company under another name looks external until the affiliates register names it. Whether
the audit is out of date is known only for records whose audit period was read.

Traps: a branded CA that the owner runs itself has no other Subordinate CA Owner and stays silent; so does one whose
Subordinate CA Owner repeats the CA Owner in another spelling; a CA limited by EKU alone counts as constrained; a
constraint that a sibling certificate undoes is SUBCA-002.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from explorer.model.answer import Truth
from explorer.model.constraint import NameKind
from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind, Use
from explorer.model.ids import CertificateId
from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.operators.names import organisation_key, same_organisation
from explorer.operators.roles import Role
from explorer.rules import external_unconstrained_record_view as record_view
from explorer.rules.citations import BR_8_1, CONSTRAINT_TEXT, CRP_1_6_1, MRSP_5_3_1, MRSP_8_1, MRSP_8_4, MSTRP_2_1_5
from explorer.rules.constraint_words import constrained_sentences, constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import is_for, naming, why_unknown

AUDIT_RUNS_OUT = timedelta(days=365 + 92)  # a year, and the time to upload (CCADB-P 2.1 section 5.2)


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediates that are unexpired and not revoked, listed or not, whose operator is another or not known."""
    yield from facts.in_other_hands
    for id_, records in facts.records_of.items():
        if id_ not in facts.graph.certificates and any(_may_be_external(record, facts) for record in records):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate unless it is constrained."""
    certificate = CertificateId(subject)
    if certificate not in facts.graph.certificates:
        yield cannot_tell(RULE.id, certificate, facts, _unread(certificate, facts))
        return
    truth = facts.constrained(certificate)
    if truth is Truth.YES:
        return
    role = _external(certificate, facts)
    if role is None:
        if facts.verdicts.live(certificate, TLS_SERVER, EMAIL) or why_unknown(certificate, facts):
            yield cannot_tell(RULE.id, certificate, facts, _operator_unknown(certificate, facts))
    elif truth is not Truth.NO:
        yield cannot_tell(RULE.id, certificate, facts, _declared(role), constraint_unknown(certificate, facts))
    elif why := why_unknown(certificate, facts):
        yield cannot_tell(RULE.id, certificate, facts, _declared(role), f"whether it is trusted can't be told: {why}")
    else:
        yield _finding(certificate, role, facts)


def _finding(certificate: CertificateId, role: Role, facts: Facts) -> Finding:
    uses = facts.verdicts.uses(certificate)
    because = [_declared(role), *constrained_sentences(certificate, facts), f"trusted by {naming(uses)}"]
    severity = _by_trust(uses)
    if severity is Severity.HIGH:
        unlimited = _unlimited(certificate, facts)
        audit = _audit_gap(role, facts)
        if unlimited:
            because.append("no dNSName constraint limits it on a path that is trusted for TLS")
        if audit:
            because.append(audit)
        if unlimited and audit:
            severity = Severity.CRITICAL
    if role.affiliate:
        severity = severity.lowered()
        because.append(f"{role.operator} and {role.owner} are affiliates by the register: one severity lower")
    purpose = TLS_SERVER if is_for(uses, TLS_SERVER) else EMAIL
    if is_for(uses, purpose) and purpose in facts.purposes_of_root_owner.get(organisation_key(role.operator), ()):
        severity = severity.lowered()
        because.append(f"{role.operator} owns roots that are included for {purpose} itself: one severity lower")
    because.append("allowed with an audit and approval by the programs: a risk, not a breach by itself")
    return about_certificate(
        RULE.id, certificate, facts, severity=severity, confidence=Confidence.DISCLOSED, because=because
    )


def _external(certificate: CertificateId, facts: Facts) -> Role | None:
    role = facts.roles.strongest(certificate)
    return role if role is not None and role.is_external else None


def _operator_unknown(certificate: CertificateId, facts: Facts) -> str:
    """That nobody can say who operates it; empty when CCADB is silent or says the owner."""
    why = facts.holder_unknown(certificate)
    return f"who operates it is not known: {why}" if why else ""


def _may_be_external(record: Disclosure, facts: Facts) -> bool:
    """Of a record without a certificate at hand: nothing that it states keeps the rule from firing."""
    role = facts.roles.of_record(record.record)
    return (
        record.kind is RecordKind.INTERMEDIATE
        and record.revocation is not RevocationStatus.REVOKED
        and (role.is_external or role.is_unknown)
    )


def _unread(certificate: CertificateId, facts: Facts) -> str:
    reason = facts.opaque.get(certificate)
    if reason:
        return f"the certificate can't be read: {reason}"
    return "the certificate is not at hand: whether it is constrained, expired or trusted is not known"


def _declared(role: Role) -> str:
    source = f"inherited from record {role.inherited_from}" if role.inherited_from else f"record {role.record}"
    return f"operated by {role.operator} under {role.owner} (Subordinate CA Owner, {source}, {role.basis})"


def _by_trust(uses: tuple[Use, ...]) -> Severity:
    if is_for(uses, TLS_SERVER):
        return Severity.HIGH
    if is_for(uses, EMAIL):
        return Severity.MEDIUM
    return Severity.LOW if uses else Severity.INFO


def _unlimited(certificate: CertificateId, facts: Facts) -> bool:
    return any(
        not ending.doubt and is_for(ending.uses, TLS_SERVER) and ending.names.unlimited(NameKind.DNS)
        for ending in facts.verdicts.endings(certificate)
    )


def _audit_gap(role: Role, facts: Facts) -> str:
    """Why the operator's own audit is missing or out of date; empty when it is neither, or not known to be.

    The audit of a record above counts as its own where that record is the same operator's.
    """
    if role.own_audit is None:
        return ""
    above = facts.roles.of_record(role.audit_record) if role.audit_record else None
    if above is None or not above.own_audit or not same_organisation(above.operator, role.operator):
        return (
            f"{role.operator} has no audit of its own: the Standard audit that applies is the owner's, or there is none"
        )
    ends = facts.audit_ends.get(above.record)
    if ends is not None and ends + AUDIT_RUNS_OUT < facts.as_of.date():
        return f"its own Standard audit ended on {ends}, more than {AUDIT_RUNS_OUT.days} days before"
    return ""


RULE = Rule(
    id="SUBCA-001",
    name="external-unconstrained",
    title="Externally operated, unconstrained sub-CA",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.DISCLOSED,
    since=CONSTRAINT_TEXT,
    citations=(BR_8_1, MRSP_5_3_1, MRSP_8_1, MRSP_8_4, MSTRP_2_1_5, CRP_1_6_1),
    remedy="Constrain it, move it under the owner's operation, revoke all certificates of the CA, or show approval and audit.",
    subjects=subjects,
    check=check,
)

RECORD_VIEW = replace(RULE, severity=Severity.HIGH, subjects=record_view.subjects, check=record_view.check)
"""The same flag by CCADB columns alone."""
