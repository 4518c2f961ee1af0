"""OCSP responder certificate that departs from the profile.

Why it matters: a responder certificate should be able to do one thing. Each further purpose, name or key usage makes it
a credential for something else, and some clients refuse such responders.

One finding is one unexpired responder certificate that is no CA, with a purpose beside OCSPSigning, a key usage other than
digitalSignature or not critical, a nocheck that is critical or not an ASN.1 NULL, CRL distribution points, a subject
alternative name, name constraints, or a validity of more than 398 days (our own warning: no text sets a limit). Low; medium
where it can also be a TLS server; info where it was issued before 2023-09-15, when the profile came, or where nobody trusts
its issuer.

Limits: only certificates that were loaded are seen (OCSP-004 says when there are none).

Traps: a missing nocheck alone is OCSP-004, not a fault here; a CA certificate with OCSPSigning is OCSP-001.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from explorer.keys.status_signing import NOCHECK_VALUE
from explorer.model.certificate import KEY_USAGE, Certificate
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import OCSP_NOCHECK, OCSP_SIGN, SERVER_AUTH, eku_name
from explorer.rules.citations import BR_2_0, BR_7_1_2_8, BR_7_1_2_8_5, MSTRP_3_1_18
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import trust_in_issuers
from explorer.rules.status_power import leaf_responders, power_of

_KEY_USAGE = frozenset({"digitalSignature"})
LONGEST = timedelta(days=398)


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired responder certificates that are no CAs."""
    return leaf_responders(facts)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this responder if it has a fault."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    faults = tuple(_faults(certificate))
    if not faults:
        return
    in_window = certificate.not_before.date() >= BR_2_0
    severity = Severity.MEDIUM if SERVER_AUTH in (certificate.eku or ()) else Severity.LOW
    power = power_of(certificate.id, facts)
    if not in_window or not power.uses:
        severity = Severity.INFO
    day = certificate.not_before.date()
    yield about_certificate(
        RULE.id,
        certificate.id,
        facts,
        severity=severity,
        because=(
            *faults,
            f"issued {day}, "
            + (
                "under the profile of BR 7.1.2.8" if in_window else f"before the profile of BR 7.1.2.8 came on {BR_2_0}"
            ),
        ),
        uses=power.uses,
        proof=trust_in_issuers(power.issuers, facts),
    )


def _faults(certificate: Certificate) -> Iterator[str]:
    extra = sorted(eku_name(oid) for oid in (certificate.eku or frozenset()) - {OCSP_SIGN})
    if extra:
        yield f"purposes beside OCSPSigning: {', '.join(extra)}"
    if "key_usage" not in certificate.unread and certificate.key_usage != _KEY_USAGE:
        usage = ", ".join(sorted(certificate.key_usage)) if certificate.key_usage is not None else "absent"
        yield f"key usage is {usage}, not digitalSignature alone"
    elif certificate.key_usage is not None and KEY_USAGE not in certificate.critical:
        yield "its key usage is not critical"
    if certificate.nocheck is not None and certificate.nocheck != NOCHECK_VALUE:
        yield "nocheck is not an ASN.1 NULL"
    if OCSP_NOCHECK in certificate.critical:
        yield "nocheck is critical"
    if certificate.crl_urls:
        yield "it has CRL distribution points"
    if certificate.has_san:
        yield "it has a subject alternative name"
    if certificate.name_constraints is not None:
        yield "it has name constraints"
    validity = certificate.not_after - certificate.not_before
    if validity > LONGEST:
        yield f"valid for {validity.days} days, more than {LONGEST.days}"


RULE = Rule(
    id="OCSP-005",
    name="responder-off-profile",
    title="OCSP responder certificate departs from the profile",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=BR_2_0,
    citations=(BR_7_1_2_8, BR_7_1_2_8_5, MSTRP_3_1_18),
    remedy="Issue it anew on the profile.",
    subjects=subjects,
    check=check,
)
