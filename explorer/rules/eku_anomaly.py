"""Extended key usage of an intermediate that policy forbids, or that its issuer makes useless.

Why it matters: clients take the EKU of a CA certificate as the limit of what may be issued below it. Without one, with
"any", or with TLS and e-mail together, one key serves what the programs want apart.

One finding is one intermediate certificate with notBefore on or after 2019-01-01, unexpired and revoked by no source.
Medium where it is trusted for TLS and has no EKU, "any", or TLS with e-mail (MRSP 5.3), or, issued since 2025-11-21
and trusted for TLS by Microsoft, TLS with code signing or time stamping; low for these elsewhere, for a critical EKU, for
"any" beside other purposes, and for purposes that no certificate of its issuer allows.

Limits: the programs' dates are those of their texts, not of the certificate's disclosure; whether the EKU of an issuer
that is itself an anchor limits anything is not known, and counts as no limit.

Traps: a cross-certificate that shares its key with a root is exempt from the three MRSP conditions; certificates
before 2019 were issued under another text and stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from explorer.model.certificate import Certificate
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind, Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import (
    ANY_EKU,
    CODE_SIGN,
    EMAIL_PROTECTION,
    SERVER_AUTH,
    TIME_STAMP,
    TLS_SERVER,
    eku_name,
)
from explorer.rules.citations import (
    BR_7_1_2_2_4,
    BR_7_1_2_10_6,
    EKU_SEPARATION,
    MRSP_5_3,
    MSTRP_1_1,
    MSTRP_3_1_13,
    RFC_5280_4_2_1_12,
)
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import is_for

_SINCE = datetime.combine(EKU_SEPARATION, time(), UTC)
_APART = frozenset({CODE_SIGN, TIME_STAMP})


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediates of 2019 and later that are unexpired and not revoked."""
    for id_, certificate in facts.graph.certificates.items():
        if (
            certificate.not_before >= _SINCE
            and certificate.is_ca is True
            and facts.unexpired(id_)
            and not facts.revoked(id_)
            and not facts.graph.is_self_signed(id_)
        ):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate, graver faults first."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    if "eku" in certificate.unread:
        yield cannot_tell(RULE.id, certificate.id, facts, f"its EKU can't be read: {certificate.tier_reason}")
        return
    uses = facts.verdicts.uses(certificate.id)
    grave = [] if _shares_key_with_root(certificate, facts) else list(_mixed(certificate))
    grave += _not_apart(certificate, uses)
    slight = list(_form(certificate))
    if useless := _useless(certificate, facts):
        slight.append(f"its issuer allows no {', '.join(useless)}")
    if grave or slight:
        yield about_certificate(
            RULE.id,
            certificate.id,
            facts,
            severity=Severity.MEDIUM if grave and is_for(uses, TLS_SERVER) else Severity.LOW,
            because=(*grave, *slight, f"issued on {certificate.not_before.date()}"),
        )


def _mixed(certificate: Certificate) -> Iterator[str]:
    eku = certificate.eku
    if eku is None:
        yield "no EKU (MRSP 5.3, for intermediates created since 2019-01-01)"
    elif ANY_EKU in eku:
        yield "anyExtendedKeyUsage (MRSP 5.3, for intermediates created since 2019-01-01)"
    elif {SERVER_AUTH, EMAIL_PROTECTION} <= eku:
        yield "TLS and e-mail in one EKU (MRSP 5.3, for intermediates created since 2019-01-01)"


def _not_apart(certificate: Certificate, uses: tuple[Use, ...]) -> list[str]:
    """Microsoft wants TLS apart from code signing and time stamping too."""
    eku = certificate.eku or frozenset()
    beside = sorted(map(eku_name, eku & _APART))
    in_force = certificate.not_before.date() >= MSTRP_1_1
    listed = any(use.program is Program.MICROSOFT and use.purpose == TLS_SERVER for use in uses)
    return (
        [f"TLS beside {', '.join(beside)} (MSTRP 3.1.13)"]
        if SERVER_AUTH in eku and beside and in_force and listed
        else []
    )


def _form(certificate: Certificate) -> Iterator[str]:
    if certificate.eku_critical:
        yield "its EKU is critical (BR 7.1.2.10.6)"
    if certificate.eku is not None and ANY_EKU in certificate.eku and len(certificate.eku) > 1:
        others = ", ".join(sorted(eku_name(oid) for oid in certificate.eku if oid != ANY_EKU))
        yield f"anyExtendedKeyUsage beside {others} (BR 7.1.2.2.4)"


def _useless(certificate: Certificate, facts: Facts) -> list[str]:
    """Purposes that no unexpired certificate of any issuer allows, as words; anchors and "any" allow all."""
    allowed: set[str] = set()
    issuers = facts.graph.issuers_of(certificate.id)
    for issuance in issuers:
        for id_ in facts.graph.cas[issuance.issuer].certificates:
            above = facts.graph.certificates[id_]
            if not facts.unexpired(id_):
                continue
            if above.eku is None or ANY_EKU in above.eku or id_ in facts.included or facts.graph.is_self_signed(id_):
                return []
            allowed |= above.eku
    return sorted(eku_name(oid) for oid in (certificate.eku or ()) if oid not in allowed | {ANY_EKU}) if allowed else []


def _shares_key_with_root(certificate: Certificate, facts: Facts) -> bool:
    return any(facts.graph.is_self_signed(id_) for id_ in facts.graph.key_siblings(certificate.id))


RULE = Rule(
    id="PATH-004",
    name="eku-anomaly",
    title="Extended key usage absent, mixed or useless",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=EKU_SEPARATION,
    citations=(MRSP_5_3, BR_7_1_2_10_6, BR_7_1_2_2_4, MSTRP_3_1_13, RFC_5280_4_2_1_12),
    remedy="Reissue with the purposes of one service; revoke where it was issued against the policy of its day.",
    subjects=subjects,
    check=check,
)
