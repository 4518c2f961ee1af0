"""Path length that forbids what was issued, that a sibling does not have, or that no CA certificate can carry.

Why it matters: a path length is the one limit on further delegation that every client enforces. Where it is broken the
certificate works nowhere; where another certificate of the CA lacks it, it limits nothing.

One finding is one unexpired certificate. Medium where it carries a path length and is no CA certificate; low where it
carries one without the right to sign certificates, or where every way down to it holds one CA certificate more than a CA
above allows; info where another certificate of its CA, unexpired and unrevoked, carries none.

Limits: "every way" looks at path length alone, along unexpired certificates at hand; a path length of a root's own
certificate does not count, as programs do not hold anchors to it.

Traps: self-issued certificates (key rollover) do not count; one wide way is enough to keep a CA alive.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.certificate import Certificate
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import RFC_5280_4_2_1_9
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import at_most_low_when_untrusted


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired certificates with a path length that is malformed or not alone, and those below a CA that allows no CA."""
    closed = {ca for ca, left in facts.path_length_left.items() if left == 0}
    for id_, certificate in facts.graph.certificates.items():
        limited = certificate.path_length is not None and (
            len(facts.graph.siblings(id_)) > 1 or next(_malformed(certificate), None) is not None
        )
        if (limited or any(i.issuer in closed for i in facts.graph.issuers_of(id_))) and facts.unexpired(id_):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate, its gravest fault first."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    faults = [*_malformed(certificate), *_too_deep(certificate, facts), *_undone(certificate, facts)]
    if faults:
        yield about_certificate(
            RULE.id,
            certificate.id,
            facts,
            severity=at_most_low_when_untrusted(
                min((severity for severity, _ in faults), key=lambda severity: severity.rank),
                facts.verdicts.uses(certificate.id),
            ),
            because=tuple(why for _, why in faults),
        )


def _malformed(certificate: Certificate) -> Iterator[tuple[Severity, str]]:
    if certificate.path_length is None:
        return
    if certificate.is_ca is False:
        yield Severity.MEDIUM, f"path length {certificate.path_length} in a certificate whose cA is FALSE"
    elif certificate.key_usage is not None and "keyCertSign" not in certificate.key_usage:
        yield Severity.LOW, f"path length {certificate.path_length}, but keyUsage lacks keyCertSign"


def _too_deep(certificate: Certificate, facts: Facts) -> Iterator[tuple[Severity, str]]:
    """Every way to an issuer ends with no CA certificate left; ways that end higher up are told there."""
    issuers = [i.issuer for i in facts.graph.issuers_of(certificate.id) if i.issuer in facts.path_length_left]
    is_ca = certificate.version == 3 and certificate.is_ca is True
    if not is_ca or certificate.self_issued or not issuers or any(facts.path_length_left[i] for i in issuers):
        return
    above = ", ".join(
        sorted(
            f"{id_} (path length {facts.graph.certificates[id_].path_length})"
            for issuer in issuers
            for id_ in facts.graph.cas[issuer].certificates
            if facts.unexpired(id_)
        )
    )
    yield Severity.LOW, f"its issuer may have no CA below it on any way; certificates of the issuer: {above}"


def _undone(certificate: Certificate, facts: Facts) -> Iterator[tuple[Severity, str]]:
    limited = certificate.path_length is not None and certificate.is_ca is True
    if not limited or facts.revoked(certificate.id) or facts.graph.is_self_signed(certificate.id):
        return
    for id_ in facts.graph.siblings(certificate.id):
        other = facts.graph.certificates[id_]
        open_ = other.path_length is None and other.is_ca is True and "path_length" not in other.unread
        if open_ and facts.unexpired(id_) and not facts.revoked(id_) and not facts.graph.is_self_signed(id_):
            yield Severity.INFO, f"path length {certificate.path_length}; certificate {id_} of the same CA has none"


RULE = Rule(
    id="PATH-003",
    name="path-length-anomaly",
    title="Path length broken, undone or malformed",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(RFC_5280_4_2_1_9,),
    remedy="Reissue what is malformed or undone; a CA that no path can reach needs nothing but its revocation.",
    subjects=subjects,
    check=check,
)
