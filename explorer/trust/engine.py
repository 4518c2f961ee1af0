"""Where each certificate is trusted: label-setting over the whole graph, all programs and purposes at once.

A label at a CA says: "some path from an anchor to here holds every condition for these (program, purpose)
pairs, and this much path length is left". Labels spread along proved issuances; one that is no better
than an earlier label in any component is dropped, so cycles and meshes end by themselves and no path is ever
listed to decide. All conditions are tested on one and the same path (rules.md section 4.2).

Conditions so far: proved signature, validity, version and CA flag, keyUsage, path length, EKU nesting (strict:
the very purpose or no EKU), revocation by source. Not yet: name constraints and policies along the path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from explorer.graph.delegation import Adjacency, DelegationGraph
from explorer.model.authority import EdgeState
from explorer.model.certificate import Certificate
from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER, Purpose, oid_of
from explorer.model.revocation import Revocation
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors

_UNLIMITED = 1 << 30  # path length: no limit met yet
_FOREVER = date.max.toordinal()
_DATES = frozenset({"not_before", "not_after"})
_DECIDING = _DATES | {"is_ca", "path_length", "key_usage", "eku", "name_constraints"}  # unread: the path is UNKNOWN


@dataclass(slots=True, eq=False)
class _Label:
    """State of one path at one CA; `parent` and `certificate` give the path back."""

    ca: int
    mask: int
    left: int  # further CA certificates allowed below, self-issued ones not counted
    until: int  # ordinal of the last day on which certificates may be issued
    doubt: str  # why the path is UNKNOWN; empty when it is not
    length: int  # certificates on the path, anchor included
    certificate: CertificateId
    parent: _Label | None

    def covers(self, other: _Label) -> bool:
        """At least as good in every component."""
        return (
            self.mask & other.mask == other.mask
            and self.left >= other.left
            and self.until >= other.until
            and (not self.doubt or bool(other.doubt))
        )


class Verdicts:
    """Answers for one day: in which programs, for which purposes, on which path."""

    def __init__(
        self,
        graph: DelegationGraph,
        anchors: Anchors,
        revocations: Mapping[CertificateId, tuple[Revocation, ...]],
        as_of: datetime,
    ) -> None:
        self.anchors = anchors
        self._graph = graph
        self._as_of = as_of
        self._pairs = tuple(sorted({(a.program, a.purpose) for a in anchors.anchored}))
        self._bit = {pair: 1 << number for number, pair in enumerate(self._pairs)}
        self._all = (1 << len(self._pairs)) - 1
        self._dead = {id_: self._revoked_mask(found) for id_, found in revocations.items()}
        self._mask_of_eku: dict[frozenset[str], int] = {}
        self._number = {ca: number for number, ca in enumerate(graph.adjacency.cas)}
        self._at: list[list[_Label]] = [[] for _ in graph.adjacency.cas]
        self._anchor_labels: dict[CertificateId, list[_Label]] = {}
        self._uses: dict[CertificateId, tuple[Use, ...]] = {}
        self._spread(self._seed())

    # -- questions -------------------------------------------------------------------------------

    def uses(self, certificate: CertificateId) -> tuple[Use, ...]:
        """Programs and purposes for which a path ending in this certificate holds, sorted.

        A use carries the latest cut-off of any such path, none if a path without one exists.
        """
        found = self._uses.get(certificate)
        if found is None:
            found = self._uses[certificate] = self._uses_of(self._endings(certificate, with_doubt=False))
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
        """The shortest path that holds (for this program and purpose), anchor first; () when there is none.

        Among equally short ones an unconditional path comes first, then the one with the smallest ids.
        """
        wanted = self._all if use is None else self._bit.get((use.program, use.purpose), 0)
        endings = [label for label in self._endings(certificate, with_doubt=False) if label.mask & wanted]
        paths = [(label.length, -label.until, _path(label)) for label in endings]
        return min(paths)[2] if paths else ()

    def included_in(self, certificate: CertificateId) -> tuple[Program, ...]:
        """Programs in which this very certificate is an anchor, sorted."""
        return tuple(sorted({a.program for a in self.anchors.anchored if a.certificate == certificate}))

    def unknown(self, certificate: CertificateId) -> str:
        """Why it can't be told whether the certificate is trusted; empty when it can."""
        if self.uses(certificate):
            return ""
        if self._graph.edge_state(certificate) is EdgeState.UNVERIFIABLE:
            return "its signature could not be checked"
        for label in self._endings(certificate, with_doubt=True):
            if label.doubt:
                return label.doubt
        return ""

    # -- the pass --------------------------------------------------------------------------------

    def _seed(self) -> list[_Label]:
        grouped: dict[tuple[CertificateId, int], int] = {}
        for anchor in self.anchors.anchored:
            if anchor.certificate in self._graph.certificates:
                until = anchor.until.toordinal() if anchor.until else _FOREVER
                bit = self._bit[anchor.program, anchor.purpose]
                grouped[anchor.certificate, until] = grouped.get((anchor.certificate, until), 0) | bit
        labels = []
        for (certificate, until), mask in sorted(grouped.items()):
            ca = self._number.get(self._graph.certificates[certificate].ca)
            if ca is None:
                continue  # an anchor that is no CA certificate can sign nothing
            label = _Label(
                ca=ca, mask=mask, left=_UNLIMITED, until=until, doubt="", length=1, certificate=certificate, parent=None
            )
            self._anchor_labels.setdefault(certificate, []).append(label)
            labels.append(label)
        return labels

    def _spread(self, level: list[_Label]) -> None:
        """Breadth first, so that the first label to reach a CA for a purpose is the shortest path."""
        adjacency: Adjacency = self._graph.adjacency
        certificates = [self._graph.certificates[id_] for id_ in adjacency.certificates]
        while level:
            kept = []
            for label in level:
                at = self._at[label.ca]
                if not any(other.covers(label) for other in at):
                    at.append(label)
                    kept.append(label)
            level = []
            for label in kept:
                for edge in adjacency.below[label.ca]:
                    certificate = certificates[adjacency.certificate[edge]]
                    step = self._step(label, certificate, adjacency.subject[edge])
                    if step is not None:
                        level.append(step)

    def _step(self, label: _Label, certificate: Certificate, subject: int) -> _Label | None:
        """The label after one more certificate; None when a condition fails."""
        mask = label.mask & self._mask(certificate)
        if not mask or not (certificate.valid_at(self._as_of) or certificate.unread & _DATES):
            return None
        left = label.left
        doubt = label.doubt or _doubt(certificate)
        if certificate.is_ca is True or certificate.unread:
            if not certificate.can_sign_certificates and not certificate.unread & _DECIDING:
                return None
            if not certificate.self_issued:
                if left == 0:
                    return None
                left -= 1
            if certificate.path_length is not None:
                left = min(left, certificate.path_length)
        elif subject >= 0:
            return None
        return _Label(
            ca=subject,
            mask=mask,
            left=left,
            until=label.until,
            doubt=doubt,
            length=label.length + 1,
            certificate=certificate.id,
            parent=label,
        )

    def _endings(self, certificate: CertificateId, *, with_doubt: bool) -> list[_Label]:
        """Every undominated path that ends in this certificate; an anchor's path is itself."""
        endings = list(self._anchor_labels.get(certificate, ()))
        subject = self._graph.certificates[certificate]
        for issuance in self._graph.issuers_of(certificate):
            if issuance.issuer == issuance.subject:
                continue
            number = self._number.get(issuance.subject, -1)
            for label in self._at[self._number[issuance.issuer]]:
                step = self._step(label, subject, number)
                if step is not None:
                    endings.append(step)
        return endings if with_doubt else [label for label in endings if not label.doubt]

    # -- parts -----------------------------------------------------------------------------------

    def _uses_of(self, endings: Iterable[_Label]) -> tuple[Use, ...]:
        best: dict[int, int] = {}
        for label in endings:
            for number in range(len(self._pairs)):
                if label.mask >> number & 1:
                    best[number] = max(best.get(number, 0), label.until)
        return tuple(
            Use(
                program=self._pairs[number][0],
                purpose=self._pairs[number][1],
                until=None if until == _FOREVER else date.fromordinal(until),
            )
            for number, until in sorted(best.items())
        )

    def _mask(self, certificate: Certificate) -> int:
        """Pairs that the certificate's EKU and revocations leave."""
        mask = self._all & ~self._dead.get(certificate.id, 0)
        if certificate.eku is None:
            return mask
        allowed = self._mask_of_eku.get(certificate.eku)
        if allowed is None:
            allowed = 0
            for (_, purpose), bit in self._bit.items():
                if purpose == UNKNOWN_PURPOSE or oid_of(purpose) in certificate.eku:
                    allowed |= bit
            self._mask_of_eku[certificate.eku] = allowed
        return mask & allowed

    def _revoked_mask(self, revocations: Iterable[Revocation]) -> int:
        """OneCRL speaks for Mozilla's TLS only; the CA's own statement for every program that reads CRLs."""
        mask = 0
        for revocation in revocations:
            if revocation.source == "onecrl":
                mask |= self._bit.get((Program.MOZILLA, TLS_SERVER), 0)
            else:
                mask = self._all
        return mask


def judge_all(
    graph: DelegationGraph,
    anchors: Anchors,
    revocations: Mapping[CertificateId, tuple[Revocation, ...]],
    as_of: datetime,
) -> Verdicts:
    """Judge every certificate for every program and purpose that the anchors name."""
    return Verdicts(graph, anchors, revocations, as_of)


def _doubt(certificate: Certificate) -> str:
    if certificate.unread & _DECIDING:
        fields = ", ".join(sorted(certificate.unread & _DECIDING))
        return f"certificate {certificate.id[:16]} on the path has a field that can't be read: {fields}"
    if certificate.unknown_critical:
        return f"certificate {certificate.id[:16]} on the path has an unknown critical extension: " + ", ".join(
            certificate.unknown_critical
        )
    return ""


def _path(label: _Label) -> tuple[CertificateId, ...]:
    path = []
    step: _Label | None = label
    while step is not None:
        path.append(step.certificate)
        step = step.parent
    return tuple(reversed(path))
