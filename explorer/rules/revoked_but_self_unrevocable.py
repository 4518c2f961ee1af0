"""Revoked CA certificate whose key can still sign that it is not revoked.

Why it matters: a delegated responder can answer for itself. Whoever holds the key of a revoked CA certificate with
OCSPSigning can sign "good" for its own serial and for every sister's, so revocation ends nothing; only expiry, the
destruction of the key, or an issuer that nobody trusts does.

One finding is one unexpired CA certificate with OCSPSigning that any source calls revoked, whose issuer is trusted by
somebody and whose key is not evidenced to be destroyed. Critical where the issuer is trusted for TLS and no evidence
was found or it is contradicted; high where destruction is claimed; medium where the issuer is trusted for other
purposes only.

Limits: evidence is what the register holds; no entry means that no evidence was found. Clients that
refuse CA certificates as responders, or that rely on other revocation channels, are not deceived.

Traps: an issuer that is itself revoked on every path gives the key nothing to answer for; then the flag is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import BR_4_9_1_2, NOCHECK_TEXT, RFC_6960_4_2_2_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import naming, trust_in_issuers
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.reach import reach_under
from explorer.rules.status_power import STATE_SENTENCE, ca_responders, issuers_unknown, power_of, revocation_sentence


def subjects(facts: Facts) -> Iterator[str]:
    """Revoked, unexpired CA certificates with OCSPSigning."""
    return (id_ for id_ in ca_responders(facts) if facts.revoked(id_))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate where its issuer is trusted and its key may exist."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    state = facts.key_life.state(certificate.key)
    if state is KeyState.EVIDENCED:
        return
    power = power_of(certificate.id, facts)
    if not power.uses:
        if why := issuers_unknown(power.issuers, facts):
            yield cannot_tell(RULE.id, certificate.id, facts, f"whether its issuer is trusted can't be told: {why}")
        return
    reach = reach_under(power.issuers, facts)
    severity = Severity.MEDIUM
    if power.for_tls:
        severity = Severity.HIGH if state is KeyState.CLAIMED else Severity.CRITICAL
    yield about_certificate(
        RULE.id,
        certificate.id,
        facts,
        severity=severity,
        because=(
            f"{revocation_sentence(certificate.id, facts)}; valid until {certificate.not_after.date()}",
            "its key may sign OCSP answers for its own serial and for its sisters",
            f"its issuer is trusted by {naming(power.uses)}",
            reach.sentence(),
            STATE_SENTENCE[state],
            "no policy says this in words: it follows from RFC 6960",
            texts_of_both_days(RULE.citations, certificate.not_before.date(), facts.as_of.date()),
        ),
        uses=power.uses,
        proof=trust_in_issuers(power.issuers, facts),
        reach=reach,
    )


RULE = Rule(
    id="OCSP-003",
    name="revoked-but-self-unrevocable",
    title="Revoked, but its key can sign that it is not",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=NOCHECK_TEXT,
    citations=(RFC_6960_4_2_2_2, BR_4_9_1_2),
    remedy="Show evidence that the key was destroyed, or revoke the issuer.",
    subjects=subjects,
    check=check,
)
