"""Listing paths: every loop-free way from a certificate up to a root, each held to the conditions one by one.

A separate, lazy answer with a stated cap; nothing is decided by it. The engine decides, and a test
holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from explorer.graph.delegation import DelegationGraph
from explorer.model.authority import EdgeState
from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, TLS_SERVER, Purpose, eku_name
from explorer.model.revocation import Revocation
from explorer.trust import conditions as c
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchored, Anchors
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames
from explorer.trust.semantic import names_left_by
from explorer.trust.verdict import JudgedPath, Refusal, State

DEPTH = 10  # certificates of a listed path
STEPS = 20_000  # certificates looked at for one listing before it says "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Paths of one certificate; `more` when the depth or the number of steps cut something off."""

    paths: tuple[tuple[CertificateId, ...], ...]  # anchor or topmost certificate first; shortest first
    more: bool


def list_paths(graph: DelegationGraph, anchors: frozenset[CertificateId], certificate: CertificateId) -> Listing:
    """Every path into the certificate that starts at an anchor, or where nothing more stands above.

    No CA occurs twice in a path (docs/trust.md). Cost: bounded by STEPS, breadth first, so short paths come first.
    """
    found: list[tuple[CertificateId, ...]] = [(certificate,)] if certificate in anchors else []
    level: list[tuple[tuple[CertificateId, ...], frozenset[CaId]]] = [
        ((certificate,), frozenset({graph.certificates[certificate].ca}))
    ]
    steps = 0
    more = False
    while level:
        above: list[tuple[tuple[CertificateId, ...], frozenset[CaId]]] = []
        for path, seen in level:
            issuances = [i for i in graph.issuers_of(path[0]) if i.issuer != i.subject]
            for issuance in issuances:
                if issuance.issuer in seen:
                    continue
                for own in graph.cas[issuance.issuer].certificates:
                    steps += 1
                    longer = (own, *path)
                    if own in anchors:
                        found.append(longer)
                    above.append((longer, seen | {issuance.issuer}))
            if not issuances and path[0] not in anchors:
                found.append(path)
            if steps > STEPS:
                return Listing(paths=tuple(sorted(found, key=lambda p: (len(p), p))), more=True)
        if above and len(above[0][0]) > DEPTH:
            more = True
            break
        level = above
    return Listing(paths=tuple(sorted(found, key=lambda p: (len(p), p))), more=more)


