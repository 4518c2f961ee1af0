"""CA with a revoked certificate that is trusted through another.

Why it matters: revoking one certificate of a CA does not end the CA. While another certificate of the same subject and key
is trusted, the key goes on as before.

One finding is one CA with an unexpired certificate that some source calls revoked and another certificate that is trusted.
High where a reason says keyCompromise or cACompromise or where the CA is externally operated; critical where the
register says that the key was retired or destroyed; medium else. Low where every revoked one was superseded; info where
the trusted certificate is itself an anchor.

Limits: CCADB gives no reasons; whether a reissue was planned is known only where a list says so.

Traps: an old certificate that is revoked as superseded by the new one is a planned reissue; a revoked cross-certificate of
a CA that is a root of the program ends a path, and was never meant to end the root.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.rules.citations import BR_4_9_1_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.rules.liveness import naming

_COMPROMISED = ("keycompromise", "cacompromise")
_CLOSING = frozenset({"retired", "destroyed"})


def subjects(facts: Facts) -> Iterator[str]:
    """CAs with a revoked certificate and another one."""
    known = facts.graph.certificates
    cas = {known[id_].ca for id_ in facts.revocations if id_ in known and facts.unexpired(id_)}
    return iter(sorted(ca for ca in cas if ca in facts.graph.cas and len(facts.graph.cas[ca].certificates) > 1))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if it is still trusted."""
    ca = facts.graph.cas[CaId(subject)]
    revoked = [id_ for id_ in ca.certificates if facts.revoked(id_) and facts.unexpired(id_)]
    live = [id_ for id_ in ca.certificates if not facts.revoked(id_) and facts.verdicts.live(id_)]
    if not live:
        return
    external = any(role.is_external for role in facts.roles.of_ca(ca.id))
    yield about_ca(
        RULE.id,
        ca.id,
        facts,
        severity=_severity(ca.id, revoked, live, external, facts),
        confidence=Confidence.DISCLOSED if external else Confidence.CERTAIN,
        because=(
            *(f"certificate {id_} is revoked by {_sources(id_, facts)}" for id_ in revoked),
            *(f"certificate {id_} is trusted by {naming(facts.verdicts.uses(id_))}" for id_ in live),
            *(["the CA is declared to be externally operated"] if external else []),
        ),
        certificate=live[0],
    )


def _severity(
    ca: CaId, revoked: list[CertificateId], live: list[CertificateId], external: bool, facts: Facts
) -> Severity:
    reasons = [_folded(r.reason) for id_ in revoked for r in facts.revocations[id_]]
    if any(record.event in _CLOSING for record in facts.key_life.evidence(facts.graph.cas[ca].key)):
        return Severity.CRITICAL
    if any(word in reason for reason in reasons for word in _COMPROMISED):
        return Severity.HIGH
    if any(id_ in facts.included for id_ in live):
        return Severity.INFO
    if external:
        return Severity.HIGH
    return Severity.LOW if reasons and all("superseded" in reason for reason in reasons) else Severity.MEDIUM


def _folded(reason: str) -> str:
    return reason.casefold().replace(" ", "").replace("_", "")


def _sources(id_: CertificateId, facts: Facts) -> str:
    found = sorted({f"{r.source} ({r.reason})" if r.reason else r.source for r in facts.revocations[id_]})
    return ", ".join(found)


RULE = Rule(
    id="PATH-001",
    name="revoked-but-live-elsewhere",
    title="Revoked CA is trusted through another certificate",
    kind=SubjectKind.CA,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(BR_4_9_1_2,),
    remedy="Revoke every certificate of the CA.",
    subjects=subjects,
    check=check,
)
