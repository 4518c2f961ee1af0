"""CA certificates with OCSPSigning, the CAs they answer for, and whether their key must be proved destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.keys.status_signing import LEAF_CLASSES, ResponderClass
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity, Use
from explorer.model.ids import CaId, CertificateId, KeyId
from explorer.model.purpose import OCSP_SIGN, TLS_SERVER
from explorer.rules.facts import Facts
from explorer.rules.liveness import uses_of_issuers
from explorer.rules.status_holders import HolderKind, holder_of

STATE_SENTENCE = {
    KeyState.EVIDENCED: "the register holds evidence that the key was destroyed",
    KeyState.CLAIMED: "destruction of the key is claimed, no evidence found",
    KeyState.SILENT: "no evidence found that the key was destroyed",
    KeyState.CONTRADICTED: "evidence of the key's destruction is contradicted by later use or reports",
}


def is_ca_responder(id_: CertificateId, facts: Facts) -> bool:
    """Class CA_OCSP (docs/key-destruction.md): cA TRUE, OCSPSigning named in the EKU, not self-signed; and unexpired."""
    return facts.signing.class_of(id_) is ResponderClass.CA_OCSP and facts.unexpired(id_)


def ca_responders(facts: Facts) -> Iterator[CertificateId]:
    """CA certificates that are delegated responders, in order of id."""
    return (id_ for id_ in facts.graph.certificates if is_ca_responder(id_, facts))


def leaf_responders(facts: Facts) -> Iterator[CertificateId]:
    """Responder certificates that are no CA's, unexpired, in order of id."""
    return (
        id_
        for id_ in facts.graph.responders
        if facts.unexpired(id_) and "is_ca" not in facts.graph.certificates[id_].unread
    )


def possible_ca_responders(facts: Facts) -> Iterator[CertificateId]:
    """Unexpired certificates of which a field is unread that could make them CA_OCSP."""
    for id_, certificate in facts.graph.certificates.items():
        if not facts.signing.unknown(id_) or not facts.unexpired(id_) or facts.graph.is_self_signed(id_):
            continue
        may_be_ca = certificate.is_ca is True or "is_ca" in certificate.unread
        may_sign = "eku" in certificate.unread or (certificate.eku is not None and OCSP_SIGN in certificate.eku)
        if may_be_ca and may_sign:
            yield id_


def issuers(certificate: CertificateId, facts: Facts) -> tuple[CaId, ...]:
    """The CAs whose certificates it can answer for: those proved to have issued it, itself left out."""
    return tuple(i.issuer for i in facts.graph.issuers_of(certificate) if i.issuer != i.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What a delegated responder R holds over the CAs X that issued it."""

    issuers: tuple[CaId, ...]
    uses: tuple[Use, ...]  # where any X is trusted
    for_tls: bool
    organisations: frozenset[str]  # who holds the keys of X, as far as is known
    outside: bool  # the declared holder of R is another organisation than those of X
    sisters_of_others: tuple[
        CertificateId, ...
    ]  # unexpired CA certificates under X held by neither X's organisation nor R's
    revoked: bool


def power_of(certificate: CertificateId, facts: Facts) -> Power:
    """Gather what severity and wording of the OCSP rules need. Cost: linear in what hangs under X."""
    above = issuers(certificate, facts)
    uses = uses_of_issuers(above, facts)
    own = {facts.organisation_of(id_) for ca in above for id_ in facts.graph.cas[ca].certificates} - {""}
    holder = facts.organisation_of(certificate)
    known = own | {holder, ""}  # of a sister without a record nobody knows whose it is
    sisters = sorted(
        {
            issuance.certificate
            for ca in above
            for issuance in facts.graph.issued_by(ca)
            if issuance.certificate != certificate
            and facts.graph.certificates[issuance.certificate].is_ca is True
            and facts.unexpired(issuance.certificate)
            and facts.organisation_of(issuance.certificate) not in known
        }
    )
    return Power(
        issuers=above,
        uses=uses,
        for_tls=any(use.purpose == TLS_SERVER for use in uses),
        organisations=frozenset(own),
        outside=bool(own) and holder not in own | {""},
        sisters_of_others=tuple(sisters) if own else (),
        revoked=facts.revoked(certificate),
    )


def issuers_unknown(above: tuple[CaId, ...], facts: Facts) -> str:
    """Why it can't be told whether any of the issuers is trusted; empty when it can."""
    if any(facts.verdicts.uses_of_ca(ca) for ca in above):
        return ""
    for ca in above:
        for certificate in facts.graph.cas[ca].certificates:
            if why := facts.verdicts.unknown(certificate):
                return why
    return ""


def revocation_sentence(certificate: CertificateId, facts: Facts) -> str:
    """Which sources call it revoked."""
    sources = sorted({r.source for r in facts.revocations.get(certificate, ())})
    return f"revoked by {', '.join(sources)}" if sources else "revoked by no source"


def needed(key: KeyId, facts: Facts) -> tuple[CertificateId, ...]:
    """The R for which the key's destruction matters now (need, docs/key-destruction.md); empty: it does not.

    Unexpired certificates on this key with OCSPSigning, of a CA or held by another organisation than the issuer's,
    whose issuer is trusted by somebody.
    """
    return tuple(
        id_
        for id_ in facts.graph.certificates_of_key(key)
        if _is_of_power(id_, facts) and any(facts.verdicts.live_ca(ca) for ca in issuers(id_, facts))
    )


def keys_of_power(facts: Facts) -> tuple[KeyId, ...]:
    """Every key whose destruction could matter: of CA responders, and of leaf responders that others hold; sorted."""
    leaves = (id_ for id_ in leaf_responders(facts) if _is_of_power(id_, facts))
    return tuple(sorted({facts.graph.certificates[id_].key for id_ in (*ca_responders(facts), *leaves)}))


def _is_of_power(id_: CertificateId, facts: Facts) -> bool:
    if is_ca_responder(id_, facts):
        return True
    if facts.signing.class_of(id_) not in LEAF_CLASSES or not facts.unexpired(id_):
        return False
    return any(holder_of(id_, ca, facts).kind is HolderKind.EXTERNAL for ca in issuers(id_, facts))


def severity_by_issuers(certificates: tuple[CertificateId, ...], facts: Facts) -> Severity:
    """Critical where an issuer is trusted for TLS, medium for other purposes only, low for none."""
    uses = uses_of_issuers((ca for id_ in certificates for ca in issuers(id_, facts)), facts)
    if any(use.purpose == TLS_SERVER for use in uses):
        return Severity.CRITICAL
    return Severity.MEDIUM if uses else Severity.LOW
