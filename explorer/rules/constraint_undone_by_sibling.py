"""A constrained certificate whose CA has another certificate that does not constrain it.

Why it matters: a limit lies in one certificate, not in the CA. Whoever holds the key can have its certificates
judged along the path of the unconstrained sibling, so the claimed limit limits nothing.

One finding is one unexpired certificate that the definition of the run calls constrained, where another
certificate of the same subject and key is called not constrained, is unexpired, revoked by no source and trusted for
TLS or e-mail. High where the CA is externally operated or the sibling is trusted for TLS, critical where both hold
(the pair makes it what SUBCA-001 warns of), medium else; low where nobody trusts the constrained certificate itself.

Limits: siblings are those certificates that are at hand; the one that is not disclosed is not seen. Other
definitions may see another pair; those that agree are named.

Traps: a sibling that is expired, revoked or on no trusted path undoes nothing; neither does the root certificate
of a CA that is itself an anchor of the program: such a CA is a root, and no intermediate can limit it.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import TLS_SERVER
from explorer.rules.citations import ARCP_2_1_3, CONSTRAINT_TEXT, CRP_1_3_2, MRSP_5_3_2
from explorer.rules.constraint_words import constrained_sentences, undone_under, why_not
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import at_most_low_when_untrusted, is_for, naming, strongest_use
from explorer.rules.undone import candidates, doubtful, same_name, undoing


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired certificates whose key has more than one."""
    return candidates(facts)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate if a sibling undoes its constraint."""
    certificate = CertificateId(subject)
    if facts.constrained(certificate) is not Truth.YES:
        return
    siblings = same_name(certificate, facts)
    found = undoing(certificate, siblings, facts)
    if not found:
        why = doubtful(siblings, facts)
        if why:
            yield cannot_tell(RULE.id, certificate, facts, why)
        return
    role = facts.roles.strongest(certificate)
    external = role is not None and role.is_external
    for_tls = any(is_for(uses, TLS_SERVER) for uses in found.values())
    severity = (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)[int(external) + int(for_tls)]
    first = next(iter(found))
    because = [
        *constrained_sentences(certificate, facts),
        *(
            f"certificate {other} of the same CA is not ({why_not(other, facts)}), and is trusted by {naming(uses)}"
            for other, uses in found.items()
        ),
        f"also undone under {undone_under(certificate, found, facts)}",
    ]
    if external and role is not None:
        because.append(f"operated by {role.operator} under {role.owner} ({role.basis})")
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=at_most_low_when_untrusted(severity, facts.verdicts.uses(certificate)),
        confidence=Confidence.DISCLOSED if external else Confidence.CERTAIN,
        because=because,
        proof=facts.verdicts.proof(first, strongest_use(found[first])),
    )


RULE = Rule(
    id="SUBCA-002",
    name="constraint-undone-by-sibling",
    title="Constraint undone by another certificate of the same CA",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=CONSTRAINT_TEXT,
    citations=(CRP_1_3_2, ARCP_2_1_3, MRSP_5_3_2),
    remedy="Revoke the unconstrained certificate in every source, or drop the claim that the CA is constrained.",
    subjects=subjects,
    check=check,
)
