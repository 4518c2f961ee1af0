"""CA certificate that is a delegated OCSP responder of its issuer.

Why it matters: a certificate with OCSPSigning in its EKU may sign status answers for everything its issuer has
issued, itself included. In a CA certificate this gives the holder of a sub-CA key the power to call any sister
certificate good, revoked or not. Whether the certificate has nocheck, digitalSignature, or a constraint does not
matter: the constrained are responders too.

One finding is one unexpired CA certificate, not self-signed, that names OCSPSigning, whose key is not evidenced to be
destroyed. Critical where its issuer is trusted for TLS and the holder is another organisation than the issuer's, or
sister CAs belong to others, or the certificate is revoked, so that everybody believes the matter closed; high where
all is in one hand; medium where the issuer is trusted for other purposes only, where trust in it can't be told, or
where destruction is claimed; low where nobody trusts the issuer. It is the issuer's trust that counts, not the
subject's own: the power is over the issuer's certificates.

Limits: who holds a key, and whose the sisters are, is what CCADB records say. Clients differ: some refuse a CA
certificate as responder; that they do is no reason to close a finding. Destruction counts only when the register
of key evidence proves it; no entry means that no evidence was found.

Traps: a self-signed root with OCSPSigning gains nothing by it (its cross-certificates do); anyExtendedKeyUsage and a
missing EKU make no responder. Before 2023-09-15 no text forbade OCSPSigning in a CA certificate by name: then the breach
is the missing nocheck, and a certificate that has it is raised for its power alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import (
    BR_2_0,
    BR_4_9_1_2,
    BR_4_9_9,
    BR_7_1_2_3_3,
    BR_7_1_2_8_4,
    BR_7_1_2_10_6,
    NOCHECK_TEXT,
    RFC_6960_4_2_2_2,
)
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import naming, trust_in_issuers
from explorer.rules.reach import reach_under
from explorer.rules.status_power import (
    STATE_SENTENCE,
    Power,
    ca_responders,
    issuers_unknown,
    possible_ca_responders,
    power_of,
    revocation_sentence,
)


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired CA certificates with OCSPSigning, and those of which that can't be read."""
    return iter(sorted({*ca_responders(facts), *possible_ca_responders(facts)}))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate unless its key is evidenced to be destroyed."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    state = facts.key_life.state(certificate.key)
    if state is KeyState.EVIDENCED:
        return
    if gap := facts.signing.unknown(certificate.id):
        yield cannot_tell(
            RULE.id, certificate.id, facts, f"whether it is a CA with OCSPSigning can't be told: it {gap}"
        )
        return
    power = power_of(certificate.id, facts)
    reach = reach_under(power.issuers, facts)
    doubt = issuers_unknown(power.issuers, facts) or ("" if power.issuers else facts.verdicts.unknown(certificate.id))
    because = [
        f"CA certificate with OCSPSigning in its EKU: it can answer for all of its issuer, {_issuer(power, facts)}",
        _text_of_its_day(certificate.id, facts),
        f"its issuer is trusted by {naming(power.uses)}",
        *([f"whether its issuer is trusted can't be told: {doubt}"] if doubt else []),
        reach.sentence(),
        *_holders(power),
        *_holder_unknown(certificate.id, power, facts),
        revocation_sentence(certificate.id, facts),
        STATE_SENTENCE[state],
    ]
    yield about_certificate(
        RULE.id,
        certificate.id,
        facts,
        severity=_severity(power, state, bool(doubt)),
        because=because,
        uses=power.uses,
        proof=trust_in_issuers(power.issuers, facts),
        reach=reach,
    )


def _severity(power: Power, state: KeyState, doubtful: bool) -> Severity:
    """The ladder of docs/key-destruction.md."""
    if not power.uses:
        return Severity.MEDIUM if doubtful else Severity.LOW
    if not power.for_tls or state is KeyState.CLAIMED:
        return Severity.MEDIUM
    return Severity.CRITICAL if power.outside or power.sisters_of_others or power.revoked else Severity.HIGH


def _issuer(power: Power, facts: Facts) -> str:
    return " and ".join(facts.graph.cas[ca].name.short for ca in power.issuers) or "which is not at hand"


def _text_of_its_day(id_: CertificateId, facts: Facts) -> str:
    certificate = facts.graph.certificates[id_]
    issued = certificate.not_before.date()
    now = "now forbidden by BR 7.1.2.10.6" if facts.as_of.date() >= BR_2_0 else "no BR text forbids it by name yet"
    if issued >= BR_2_0:
        return f"issued {issued}, after BR 2.0.0 forbade OCSPSigning in CA certificates (7.1.2.10.6, 7.1.2.3.3)"
    if certificate.nocheck is not None:
        return f"issued {issued} with nocheck: no BR clause of that day names this, the power is the same; {now}"
    if issued >= NOCHECK_TEXT:
        return f"issued {issued} without nocheck, which BR 4.9.9 asked of every responder; {now}"
    return f"issued {issued} without nocheck, before the oldest BR text at hand that asks for it (4.9.9); {now}"


def _holders(power: Power) -> Iterator[str]:
    if power.outside:
        yield "its declared holder is another organisation than that of its issuer"
    if power.sisters_of_others:
        yield f"{len(power.sisters_of_others)} sister CA certificates belong to other organisations"


def _holder_unknown(id_: CertificateId, power: Power, facts: Facts) -> Iterator[str]:
    why = facts.holder_unknown(id_)
    if why and not power.outside:
        yield f"whether another organisation holds it is not known: {why}"


RULE = Rule(
    id="OCSP-001",
    name="delegated-responder",
    title="CA certificate is a delegated OCSP responder",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=NOCHECK_TEXT,
    citations=(RFC_6960_4_2_2_2, BR_4_9_9, BR_7_1_2_10_6, BR_7_1_2_3_3, BR_7_1_2_8_4, BR_4_9_1_2),
    remedy="Re-key and replace it, revoke it, destroy the key before an auditor, and publish the evidence.",
    subjects=subjects,
    check=check,
)
