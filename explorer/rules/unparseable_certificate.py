"""Certificate that a strict parser refuses, in part or as a whole.

Why it matters: software that drops an odd certificate loses everything below it, and the programs ask for certificates
without DER errors. What could not be read is unknown in every other flag.

One finding is one certificate that is not read in the strict tier: medium where somebody trusts it, or where it has issued
certificates and whether it is trusted can't be told; low else. Certificates of which nothing could be read are
known by their fingerprint only.

Limits: which oddities a strict parser refuses depends on the parser and its version.

Traps: a certificate of version 1 or 2 is not unparseable, but it is no issuer in a trust path unless it is an
anchor; it is raised where it has issued others.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.certificate import Tier
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import MRSP_5_2, RFC_5280_6_1_4_K
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import at_most_low_when_untrusted


def subjects(facts: Facts) -> Iterator[str]:
    """Certificates outside the strict tier, opaque ones, and old versions that are no anchors."""
    odd = {
        id_
        for id_, certificate in facts.graph.certificates.items()
        if certificate.tier is not Tier.STRICT or (certificate.version < 3 and id_ not in facts.included)
    }
    return iter(sorted(odd | set(facts.opaque)))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate."""
    id_ = CertificateId(subject)
    certificate = facts.graph.certificates.get(id_)
    if certificate is None:
        reason = f"nothing of it can be read: {facts.opaque[id_]}"
        yield about_certificate(RULE.id, id_, facts, severity=Severity.LOW, because=(reason,))
        return
    children = len(facts.graph.issued_by(certificate.ca))
    old = certificate.tier is Tier.STRICT
    if old and (not children or any(other in facts.included for other in facts.graph.siblings(id_))):
        return
    because = [
        f"version {certificate.version}, and no anchor: RFC 5280 6.1.4 (k) does not let it issue"
        if old
        else f"a strict parser refuses it: {certificate.tier_reason}"
    ]
    if certificate.unread:
        because.append(f"could not be read: {', '.join(sorted(certificate.unread))}")
    if children:
        because.append(f"its CA has issued {children} certificates that are at hand")
    uses = facts.verdicts.uses(id_)
    severity = Severity.MEDIUM if uses or children else Severity.LOW
    if not facts.verdicts.unknown(id_):
        severity = at_most_low_when_untrusted(severity, uses)
    yield about_certificate(RULE.id, id_, facts, severity=severity, because=because)


RULE = Rule(
    id="DATA-007",
    name="unparseable-certificate",
    title="Certificate that a strict parser refuses",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(MRSP_5_2, RFC_5280_6_1_4_K),
    remedy="None in place; issue the next one without the error.",
    subjects=subjects,
    check=check,
)
