"""Where each certificate is trusted: label-setting over the whole graph, all programs and purposes at once.

A label at a CA says: "some path from an anchor to here holds every condition for these (program, purpose)
pairs; so much path length, these names and this cut-off are left". Labels spread along proved issuances; one that is
no better than an earlier label in any component is dropped, so rings and meshes end by themselves and no path is
ever listed to decide. All conditions are tested on one and the same path (docs/trust.md).

Not followed: policy mappings and policy constraints; requirements of the certificates below a CA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import ancestors, descendants
from explorer.model.authority import EdgeState
from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.model.revocation import Revocation
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors
from explorer.trust.conditions import UNLIMITED, AnchorRules
from explorer.trust.labels import FOREVER, Label, State, numbers_of, passes
from explorer.trust.masks import NOTHING, Distrust, Masks
from explorer.trust.name_constraints import AllowedNames
from explorer.trust.seeds import anchor_labels, doubtful_labels, unstated
from explorer.trust.spread import MAX_LABELS, Spreader
from explorer.trust.steps import Steps

_UNMET = UNLIMITED // 2  # path length left: no limit was met, however many certificates were counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One path that ends in a certificate, with what is left at its end."""

    path: tuple[CertificateId, ...]  # anchor first
    uses: tuple[Use, ...]
    names: AllowedNames
    left: int | None  # CA certificates that may follow below, self-issued ones not counted; None: no limit
    doubt: str  # why the path is UNKNOWN; empty when it is not


@dataclass(frozen=True, slots=True)
class _Found:
    """Labels of a CA; not `complete` when the budget was spent on the way to it."""

    labels: list[Label]
    complete: bool = True


