"""What if these were distrusted: who loses the last path, who survives and through whom, and the least that ends a CA.

The engine is run again without the certificates in question; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import ancestors, descendants
from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EV, OID_OF, Purpose
from explorer.rules.facts import Facts
from explorer.trust.anchors import Anchors
from explorer.trust.engine import Verdicts, judge_all
from explorer.trust.masks import Distrust

CUT_ROUNDS = 500  # paths learnt before the smallest cut is given up as not found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one certificate."""

    certificate: CertificateId
    lost: tuple[Use, ...]  # as they were before
    limited: tuple[Use, ...]  # still trusted, with an earlier cut-off than before
    kept: tuple[Use, ...]
    survives_through: tuple[CertificateId, ...]  # a path that still holds, for one of `kept`, asked about if one is


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """The answer to one question: every certificate whose trust changes, and those below that keep all of it."""

    question: Distrust
    fates: tuple[Fate, ...]  # certificates that lose or are limited, by id; then survivors below, by id
    unasked: int = 0  # certificates that were not compared any more: it was enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A smallest set of certificates whose revocation leaves a target without any path.

    It is minimal because no smaller set meets every path of `against`: each of them holds today and needs
    a revocation of its own. `certificates` is None when there is no such set, `why` says why; `at_least` counts all
    the same what any set must hold. `doubt` says why it can't be told whether a further path is left; empty where it can.
    """

    targets: tuple[CertificateId, ...]
    certificates: tuple[CertificateId, ...] | None
    against: tuple[tuple[CertificateId, ...], ...]
    why: str
    at_least: int = 0
    doubt: str = ""


def _never() -> bool:
    return False


def consequences(facts: Facts, question: Distrust, enough: Callable[[], bool] = _never) -> Consequences:
    """Judge the world again without these certificates and compare, use by use, until it is `enough`."""
    after = _judge(facts, question)
    below = _below(facts, question.certificates)
    changed: list[Fate] = []
    survivors: list[Fate] = []
    for place, id_ in enumerate(facts.graph.certificates):
        if enough():
            left = len(facts.graph.certificates) - place
            return Consequences(question=question, fates=(*changed, *survivors), unasked=left)
        before_uses, after_uses = facts.verdicts.uses(id_), after.uses(id_)
        if before_uses == after_uses:
            if before_uses and id_ in below:
                survivors.append(_fate(after, question, id_, before_uses, after_uses))
            continue
        changed.append(_fate(after, question, id_, before_uses, after_uses))
    return Consequences(question=question, fates=(*changed, *survivors))


def smallest_cut(
    facts: Facts,
    targets: tuple[CertificateId, ...],
    programs: Iterable[Program],
    purposes: Iterable[Purpose],
    enough: Callable[[], bool] = _never,
) -> Cut:
    """A smallest set of certificates to revoke so that no program (of those given) trusts any of the targets.

    Learns paths one by one: take a smallest set that meets every path known so far, judge the world without
    it, and learn the path that still holds. When none does, the set is a smallest one, for any other must meet the
    known paths too. Anchors can't be revoked, so they are never part of it.
    """
    wanted = Distrust(programs=frozenset(programs), purposes=frozenset(purposes))
    known: list[tuple[CertificateId, ...]] = []
    chosen: frozenset[CertificateId] = frozenset()
    graph = _above(facts.graph, targets)
    anchors = Anchors(
        anchored=tuple(a for a in facts.verdicts.anchors.anchored if a.certificate in graph.certificates), warnings=()
    )
    revocations = {c: found for c, found in facts.revocations.items() if c in graph.certificates}
    for _ in range(CUT_ROUNDS):
        revoked = Distrust(certificates=chosen, anchors_too=False)
        judged = judge_all(graph, anchors, revocations, facts.as_of, distrust=revoked)
        left = ((t, u) for t in targets for u in judged.uses(t) if wanted.concerns(u.program, u.purpose))
        found = next(left, None)
        if found is None:
            return Cut(
                targets=targets,
                certificates=tuple(sorted(chosen)),
                against=tuple(known),
                why="",
                at_least=len(chosen),
                doubt=_doubt(judged, targets, wanted),
            )
        if enough():
            why = "not found in the time given: the answer is unknown"
            return Cut(targets=targets, certificates=None, against=tuple(known), why=why, at_least=len(chosen))
        target, use = found
        path = judged.proof(target, use)
        if len(path) == 1:
            why = f"it is an anchor of {use.program} itself: a revocation does not reach it"
            return Cut(targets=targets, certificates=None, against=(*known, path), why=why)
        known.append(path)
        chosen = _smallest_meeting([frozenset(one[1:]) for one in known])
    why = f"not found within {CUT_ROUNDS} rounds: the answer is unknown"
    return Cut(targets=targets, certificates=None, against=tuple(known), why=why, at_least=len(chosen))


def _doubt(judged: Verdicts, targets: tuple[CertificateId, ...], wanted: Distrust) -> str:
    """Why it can't be told whether one of the targets is trusted where it is asked; empty where it can."""
    if not wanted.programs and not wanted.purposes:
        return next((why for target in targets if (why := judged.unknown(target))), "")
    asked = [Use(program=p, purpose=u) for p in Program for u in (*OID_OF, EV) if wanted.concerns(p, u)]
    return next((why for target in targets for use in asked if (why := judged.unknown(target, use))), "")


