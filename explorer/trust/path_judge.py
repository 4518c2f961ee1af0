"""Judging one path: the first condition that fails on it, or the state in which it holds all of them.

The engine decides, for all paths at once; this says of one listed path why. A test holds the two to each other.
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
from explorer.trust.listing import Listing
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames
from explorer.trust.semantic import names_left_by
from explorer.trust.verdict import JudgedPath, Refusal, State


@dataclass(slots=True)
class _Way:
    """What is left on the way down a path, and which certificate is to blame for it."""

    length: int
    names: AllowedNames
    doubt: Refusal | None
    limiting: CertificateId | None = None  # None: the rules for anchors
    constraining: CertificateId | None = None


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
        anchor_rules: c.AnchorRules = c.AnchorRules(),  # noqa: B008  frozen
    ) -> None:
        self._graph = graph
        self._anchor_rules = anchor_rules
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
        if self._graph.certificates[path[0]].ca not in self._graph.cas:
            return _dead(path, _no(path[0], c.CA_FLAG, "an anchor that is no CA's certificate signs nothing"))
        walked = [self._walk(path, anchor.policy, anchor, None) for anchor in self.anchored[path[0]]]
        return min(walked, key=_rank)  # several where EV policies differ

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
        rules = self._anchor_rules
        length = c.UNLIMITED if rules.path_length is None else rules.path_length
        way = _Way(length=length, names=EVERY_NAME, doubt=doubt)
        if first:
            refusal = self._anchor_held_to_rules(self._graph.certificates[path[0]], policy, way)
            if refusal is not None:
                return _dead(path, refusal)
        for place, id_ in enumerate(path):
            if place < first:
                continue
            certificate = self._graph.certificates[id_]
            issuer = self._graph.certificates[path[place - 1]].ca if place else None
            last = place == len(path) - 1
            is_ca = certificate.ca in self._graph.cas
            refusal = self._refusal(certificate, issuer, policy, leaf=last and not is_ca)
            refusal = refusal or (self._too_long(certificate, way) if is_ca else None)
            refusal = refusal or self._names_refused(certificate, way, held=last or not certificate.self_issued)
            if refusal is not None:
                return _dead(path, refusal)
        if way.doubt is not None or anchor is None:
            return JudgedPath(path=tuple(path), state=State.UNKNOWN, until=None, refusal=way.doubt)
        state = State.LIVE if anchor.until is None else State.CONDITIONAL
        return JudgedPath(path=tuple(path), state=state, until=anchor.until, refusal=None)

    def _anchor_held_to_rules(self, anchor: Certificate, policy: str, way: _Way) -> Refusal | None:
        """What refuses the anchor's own certificate, where its program holds it to anything (`AnchorRules`)."""
        if self._anchor_rules.expiry and not c.is_in_validity(anchor, self._as_of):
            return self._out_of_validity(anchor)
        if not self._anchor_rules.constraints:
            return None
        if anchor.version >= 3 and not c.is_ca_certificate(anchor):  # v1: a CA because it is listed
            return _no(anchor.id, c.CA_FLAG, _no_ca(anchor))
        refusal = self._unfit(anchor, policy)
        if refusal is not None:
            return refusal
        if anchor.path_length is not None and anchor.path_length < way.length:
            way.length, way.limiting = anchor.path_length, anchor.id
        return self._narrowed(anchor, way)

    def _too_long(self, certificate: Certificate, way: _Way) -> Refusal | None:
        after = c.path_length_after(way.length, certificate)
        if after is None:
            above = None if way.limiting is None else self._graph.certificates[way.limiting]
            allowed = (
                f"{_named(above)} allows below itself: {above.path_length}"
                if above
                else f"the verifier allows below an anchor: {self._anchor_rules.path_length}"
            )
            return _no(certificate.id, c.PATH_LENGTH, f"one CA certificate more than {allowed}")
        if certificate.path_length is not None and after == certificate.path_length < way.length:
            way.limiting = certificate.id
        way.length = after
        return None

    def _names_refused(self, certificate: Certificate, way: _Way, *, held: bool) -> Refusal | None:
        """`held`: to the names above; a self-issued certificate on the way is not (RFC 5280 6.1.3 (b))."""
        subject = c.subject_to_hold(certificate)
        if held and subject and not way.names.admits(NameKind.DIRECTORY, subject):
            above = _named(self._graph.certificates[way.constraining or certificate.id])
            return _no(certificate.id, c.NAMES, f"its subject name is not among those that {above} permits")
        if held and way.names != EVERY_NAME:
            for kind, value in certificate.alternative_names:
                if not way.names.admits(kind, value):
                    above = _named(self._graph.certificates[way.constraining or certificate.id])
                    why = f"its alternative name {kind.value} {value} is not among those that {above} permits"
                    return _no(certificate.id, c.NAMES, why)
            if way.doubt is None and (why := c.unread_names_of(certificate)):
                way.doubt = _no(certificate.id, c.NAMES, why)
        return self._narrowed(certificate, way)

    def _narrowed(self, certificate: Certificate, way: _Way) -> Refusal | None:
        """Apply the certificate's own name constraints, and note its doubts."""
        if c.is_name_constrained(certificate):
            way.constraining = certificate.id
        way.names = way.names.intersect(names_left_by(certificate))
        if way.doubt is None and (doubt := c.doubt_in(certificate)):
            way.doubt = _no(certificate.id, *doubt)
        return self._nameless(certificate.id, way.names)

    def _unproved(self, path: Sequence[CertificateId], doubt: Refusal, *, is_anchor: bool) -> JudgedPath:
        """A path of whose top something can't be told: UNKNOWN where all else holds, for any EV policy."""
        policies = {anchor.policy for own in self.anchored.values() for anchor in own} or {""}
        walked = [self._walk(path, policy, None, doubt, first=int(is_anchor)) for policy in sorted(policies)]
        return min(walked, key=_rank)

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
            return self._out_of_validity(certificate)
        revocation = c.revoking(self._revocations.get(id_, ()), self._program, self._purpose)
        if revocation is not None:
            return _no(id_, c.REVOCATION, _revoked_by(revocation))
        if not leaf and not c.is_ca_certificate(certificate):
            return _no(id_, c.CA_FLAG, _no_ca(certificate))
        return self._unfit(certificate, policy, leaf=leaf)

    def _out_of_validity(self, certificate: Certificate) -> Refusal:
        past = certificate.not_after < self._as_of
        when = certificate.not_after if past else certificate.not_before
        why = f"{'expired on' if past else 'not valid before'} {when.date().isoformat()}"
        return _no(certificate.id, c.VALIDITY, why)

    def _unfit(self, certificate: Certificate, policy: str, *, leaf: bool = False) -> Refusal | None:
        """What key usage, extended key usage and policies refuse."""
        if not leaf and not c.may_sign_certificates(certificate):
            return _no(certificate.id, c.KEY_USAGE, "its keyUsage lacks keyCertSign, so it may sign no certificates")
        if not c.allows_purpose(certificate, self._purpose, lenient=self._lenient):
            words = ", ".join(sorted(map(eku_name, certificate.eku or ())))
            return _no(
                certificate.id, c.PURPOSE, f"its extended key usage allows {words or 'nothing'}, not {self._purpose}"
            )
        if not c.allows_policy(certificate, policy):
            return _no(certificate.id, c.POLICY, f"it does not assert the EV policy {policy}")
        return None

    def _nameless(self, id_: CertificateId, names: AllowedNames) -> Refusal | None:
        if self._purpose in (TLS_SERVER, EV) and names.empty(NameKind.DNS) and names.empty(NameKind.IP):
            return _no(id_, c.NAMES, "the name constraints so far leave it no host name and no address")
        if self._purpose == EMAIL and names.empty(NameKind.EMAIL):
            return _no(id_, c.NAMES, "the name constraints so far leave it no mailbox")
        return None


def _rank(judged: JudgedPath) -> tuple[int, int]:
    """Best first: live, then the latest cut-off, then unknown."""
    return _RANK[judged.state], -(judged.until or date.max).toordinal()


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