class PathJudge:
    """Holds paths to the conditions for one program and purpose on one day."""

    def __init__(
        self,
        graph: DelegationGraph,
        anchors: Anchors,
        revocations: Mapping[CertificateId, tuple[Revocation, ...]],
        as_of: datetime,
        program: Program,
        purpose: Purpose,
        *,
        lenient: bool = False,
    ) -> None:
        self._graph = graph
        self._revocations = revocations
        self._as_of = c.whole_second(as_of)
        self._program = program
        self._purpose = purpose
        self._lenient = lenient
        self.anchored: dict[CertificateId, list[Anchored]] = {}
        self._elsewhere: dict[CertificateId, set[str]] = {}
        self._unstated: set[CertificateId] = set()
        for anchor in anchors.anchored:
            if anchor.program is program and anchor.purpose == purpose:
                self.anchored.setdefault(anchor.certificate, []).append(anchor)
            elif anchor.program is program and anchor.purpose == UNKNOWN_PURPOSE:
                self._unstated.add(anchor.certificate)
            elif anchor.program is program:
                self._elsewhere.setdefault(anchor.certificate, set()).add(str(anchor.purpose))

    def judge(self, path: Sequence[CertificateId]) -> JudgedPath:
        """The first condition that fails on this path, or the state in which it holds all of them."""
        if path[0] in self._unstated:
            why = f"{self._program} includes it, for purposes that no source at hand states"
            return self._unproved(path, _no(path[0], c.ANCHOR, why), is_anchor=True)
        refusal = self._anchor_refusal(path[0])
        if refusal is not None:
            if refusal.clause is c.SIGNATURE and self._graph.edge_state(path[0]) is EdgeState.UNVERIFIABLE:
                return self._unproved(path, refusal, is_anchor=False)
            return _dead(path, refusal)
        if len(path) == 1:
            return self._held(path, self.anchored[path[0]])
        walked = [
            self._walk(path, anchor.policy, anchor, None) for anchor in self.anchored[path[0]]
        ]  # several where EV policies differ
        return min(walked, key=lambda judged: (_RANK[judged.state], -(judged.until or date.max).toordinal()))

    def of_itself(self, id_: CertificateId) -> Refusal | None:
        """What refuses the certificate on whatever path; EV policies and what lies above are left aside."""
        certificate = self._graph.certificates[id_]
        if id_ in self.anchored:
            return None
        return self._refusal(certificate, None, "", leaf=certificate.ca not in self._graph.cas)

    def _walk(
        self,
        path: Sequence[CertificateId],
        policy: str,
        anchor: Anchored | None,
        doubt: Refusal | None,
        *,
        first: int = 1,
    ) -> JudgedPath:
        """Hold the certificates from number `first` on to the conditions; those of an anchor are not asked for."""
        left = c.UNLIMITED
        names: AllowedNames = EVERY_NAME
        limiting = constraining = path[0]  # certificates to blame for a path length, and for names
        for place, id_ in enumerate(path):
            if place < first:
                continue
            certificate = self._graph.certificates[id_]
            issuer = self._graph.certificates[path[place - 1]].ca if place else None
            last = place == len(path) - 1
            refusal = self._refusal(certificate, issuer, policy, leaf=last and certificate.ca not in self._graph.cas)
            if refusal is not None:
                return _dead(path, refusal)
            if certificate.ca in self._graph.cas:
                after = c.path_length_after(left, certificate)
                if after is None:
                    above = self._graph.certificates[limiting]
                    why = f"one CA certificate more than {_named(above)} allows below itself: {above.path_length}"
                    return _dead(path, _no(id_, c.PATH_LENGTH, why))
                if certificate.path_length is not None and after == certificate.path_length < left:
                    limiting = id_
                left = after
            held = certificate.subject.key and (last or not certificate.self_issued)
            if held and not names.admits(NameKind.DIRECTORY, certificate.subject.key):
                above = self._graph.certificates[constraining]
                why = f"its subject name is not among those that {_named(above)} permits"
                return _dead(path, _no(id_, c.NAMES, why))
            if c.is_name_constrained(certificate):
                constraining = id_
            names = names.intersect(names_left_by(certificate))
            refusal = self._nameless(id_, names)
            if refusal is not None:
                return _dead(path, refusal)
            if doubt is None and (reason := c.doubt_of(certificate)):
                doubt = _no(id_, c.CA_FLAG, reason)
        if doubt is not None or anchor is None:
            return JudgedPath(path=tuple(path), state=State.UNKNOWN, until=None, refusal=doubt)
        return self._held(path, [anchor])

    def _unproved(self, path: Sequence[CertificateId], doubt: Refusal, *, is_anchor: bool) -> JudgedPath:
        """A path of whose top something can't be told: UNKNOWN where all else holds, for any EV policy."""
        policies = {anchor.policy for own in self.anchored.values() for anchor in own} or {""}
        walked = [self._walk(path, policy, None, doubt, first=int(is_anchor)) for policy in sorted(policies)]
        return min(walked, key=lambda judged: _RANK[judged.state])

    def _held(self, path: Sequence[CertificateId], anchors: Sequence[Anchored]) -> JudgedPath:
        untils = [anchor.until for anchor in anchors]
        until = None if None in untils else max(u for u in untils if u is not None)
        state = State.LIVE if until is None else State.CONDITIONAL
        return JudgedPath(path=tuple(path), state=state, until=until, refusal=None)

    def _anchor_refusal(self, top: CertificateId) -> Refusal | None:
        if top in self.anchored:
            return None
        if top in self._elsewhere:
            purposes = ", ".join(sorted(self._elsewhere[top]))
            return _no(top, c.ANCHOR, f"{self._program} includes it for {purposes}, not for {self._purpose}")
        if self._graph.is_self_signed(top):
            return _no(top, c.ANCHOR, f"a root that {self._program} does not include")
        state = self._graph.edge_state(top)
        words = {
            EdgeState.NAME_ONLY: "CAs of its issuer's name are at hand, none of their keys verifies it",
            EdgeState.SIG_ONLY: "a key at hand verifies it, but under another name than its issuer's",
            EdgeState.UNVERIFIABLE: "its signature could not be checked",
            EdgeState.DANGLING: "its issuer is not at hand",
            EdgeState.PROVED: "issued by a CA at hand, but not by one above it",
        }
        return _no(top, c.SIGNATURE, words[state])

    def _refusal(self, certificate: Certificate, issuer: CaId | None, policy: str, *, leaf: bool) -> Refusal | None:
        """The first condition of this one certificate that fails; path length and names depend on the path."""
        id_ = certificate.id
        if issuer is not None and all(issuance.issuer != issuer for issuance in self._graph.issuers_of(id_)):
            return _no(id_, c.SIGNATURE, "not proved to be issued by the CA above")
        if not c.has_issuer_name(certificate):
            return _no(id_, c.SIGNATURE, "its issuer name is empty")
        if not c.is_in_validity(certificate, self._as_of):
            past = certificate.not_after < self._as_of
            when = certificate.not_after if past else certificate.not_before
            return _no(id_, c.VALIDITY, f"{'expired on' if past else 'not valid before'} {when.date().isoformat()}")
        revocation = c.revoking(self._revocations.get(id_, ()), self._program, self._purpose)
        if revocation is not None:
            return _no(id_, c.REVOCATION, _revoked_by(revocation))
        if not leaf and not c.is_ca_certificate(certificate):
            return _no(id_, c.CA_FLAG, _no_ca(certificate))
        if not leaf and not c.may_sign_certificates(certificate):
            return _no(id_, c.KEY_USAGE, "its keyUsage lacks keyCertSign, so it may sign no certificates")
        if not c.allows_purpose(certificate, self._purpose, lenient=self._lenient):
            words = ", ".join(sorted(map(eku_name, certificate.eku or ())))
            return _no(id_, c.PURPOSE, f"its extended key usage allows {words or 'nothing'}, not {self._purpose}")
        if not c.allows_policy(certificate, policy):
            return _no(id_, c.POLICY, f"it does not assert the EV policy {policy}")
        return None

    def _nameless(self, id_: CertificateId, names: AllowedNames) -> Refusal | None:
        if self._purpose in (TLS_SERVER, EV) and names.empty(NameKind.DNS) and names.empty(NameKind.IP):
            return _no(id_, c.NAMES, "the name constraints so far leave it no host name and no address")
        if self._purpose == EMAIL and names.empty(NameKind.EMAIL):
            return _no(id_, c.NAMES, "the name constraints so far leave it no mailbox")
        return None


