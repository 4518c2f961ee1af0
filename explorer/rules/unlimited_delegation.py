"""Externally operated, unconstrained CA that may create further CAs.

Why it matters: the root's owner answers for every CA below its root. An operator outside of its house that may issue CA
certificates can hand the same power on, and nothing in the certificates shows where that ends.

One finding is one CA whose declared operator is another than the owner, with an unconstrained, unexpired certificate that
no source revokes and that is trusted on a path which leaves room for a further CA. Medium where that path is trusted
for TLS or e-mail, low for other purposes; high where the CA has issued an unexpired CA certificate to a third
organisation, as far as its record says. A name that only lengthens another is the same organisation. One lower for an affiliate of the owner.

Limits: the operator is what CCADB states; a third organisation is seen only where the record of the child names it. A
path length says what clients enforce, not what the operator's contract forbids.

Traps: a path length on one path does not help where another path has none: the widest path that is trusted decides; a CA
limited by name constraints or by EKU is not meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.operators.names import organisation_key
from explorer.operators.roles import Role
from explorer.rules.citations import MRSP_8_4
from explorer.rules.constraint_words import constrained_sentences, constraint_unknown
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.rules.liveness import is_for, naming
from explorer.trust.engine import Ending


def subjects(facts: Facts) -> Iterator[str]:
    """CAs with a certificate that another organisation operates, or may."""
    certificates = facts.graph.certificates
    yield from sorted({certificates[id_].ca for id_ in facts.in_other_hands} & facts.graph.cas.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if a path leaves it room for a further CA."""
    ca = facts.graph.cas[CaId(subject)]
    unsure: list[tuple[CertificateId, Ending, str]] = []
    for id_ in ca.certificates:
        if id_ not in facts.in_other_hands or facts.constrained(id_) is Truth.YES:
            continue
        widest = _widest(id_, facts)
        if widest is None:
            continue
        role = facts.in_other_hands[id_]
        if role is None or not role.is_external:
            unsure.append((id_, widest, f"who operates it is not known: {facts.holder_unknown(id_)}"))
        elif facts.constrained(id_) is not Truth.NO:
            unsure.append((id_, widest, constraint_unknown(id_, facts)))
        else:
            yield _finding(ca.id, id_, role, widest, facts)
            return
    for id_, widest, why in unsure[:1]:
        if is_for(widest.uses, TLS_SERVER, EMAIL):
            yield about_ca(
                RULE.id,
                ca.id,
                facts,
                severity=Severity.INFO,
                because=(_room(widest), why),
                certificate=id_,
                status=Status.UNKNOWN,
                proof=widest.path,
            )


def _widest(certificate: CertificateId, facts: Facts) -> Ending | None:
    """The trusted path that leaves room for most CAs, for TLS or e-mail where there is one; None: no room on any."""
    open_ = [e for e in facts.verdicts.endings(certificate) if e.uses and not e.doubt and e.left != 0]
    return min(
        open_,
        key=lambda e: (not is_for(e.uses, TLS_SERVER, EMAIL), e.left is not None, -(e.left or 0), len(e.path), e.path),
        default=None,
    )


def _finding(ca: CaId, certificate: CertificateId, role: Role, widest: Ending, facts: Facts) -> Finding:
    severity = Severity.MEDIUM if is_for(widest.uses, TLS_SERVER, EMAIL) else Severity.LOW
    because = [f"operated by {role.operator} under {role.owner} (record {role.record}, {role.basis})", _room(widest)]
    because += constrained_sentences(certificate, facts)
    third = _third(ca, role, facts)
    if third:
        severity = Severity.HIGH if severity is Severity.MEDIUM else severity
        because.append(f"it has issued CA certificates to {', '.join(third)}")
    if role.affiliate:
        severity = severity.lowered()
        because.append(f"{role.operator} and {role.owner} are affiliates by the register: one severity lower")
    return about_ca(
        RULE.id,
        ca,
        facts,
        severity=severity,
        because=because,
        certificate=certificate,
        confidence=Confidence.DISCLOSED,
        proof=widest.path,
    )


def _room(widest: Ending) -> str:
    room = "no path length limits it" if widest.left is None else f"path length leaves {widest.left} further CAs"
    return f"{room} on a path that is trusted by {naming(widest.uses)}"


def _third(ca: CaId, role: Role, facts: Facts) -> list[str]:
    """Organisations with an unexpired CA certificate of this CA that are neither its operator nor the owner, nor theirs."""
    known = (organisation_key(role.operator), organisation_key(role.owner))
    found: dict[str, str] = {}
    for issuance in facts.graph.issued_by(ca):
        id_ = issuance.certificate
        if issuance.subject not in facts.graph.cas or not facts.unexpired(id_):
            continue
        organisation, holder = facts.organisation_of(id_), facts.holder_of(id_)
        affiliated = any(facts.roles.same_group(holder, other) for other in (role.operator, role.owner))
        if organisation and not affiliated and not any(_looks_same(organisation, other) for other in known):
            found.setdefault(organisation, f"{holder} (certificate {id_})")
    return sorted(found.values())


def _looks_same(one: str, other: str) -> bool:
    """One name begins with the other, word by word: a longer form of it, not a third organisation."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return longer[: len(shorter)] == shorter


RULE = Rule(
    id="SUBCA-009",
    name="unlimited-delegation",
    title="External CA may create further CAs",
    kind=SubjectKind.CA,
    severity=Severity.HIGH,
    confidence=Confidence.DISCLOSED,
    since=None,
    citations=(MRSP_8_4,),
    remedy="Path length 0 when it is issued again; revoke the certificates without one.",
    subjects=subjects,
    check=check,
)
