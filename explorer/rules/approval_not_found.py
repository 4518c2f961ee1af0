"""New externally operated CA of which no approval is found in the data.

Why it matters: since 2022-06-01 Mozilla has a new organisation discussed and approved before it gets an unconstrained CA certificate. There is
no public column for that, so that a reader has to look it up.

One finding is one CA whose first certificate was issued on 2022-06-01 or later, with a declared operator other than the owner, not
constrained, trusted by Mozilla for TLS or e-mail, and whose operator neither had a CA of that type on 2022-06-01 nor owns a root that Mozilla
includes for it. Medium: "not found in data", not "not approved". One lower for an affiliate of the owner.

Limits: which CAs an operator had in 2022 is read from the certificates at hand and today's records. Approvals are discussed on Mozilla's list
and in its bugs, which are not read.

Traps: a new certificate of an older CA is no new CA; an operator under a new spelling is the same one only if the spelling folds to the
same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_SERVER, Purpose
from explorer.operators.names import organisation_key
from explorer.rules.citations import APPROVAL_TEXT, CRP_1_6_1, MRSP_8_4
from explorer.rules.constraint_words import constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.rules.policy_days import texts_of_both_days
from explorer.trust.conditions import allows_purpose

_START = datetime(APPROVAL_TEXT.year, APPROVAL_TEXT.month, APPROVAL_TEXT.day, tzinfo=UTC)


def subjects(facts: Facts) -> Iterator[str]:
    """CAs first seen since the text, with a certificate in other hands, or that may be."""
    certificates, cas = facts.graph.certificates, facts.graph.cas
    if facts.as_of < _START:
        return
    new = {certificates[id_].ca for id_ in facts.in_other_hands if certificates[id_].not_before >= _START}
    for ca in sorted(new & cas.keys()):
        if min(certificates[id_].not_before for id_ in cas[ca].certificates) >= _START:
            yield ca


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if Mozilla trusts it and no exemption is derivable."""
    for id_ in filter(facts.in_other_hands.__contains__, facts.graph.cas[CaId(subject)].certificates):
        purposes = {
            use.purpose
            for use in facts.verdicts.uses(id_)
            if use.program is Program.MOZILLA and use.purpose in (TLS_SERVER, EMAIL)
        }
        doubt = "" if purposes else facts.verdicts.unknown(id_)
        truth = facts.constrained(id_) if purposes or doubt else Truth.YES
        if truth is Truth.YES:
            continue
        role = facts.in_other_hands[id_]
        if role is None or not role.is_external:
            why = facts.holder_unknown(id_)
            yield _unknown(subject, id_, facts, f"who operates it is not known: {why}")
            return
        declared = f"operated by {role.operator} under {role.owner} (record {role.record}, {role.basis})"
        if doubt:
            yield _unknown(subject, id_, facts, declared, f"whether Mozilla trusts it can't be told: {doubt}")
            return
        left = sorted(p for p in purposes if not _exempt(role.operator, p, facts))
        if not left:
            continue
        if truth is not Truth.NO:
            yield _unknown(subject, id_, facts, declared, constraint_unknown(id_, facts))
            return
        issued = facts.graph.certificates[id_].not_before.date()
        because = [
            declared,
            f"its first certificate is of {issued}; trusted by Mozilla for {', '.join(left)}, where {role.operator} had no"
            f" CA on {APPROVAL_TEXT} and owns no included root",
            "approval not found in data: there is no public column for it",
            texts_of_both_days(RULE.citations, issued, facts.as_of.date()),
        ]
        if role.affiliate:
            because.append(f"{role.operator} and {role.owner} are affiliates by the register: one severity lower")
        yield about_ca(
            RULE.id,
            CaId(subject),
            facts,
            severity=Severity.MEDIUM.lowered(1 if role.affiliate else 0),
            because=because,
            certificate=id_,
            confidence=Confidence.DISCLOSED,
        )
        return


def _exempt(operator: str, purpose: Purpose, facts: Facts) -> bool:
    """The operator was trusted for the type already, or is included with it."""
    organisation = organisation_key(operator)
    for anchor, pairs in facts.included.items():
        if (Program.MOZILLA, purpose) in pairs and facts.organisation_of(anchor) == organisation:
            return True
    return any(
        known.not_before < _START <= known.not_after
        and facts.organisation_of(id_) == organisation
        and allows_purpose(known, purpose, lenient=False)
        and not _revoked_then(id_, facts)
        and _was_mozillas(id_, purpose, facts)
        for id_, known in facts.graph.certificates.items()
    )


def _was_mozillas(certificate: CertificateId, purpose: Purpose, facts: Facts) -> bool:
    """Trusted by Mozilla for it today; of what has ended since it is taken as given."""
    if not facts.unexpired(certificate) or facts.revoked(certificate):
        return True
    return any(use.program is Program.MOZILLA and use.purpose == purpose for use in facts.verdicts.uses(certificate))


def _revoked_then(certificate: CertificateId, facts: Facts) -> bool:
    found = [revocation.since for revocation in facts.revocations.get(certificate, ())]
    return any(since is not None and since < APPROVAL_TEXT for since in found)


def _unknown(subject: str, certificate: CertificateId, facts: Facts, *missing: str) -> Finding:
    return about_ca(
        RULE.id,
        CaId(subject),
        facts,
        severity=Severity.INFO,
        because=missing,
        certificate=certificate,
        status=Status.UNKNOWN,
    )


RULE = Rule(
    id="SUBCA-007",
    name="approval-not-found",
    title="New external CA, approval not found in data",
    kind=SubjectKind.CA,
    severity=Severity.MEDIUM,
    confidence=Confidence.DISCLOSED,
    since=APPROVAL_TEXT,
    citations=(MRSP_8_4, CRP_1_6_1),
    remedy="Link the approval discussion in the register.",
    subjects=subjects,
    check=check,
)