class Verdicts:
    """Answers for one day: in which programs, for which purposes, on which path."""

    def __init__(
        self,
        graph: DelegationGraph,
        anchors: Anchors,
        revocations: Mapping[CertificateId, tuple[Revocation, ...]],
        as_of: datetime,
        *,
        lenient: bool = False,
        anchor_rules: AnchorRules = AnchorRules(),  # noqa: B008  frozen
        distrust: Distrust = NOTHING,
    ) -> None:
        """Judge at once; questions are answered from the labels."""
        self.anchors = anchors
        self._graph = graph
        self._adjacency = graph.adjacency
        self._masks = Masks(anchors, revocations, distrust, lenient=lenient)
        self._steps = Steps(self._masks, as_of)
        self._spreader = Spreader(graph, self._steps)
        self._undecided: frozenset[CaId] | None = None  # None: not asked for yet
        self._uses: dict[frozenset[State], tuple[Use, ...]] = {}
        self._around: dict[tuple[int, int], _Found] = {}
        self._tops: dict[CertificateId, list[Label]] = {}  # labels whose path is one certificate
        self._seeds = []  # those of CAs
        for label in (
            *anchor_labels(graph, anchors, self._masks, self._steps, anchor_rules),
            *doubtful_labels(graph, self._masks, self._steps, self._spreader.fits),
        ):
            self._tops.setdefault(self._adjacency.certificates[label.certificate], []).append(label)
            if label.ca >= 0:
                self._seeds.append(label)
        self._reached = self._spreader.spread(self._seeds)

    # -- questions -------------------------------------------------------------------------------

    def uses(self, certificate: CertificateId) -> tuple[Use, ...]:
        """Programs and purposes for which a path ending in this certificate holds, sorted.

        A use carries the latest cut-off of any such path, none if a path without one exists.
        """
        states = frozenset(label.state for label in self._endings(certificate) if not label.state.doubt)
        found = self._uses.get(states)
        if found is None:
            found = self._uses[states] = self._masks.uses_of(states)
        return found

    def uses_of_ca(self, ca: CaId) -> tuple[Use, ...]:
        """The same over all certificates of the CA."""
        best: dict[tuple[Program, Purpose], Use] = {}
        for certificate in self._graph.cas[ca].certificates:
            for use in self.uses(certificate):
                known = best.get((use.program, use.purpose))
                if known is None or (known.until is not None and (use.until is None or use.until > known.until)):
                    best[use.program, use.purpose] = use
        return tuple(best[pair] for pair in sorted(best))

    def live(self, certificate: CertificateId, *purposes: Purpose) -> bool:
        """Whether any program trusts it for any of the purposes; none given: for any purpose at all."""
        return any(not purposes or use.purpose in purposes for use in self.uses(certificate))

    def live_ca(self, ca: CaId, *purposes: Purpose) -> bool:
        """The same over all certificates of the CA."""
        return any(self.live(certificate, *purposes) for certificate in self._graph.cas[ca].certificates)

    def proof(self, certificate: CertificateId, use: Use | None = None) -> tuple[CertificateId, ...]:
        """The shortest path that proves the use, its cut-off included, anchor first; () when there is none.

        Without a use: the shortest path that holds for anything. Among equals the one with the smallest ids.
        """
        wanted, until = self._masks.all, 0
        if use is not None:
            wanted = self._masks.of_pair(use.program, use.purpose)
            until = use.until.toordinal() if use.until else FOREVER
        paths = [
            (label.length, self._path_of(label))
            for label in self._endings(certificate)
            if label.state.mask & wanted and label.state.until >= until and not label.state.doubt
        ]
        return min(paths)[1] if paths else ()

    def endings(self, certificate: CertificateId, *, as_leaf: bool = False) -> tuple[Ending, ...]:
        """Every path into the certificate that no other one beats, shortest first, doubtful ones last.

        `as_leaf`: the certificate is used as it is and issues nothing, so that it need not be a CA's, and does not
        count for path length (RFC 5280 4.2.1.9).
        """
        found = sorted(
            (bool(label.state.doubt), label.length, self._path_of(label), place, label.state)
            for place, label in enumerate(self._endings(certificate, as_leaf=as_leaf))
        )
        return tuple(
            Ending(
                path=path,
                uses=self._masks.uses_of([state]),
                names=self._steps.names.sets[state.names],
                left=None if state.left >= _UNMET else state.left,
                doubt=state.doubt,
            )
            for _, _, path, _, state in found
        )

    def included_in(self, certificate: CertificateId) -> tuple[Program, ...]:
        """Programs in which this very certificate is an anchor, sorted."""
        return tuple(sorted({a.program for a in self.anchors.anchored if a.certificate == certificate}))

    def unknown(self, certificate: CertificateId, use: Use | None = None) -> str:
        """Why it can't be told whether the certificate is trusted (for this program and purpose); empty when it can."""
        wanted = self._masks.all if use is None else self._masks.of_pair(use.program, use.purpose)
        doubts = [label.state.doubt for label in self._endings(certificate) if label.state.mask & wanted]
        if "" in doubts:
            return ""
        if self._graph.edge_state(certificate) is EdgeState.UNVERIFIABLE:
            return "its signature could not be checked"
        if doubts:
            return min(doubts)
        if use is not None and not wanted and self._is_below_unstated(certificate, use.program):
            return unstated(use.program)
        if self.is_incomplete(certificate):
            return f"more than {MAX_LABELS} kinds of path lead to a CA above it"
        return ""

    def _is_below_unstated(self, certificate: CertificateId, program: Program) -> bool:
        """A root above is included for unstated purposes: asked of a purpose that the program states of no anchor."""
        return any(use.program is program and use.purpose == UNKNOWN_PURPOSE for use in self.uses(certificate))

    def is_incomplete(self, certificate: CertificateId) -> bool:
        """Whether the budget of labels was spent above it, so that what was not found can't be ruled out."""
        for issuance in self._graph.issuers_of(certificate):
            if issuance.issuer != issuance.subject:
                avoided = self._adjacency.number_of_ca.get(issuance.subject, -1)
                if issuance.issuer in self.undecided or not self._labels_at(issuance.issuer, avoided).complete:
                    return True
        return False

    @property
    def undecided(self) -> frozenset[CaId]:
        """CAs at which the budget of labels was spent, and all below them: what was not found there is UNKNOWN."""
        if self._undecided is None:
            cas = {self._adjacency.cas[number] for number in self._reached.full}
            self._undecided = frozenset(cas).union(*(descendants(self._graph, ca) for ca in cas))
        return self._undecided

    def _endings(self, certificate: CertificateId, *, as_leaf: bool = False) -> list[Label]:
        """Every undominated path that ends in this certificate; an anchor's path is itself."""
        endings = list(self._tops.get(certificate, ()))
        number = self._adjacency.number_of_certificate[certificate]
        subject, fit = self._graph.certificates[certificate], self._spreader.fits[number]
        for issuance in self._graph.issuers_of(certificate):
            if issuance.issuer != issuance.subject:
                ca = -1 if as_leaf else self._adjacency.number_of_ca.get(issuance.subject, -1)
                for label in self._labels_at(issuance.issuer, ca).labels:
                    for state in self._steps.after(label.state, fit, subject, is_ca=ca >= 0, last=True):
                        endings.append(Label(ca, state, number, label.length + 1, label))
        return endings

    def _labels_at(self, issuer: CaId, avoided: int) -> _Found:
        """The labels of an issuer whose paths do not pass through one CA: the one that the next certificate names.

        Paths kept by the pass never pass a CA twice; only the last step could close a ring. Where it
        would, a path that avoids the CA may have been dropped for a better one that does not, so the part
        of the graph above the issuer is judged again without that CA.
        """
        number = self._adjacency.number_of_ca[issuer]
        labels = self._reached.at(number)
        if avoided < 0 or not any(passes(label, avoided) for label in labels):
            return _Found(labels)
        found = self._around.get((number, avoided))
        if found is None:
            above = ancestors(self._graph, issuer) | {issuer}
            within = frozenset(self._adjacency.number_of_ca[ca] for ca in above) - {avoided}
            reached = self._spreader.spread(self._seeds, within)
            found = self._around[number, avoided] = _Found(reached.at(number), complete=not reached.full)
        return found

    def _path_of(self, label: Label) -> tuple[CertificateId, ...]:
        """The label's path, anchor first."""
        return tuple(self._adjacency.certificates[number] for number in numbers_of(label))


def judge_all(
    graph: DelegationGraph,
    anchors: Anchors,
    revocations: Mapping[CertificateId, tuple[Revocation, ...]],
    as_of: datetime,
    *,
    distrust: Distrust = NOTHING,
) -> Verdicts:
    """Judge every certificate for every program and purpose that the anchors name."""
    return Verdicts(graph, anchors, revocations, as_of, distrust=distrust)