_RANK = {State.LIVE: 0, State.CONDITIONAL: 1, State.UNKNOWN: 2, State.DEAD: 3}


def judged_paths(judge: PathJudge, listing: Listing) -> Iterator[JudgedPath]:
    """Every listed path, judged: those that hold first, then near misses, those without an anchor last; short ones first."""
    yield from sorted(
        (judge.judge(path) for path in listing.paths),
        key=lambda j: (_RANK[j.state], _is_without_anchor(j), len(j.path), j.path),
    )


def _is_without_anchor(judged: JudgedPath) -> bool:
    return judged.refusal is not None and judged.refusal.certificate == judged.path[0] and len(judged.path) > 1


def _named(certificate: Certificate) -> str:
    return f"{certificate.subject.short} ({certificate.id[:8]})"


def _revoked_by(revocation: Revocation) -> str:
    said = {
        "ccadb": "revoked, as its CA says in CCADB",
        "crl": "revoked by the CRL of its issuer",
        "onecrl": "revoked by Mozilla in OneCRL",
    }.get(revocation.source, f"revoked, says {revocation.source}")
    since = f", known since {revocation.since.isoformat()}" if revocation.since else ""
    return f"{said}{since}{f' ({revocation.reason})' if revocation.reason else ''}"


def _no_ca(certificate: Certificate) -> str:
    if certificate.version != 3:
        return f"a version {certificate.version} certificate can't say that it is a CA's, and only an anchor need not"
    return "its basic constraints say that it is no CA" if certificate.is_ca is False else "it has no basic constraints"


def _no(certificate: CertificateId, clause: c.Clause, why: str) -> Refusal:
    return Refusal(certificate=certificate, clause=clause, why=why)


def _dead(path: Sequence[CertificateId], refusal: Refusal) -> JudgedPath:
    return JudgedPath(path=tuple(path), state=State.DEAD, until=None, refusal=refusal)