def _judge(facts: Facts, question: Distrust) -> Verdicts:
    return judge_all(facts.graph, facts.verdicts.anchors, facts.revocations, facts.as_of, distrust=question)


def _above(graph: DelegationGraph, targets: Iterable[CertificateId]) -> DelegationGraph:
    """The part of the graph that stands above some certificates, these included: all that bears on their paths."""
    named = [graph.certificates[target] for target in targets]
    cas = {ca for target in named for ca in (target.ca, *_issuers(graph, target.id)) if ca in graph.cas}
    cas = cas.union(*(ancestors(graph, ca) for ca in cas))
    ids = {target.id for target in named}.union(*(graph.cas[ca].certificates for ca in cas))
    return graph.part(ids, cas)


def _issuers(graph: DelegationGraph, certificate: CertificateId) -> Iterator[CaId]:
    return (issuance.issuer for issuance in graph.issuers_of(certificate))


def _fate(
    after: Verdicts, question: Distrust, id_: CertificateId, before: tuple[Use, ...], now: tuple[Use, ...]
) -> Fate:
    still = {(use.program, use.purpose): use for use in now}
    lost, limited, kept = [], [], []
    for use in before:
        left = still.get((use.program, use.purpose))
        if left is None:
            lost.append(use)
        elif left.until != use.until:
            limited.append(left)
        else:
            kept.append(left)
    asked = next((use for use in kept if question.concerns(use.program, use.purpose)), kept[0] if kept else None)
    return Fate(
        certificate=id_,
        lost=tuple(lost),
        limited=tuple(limited),
        kept=tuple(kept),
        survives_through=after.proof(id_, asked) if asked else (),
    )


def _below(facts: Facts, certificates: frozenset[CertificateId]) -> frozenset[CertificateId]:
    """Certificates of the CAs below those in question, by any path."""
    graph = facts.graph
    cas = {graph.certificates[c].ca for c in certificates if c in graph.certificates} & graph.cas.keys()
    below = frozenset().union(*(descendants(graph, ca) for ca in cas)) - cas
    return frozenset(c for ca in below for c in graph.cas[ca].certificates)


def _smallest_meeting(paths: list[frozenset[CertificateId]]) -> frozenset[CertificateId]:
    """A smallest set that meets every path, the first in order of ids among equals.

    Exact, by growing size: the set must hold a certificate of the first path not met yet, so only those are tried.
    """
    minimal = sorted({p for p in paths if not any(other < p for other in paths)}, key=lambda p: (len(p), sorted(p)))
    for size in range(1, len(minimal) + 1):
        pending: list[frozenset[CertificateId]] = [frozenset()]
        while pending:
            chosen = pending.pop()
            unmet = next((path for path in minimal if not chosen & path), None)
            if unmet is None:
                return chosen
            if len(chosen) < size:
                pending += [chosen | {certificate} for certificate in sorted(unmet, reverse=True)]
    return frozenset()
