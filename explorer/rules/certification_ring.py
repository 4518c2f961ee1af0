"""CA on a ring: a chain of certificates leads from it back to itself.

Why it matters: every CA of a ring is above and below the others. Trust in one is trust in all of them, and distrust of one
takes nothing away while another is trusted; listings that follow parents do not end.

One finding is one CA that stands on a ring of unexpired certificates that no source revokes; info, with its shortest ring.
A CA deeper below the nearest anchor than a listing of paths goes is named as well. Unknown where more kinds of path lead
to a CA than are kept.

Limits: only rings of certificates at hand are seen.

Traps: rings are legal, the verdicts pass them by; a ring of one name is a rollover of its key, as it should be, and silent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from explorer.graph.delegation import DelegationGraph
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.rules.citations import RFC_5280_6_1
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.trust.listing import DEPTH


def subjects(facts: Facts) -> Iterator[str]:
    """CAs that are left when those without anything above, or anything below, are taken away again and again; deep ones."""
    left = {ca: {below for below, _ in _below(ca, facts)} for ca in facts.graph.cas if facts.graph.issued_by(ca)}
    while True:
        above = set().union(*left.values()) if left else set()
        kept = {ca: below & left.keys() for ca, below in left.items() if ca in above}
        kept = {ca: below for ca, below in kept.items() if below}
        if len(kept) == len(left):
            break
        left = kept
    yield from sorted(left.keys() | _deep(facts) | facts.verdicts.undecided)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if it stands on a ring, or too deep for a listing."""
    ca = facts.graph.cas[CaId(subject)]
    ring = _ring(ca.id, facts)
    lengths = [len(path) for id_ in ca.certificates if (path := facts.verdicts.proof(id_))]
    depth = min(lengths) if lengths and min(lengths) > DEPTH else None
    spent = ca.id in facts.verdicts.undecided
    if not ring and depth is None and not spent:
        return
    because = []
    if ring:
        certificates = facts.graph.certificates
        because = ["certificates lead from it back to itself", *(
            f"{_issuer_name(id_, facts.graph)} issued {id_} to {certificates[id_].subject.short}" for id_ in ring
        )]  # fmt: skip
    if depth is not None:
        because.append(f"its shortest trusted path holds {depth} certificates: a listing of paths ends at {DEPTH}")
    if spent:
        because.append("more kinds of path lead to it than are kept: what was not found below it is not known")
    yield about_ca(
        RULE.id,
        ca.id,
        facts,
        severity=Severity.INFO,
        because=because,
        certificate=ca.certificates[0],
        status=Status.UNKNOWN if spent and not ring and depth is None else Status.OPEN,
    )


def _below(ca: CaId, facts: Facts) -> Iterator[tuple[CaId, CertificateId]]:
    """What a CA issued to other CAs, unexpired and unrevoked."""
    for issuance in facts.graph.issued_by(ca):
        id_ = issuance.certificate
        if issuance.subject in facts.graph.cas and facts.unexpired(id_) and not facts.revoked(id_):
            yield issuance.subject, id_


def _ring(start: CaId, facts: Facts) -> list[CertificateId]:
    """The certificates of the shortest ring through a CA, beginning with one that it issued; none when it is a rollover."""
    via: dict[CaId, tuple[CaId, CertificateId]] = {}
    pending = deque([start])
    while pending and start not in via:
        issuer = pending.popleft()
        for subject, id_ in _below(issuer, facts):
            rolled = facts.graph.certificates[id_].self_issued
            if subject not in via and not rolled:
                via[subject] = (issuer, id_)
                pending.append(subject)
    ring: list[CertificateId] = []
    step = start
    while step in via and (not ring or step != start):
        step, id_ = via[step]
        ring.insert(0, id_)
    return ring if ring and step == start else []


def _issuer_name(certificate: CertificateId, graph: DelegationGraph) -> str:
    return graph.certificates[certificate].issuer.short


def _deep(facts: Facts) -> frozenset[CaId]:
    """CAs that only ways of more than `DEPTH` certificates join to an anchor."""
    certificates = facts.graph.certificates
    depth = {certificates[id_].ca: 1 for id_ in facts.included if id_ in certificates}
    pending = deque(depth)
    while pending:
        issuer = pending.popleft()
        for issuance in facts.graph.issued_by(issuer):
            if issuance.subject not in depth and issuance.subject in facts.graph.cas:
                depth[issuance.subject] = depth[issuer] + 1
                pending.append(issuance.subject)
    return frozenset(ca for ca, found in depth.items() if found > DEPTH)


RULE = Rule(
    id="PATH-008",
    name="certification-ring",
    title="Certificates in a ring, or too deep to list",
    kind=SubjectKind.CA,
    severity=Severity.INFO,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(RFC_5280_6_1,),
    remedy="None is needed; keep it in mind when one of them is to be distrusted.",
    subjects=subjects,
    check=check,
)
