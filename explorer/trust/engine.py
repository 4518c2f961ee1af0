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
from types import MappingProxyType

from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import ancestors, descendants
from explorer.model.authority import EdgeState
from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.model.revocation import Revocation
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors
from explorer.trust.conditions import (
    UNLIMITED,
    AnchorRules,
    doubt_of,
    has_issuer_name,
    is_ca_certificate,
    is_in_validity,
    is_name_constrained,
    may_sign_certificates,
    path_length_after,
    whole_second,
)
from explorer.trust.labels import FOREVER, Fit, Label, Names, passes, path_of
from explorer.trust.masks import NOTHING, Distrust, Masks
from explorer.trust.name_constraints import AllowedNames

MAX_LABELS = 256  # labels kept at one CA; beyond it what was not yet found is UNKNOWN, never "no"
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


_Places = Mapping[int, list[Label]] | list[list[Label]]


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
        borne_names: Mapping[CertificateId, tuple[tuple[NameKind, str], ...]] = MappingProxyType({}),
    ) -> None:
        """`borne_names`: names beside the subject that a CA certificate bears, to be held to constraints too."""
        self.anchors = anchors
        self._graph = graph
        self._as_of = whole_second(as_of)
        self._borne_names = borne_names
        self._anchor_rules = anchor_rules
        self._masks = Masks(anchors, revocations, distrust, lenient=lenient)
        self._fits: dict[CertificateId, Fit] = {}
        self._names = Names()
        self._number = {ca: number for number, ca in enumerate(graph.adjacency.cas)}
        self._at: list[list[Label]] = [[] for _ in graph.adjacency.cas]
        self._undecided: frozenset[CaId] | None = None  # None: not asked for yet
        self._anchor_labels: dict[CertificateId, list[Label]] = {}
        self._uses: dict[CertificateId, tuple[Use, ...]] = {}
        self._around: dict[tuple[int, int], _Found] = {}
        self._seeds = self._seed()
        self._full = self._spread(self._seeds, self._at, None)

    # -- questions -------------------------------------------------------------------------------

    def uses(self, certificate: CertificateId) -> tuple[Use, ...]:
        """Programs and purposes for which a path ending in this certificate holds, sorted.

        A use carries the latest cut-off of any such path, none if a path without one exists.
        """
        found = self._uses.get(certificate)
        if found is None:
            endings = [label for label in self._endings(certificate) if not label.doubt]
            found = self._uses[certificate] = self._masks.uses_of(endings)
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
            (label.length, path_of(label))
            for label in self._endings(certificate)
            if label.mask & wanted and label.until >= until and not label.doubt
        ]
        return min(paths)[1] if paths else ()

    def endings(self, certificate: CertificateId, *, as_leaf: bool = False) -> tuple[Ending, ...]:
        """Every path into the certificate that no other one beats, shortest first, doubtful ones last.

        `as_leaf`: the certificate is used as it is and issues nothing, so that it need not be a CA's, and does not
        count for path length (RFC 5280 4.2.1.9).
        """
        found = sorted(
            self._endings(certificate, as_leaf=as_leaf), key=lambda one: (bool(one.doubt), one.length, path_of(one))
        )
        return tuple(
            Ending(
                path=path_of(label),
                uses=self._masks.uses_of([label]),
                names=self._names.sets[label.names],
                left=None if label.left >= _UNMET else label.left,
                doubt=label.doubt,
            )
            for label in found
        )

    def included_in(self, certificate: CertificateId) -> tuple[Program, ...]:
        """Programs in which this very certificate is an anchor, sorted."""
        return tuple(sorted({a.program for a in self.anchors.anchored if a.certificate == certificate}))

    def unknown(self, certificate: CertificateId, use: Use | None = None) -> str:
        """Why it can't be told whether the certificate is trusted (for this program and purpose); empty when it can."""
        wanted = self._masks.all if use is None else self._masks.of_pair(use.program, use.purpose)
        endings = [label for label in self._endings(certificate) if label.mask & wanted]
        if any(not label.doubt for label in endings):
            return ""
        if self._graph.edge_state(certificate) is EdgeState.UNVERIFIABLE:
            return "its signature could not be checked"
        if endings:
            return min(label.doubt for label in endings)
        if use is not None and any(
            u.program is use.program and u.purpose == UNKNOWN_PURPOSE for u in self.uses(certificate)
        ):
            return f"{use.program} includes a root above it, for purposes that no source at hand states"
        if self.is_incomplete(certificate):
            return f"more than {MAX_LABELS} kinds of path lead to a CA above it"
        return ""

    def is_incomplete(self, certificate: CertificateId) -> bool:
        """Whether the budget of labels was spent above it, so that what was not found can't be ruled out."""
        for issuance in self._graph.issuers_of(certificate):
            if issuance.issuer != issuance.subject:
                avoided = self._number.get(issuance.subject, -1)
                if issuance.issuer in self.undecided or not self._labels_at(issuance.issuer, avoided).complete:
                    return True
        return False

    @property
    def undecided(self) -> frozenset[CaId]:
        """CAs at which the budget of labels was spent, and all below them: what was not found there is UNKNOWN."""
        if self._undecided is None:
            cas = {self._graph.adjacency.cas[number] for number in self._full}
            self._undecided = frozenset(cas).union(*(descendants(self._graph, ca) for ca in cas))
        return self._undecided

    # -- the pass --------------------------------------------------------------------------------

    def _seed(self) -> list[Label]:
        grouped: dict[tuple[CertificateId, int], int] = {}
        for anchor in self.anchors.anchored:
            if anchor.certificate in self._graph.certificates:
                until = anchor.until.toordinal() if anchor.until else FOREVER
                bit = self._masks.bit[anchor.program, anchor.purpose, anchor.policy]
                grouped[anchor.certificate, until] = grouped.get((anchor.certificate, until), 0) | bit
        labels = []
        for (id_, until), bits in sorted(grouped.items()):
            certificate = self._graph.certificates[id_]
            ca = self._number.get(certificate.ca)
            mask, names, doubt = bits & ~self._masks.anchors_out.get(id_, 0), 0, ""
            left = UNLIMITED if self._anchor_rules.path_length is None else self._anchor_rules.path_length
            if self._anchor_rules.expiry and not is_in_validity(certificate, self._as_of):
                mask = 0
            if self._anchor_rules.constraints:
                mask &= self._masks.allowed(certificate)
                is_issuer = certificate.version < 3 or is_ca_certificate(certificate)  # v1: a CA because it is listed
                if not is_issuer or not may_sign_certificates(certificate):
                    mask = 0
                left = left if certificate.path_length is None else min(left, certificate.path_length)
                names, doubt = self._names.after(0, certificate), doubt_of(certificate)
                mask = self._masks.nameable(mask, names, self._names.sets[names])
            if ca is None or not mask:
                continue  # an anchor that is no CA certificate can sign nothing
            for part, last in self._masks.cut_off(id_, mask, until):
                label = Label(
                    ca=ca, mask=part, left=left, until=last, names=names, doubt=doubt, length=1, certificate=id_, parent=None
                )  # fmt: skip
                self._anchor_labels.setdefault(id_, []).append(label)
                labels.append(label)
        return labels + self._seed_unverifiable()

    def _seed_unverifiable(self) -> list[Label]:
        """Doubtful labels where a signature could not be checked: what holds from there down is UNKNOWN, not "no"."""
        labels = []
        for id_ in self._graph.unverifiable:
            certificate = self._graph.certificates[id_]
            doubt = f"the signature of certificate {id_[:16]} could not be checked"
            above = Label(-1, self._masks.all, UNLIMITED, FOREVER, 0, doubt, 0, id_, None)
            for label in self._step(
                above, certificate, self._fit_of(certificate), self._number.get(certificate.ca, -1), last=False
            ):
                label.parent = None
                self._anchor_labels.setdefault(id_, []).append(label)
                if label.ca >= 0:
                    labels.append(label)
        return labels

    def _spread(self, level: list[Label], places: _Places, within: frozenset[int] | None) -> set[int]:
        """Breadth first, so that the first label to reach a CA for a purpose is the shortest path.

        Labels are kept in `places`, by number of CA; `within` bounds the pass to some CAs. Answers the CAs at
        which the budget was spent.
        """
        full: set[int] = set()
        adjacency = self._graph.adjacency
        certificates = list(self._graph.certificates.values())  # in the order of their numbers
        fits: list[Fit | None] = [None] * len(certificates)
        while level:
            kept = []
            for label in level:
                at = places[label.ca]
                if at and any(self._covers(other, label) for other in at):
                    continue
                if len(at) >= MAX_LABELS:
                    full.add(label.ca)
                    continue
                at.append(label)
                kept.append(label)
            level = []
            for label in kept:
                for edge in adjacency.below[label.ca]:
                    subject, number = adjacency.subject[edge], adjacency.certificate[edge]
                    fit = fits[number]
                    if fit is None:
                        fit = fits[number] = self._fit_of(certificates[number])
                    if label.mask & fit.mask and (within is None or subject in within):
                        level += self._step(label, certificates[number], fit, subject, last=False)
        return full

    def _covers(self, one: Label, other: Label) -> bool:
        """At least as good in every component."""
        return (
            one.mask & other.mask == other.mask
            and one.left >= other.left
            and one.until >= other.until
            and (not one.doubt or bool(other.doubt))
            and self._names.holds(one.names, other.names)
        )

    def _step(self, label: Label, certificate: Certificate, fit: Fit, subject: int, *, last: bool) -> list[Label]:
        """The label after one more certificate: none when a condition fails, two when a cut-off splits it.

        `last`: the path ends here, so that the subject of a self-issued certificate is held to the names too.
        """
        mask = label.mask & fit.mask
        if not mask:
            return []
        left = label.left
        if subject >= 0:
            if not fit.is_issuer:
                return []
            after = path_length_after(left, certificate)
            if after is None:
                return []
            left = after
        names = label.names
        if names and (last or not fit.is_self_issued) and not self._admits(names, certificate):
            return []
        if not fit.is_plain:
            names = self._names.after(names, certificate)
        if names:
            mask = self._masks.nameable(mask, names, self._names.sets[names])
        doubt = label.doubt or fit.doubt
        length = label.length + 1
        return [
            Label(subject, part, left, until, names, doubt, length, certificate.id, label)
            for part, until in self._masks.cut_off(certificate.id, mask, label.until)
        ]

    def _fit_of(self, certificate: Certificate) -> Fit:
        """The conditions that the certificate meets or fails by itself, asked once."""
        known = self._fits.get(certificate.id)
        if known is not None:
            return known
        stands = is_in_validity(certificate, self._as_of) and has_issuer_name(certificate)
        fit = self._fits[certificate.id] = Fit(
            self._masks.allowed(certificate) & ~self._masks.dead.get(certificate.id, 0) if stands else 0,
            is_ca_certificate(certificate) and may_sign_certificates(certificate),
            doubt_of(certificate),
            not is_name_constrained(certificate),
            certificate.self_issued,
        )
        return fit

    def _admits(self, names: int, certificate: Certificate) -> bool:
        """Whether the names that a certificate bears are all left by those above (RFC 5280 6.1.3 (b), (c))."""
        left = self._names.sets[names]
        if certificate.subject.key and not left.admits(NameKind.DIRECTORY, certificate.subject.key):
            return False
        return all(left.admits(kind, value) for kind, value in self._borne_names.get(certificate.id, ()))

    def _endings(self, certificate: CertificateId, *, as_leaf: bool = False) -> list[Label]:
        """Every undominated path that ends in this certificate; an anchor's path is itself."""
        endings = list(self._anchor_labels.get(certificate, ()))
        subject = self._graph.certificates[certificate]
        fit = self._fit_of(subject)
        for issuance in self._graph.issuers_of(certificate):
            if issuance.issuer != issuance.subject:
                number = -1 if as_leaf else self._number.get(issuance.subject, -1)
                for label in self._labels_at(issuance.issuer, number).labels:
                    endings += self._step(label, subject, fit, number, last=True)
        return endings

    def _labels_at(self, issuer: CaId, avoided: int) -> _Found:
        """The labels of an issuer whose paths do not pass through one CA: the one that the next certificate names.

        Paths kept by the pass never pass a CA twice; only the last step could close a ring. Where it
        would, a path that avoids the CA may have been dropped for a better one that does not, so the part
        of the graph above the issuer is judged again without that CA.
        """
        number = self._number[issuer]
        labels = self._at[number]
        if avoided < 0 or not any(passes(label, avoided) for label in labels):
            return _Found(labels)
        found = self._around.get((number, avoided))
        if found is None:
            above = ancestors(self._graph, issuer) | {issuer}
            within = frozenset(self._number[ca] for ca in above) - {avoided}
            places: dict[int, list[Label]] = {ca: [] for ca in within}
            full = self._spread([seed for seed in self._seeds if seed.ca in within], places, within)
            found = self._around[number, avoided] = _Found(places[number], complete=not full)
        return found


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
