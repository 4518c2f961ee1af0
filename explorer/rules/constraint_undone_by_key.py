"""A constrained certificate whose key also stands, unconstrained, under another CA name.

Why it matters: constraints bind a certificate, the key binds nothing. A holder who may not issue under one name
can issue with the same key under the other.

One finding is one unexpired certificate that the definition of the run calls constrained, where a certificate
of the same key and another subject is called not constrained, is unexpired, revoked by no source and trusted for TLS
or e-mail. Medium; high where both names are trusted for TLS; low where nobody trusts the constrained certificate.

Limits: only names whose certificates are at hand are seen. No text has forbidden this at all times: the programs'
rules on shared keys are younger than most of these certificates.

Traps: names that are written differently but equal under RFC 5280 are one name, and belong to SUBCA-002; one
key encoded in two ways is one key.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import TLS_SERVER
from explorer.rules.citations import ARCP_2_1_3, CONSTRAINT_TEXT, CRP_1_3_2, MSTRP_3_1_11
from explorer.rules.constraint_words import constrained_sentences, undone_under, why_not
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import at_most_low_when_untrusted, is_for, naming, strongest_use
from explorer.rules.undone import candidates, doubtful, other_names, undoing


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired certificates whose key has more than one."""
    return candidates(facts)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate if its key undoes the constraint under another name."""
    certificate = CertificateId(subject)
    others = other_names(certificate, facts)
    if not others or facts.constrained(certificate) is not Truth.YES:
        return
    found = undoing(certificate, others, facts)
    if not found:
        why = doubtful(others, facts)
        if why:
            yield cannot_tell(RULE.id, certificate, facts, why)
        return
    uses = facts.verdicts.uses(certificate)
    both = is_for(uses, TLS_SERVER) and any(is_for(other, TLS_SERVER) for other in found.values())
    first = next(iter(found))
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=at_most_low_when_untrusted(Severity.HIGH if both else Severity.MEDIUM, uses),
        because=(
            *constrained_sentences(certificate, facts),
            *(
                f"the same key is not constrained in certificate {other} of"
                f" {facts.graph.certificates[other].subject.short} ({why_not(other, facts)}), trusted by {naming(found[other])}"
                for other in found
            ),
            f"also undone under {undone_under(certificate, found, facts)}",
        ),
        proof=facts.verdicts.proof(first, strongest_use(found[first])),
    )


RULE = Rule(
    id="SUBCA-003",
    name="constraint-undone-by-key",
    title="Constraint undone by the same key under another name",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=CONSTRAINT_TEXT,
    citations=(CRP_1_3_2, ARCP_2_1_3, MSTRP_3_1_11),
    remedy="Revoke or constrain every name of the key.",
    subjects=subjects,
    check=check,
)
