"""Hierarchy: who stands directly above and below whom, one hop at a time, with what is known of each at a glance.

Built once for an assessment, so that a page is a few look-ups. CAs are its members, and responders: certificates
that are no CA's but sign OCSP answers. Not a tree: a CA has as many issuers as have signed a certificate for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.model.finding import Finding, Severity
from explorer.model.ids import SHA256_DIGITS, CaId, CertificateId
from explorer.model.purpose import OCSP_SIGN
from explorer.rules.facts import Facts
from explorer.views.census import issuance_of
from explorer.views.marks import NO_MARK, Mark, Standing, primary

SHORT = 16  # digits of an id in a link


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One CA or responder, as boxes and tables show it."""

    id: CaId
    name: str
    owner: str  # CA Owner of its CCADB records; empty: no record
    operator: str  # as declared, when it is another than the owner; else empty
    marks: tuple[Mark, ...]
    standing: Standing
    is_root: bool  # it has a self-signed certificate
    is_responder: bool  # no CA: a leaf that signs OCSP answers
    is_trusted: bool  # some program, some purpose, on some path
    certificates: tuple[CertificateId, ...]
    valid: int  # certificates neither expired nor revoked
    not_after: str  # the last day on which one of its certificates is valid
    findings: int
    severity: Severity | None  # the worst of its findings
    issued: int | None = None  # unexpired certificates that its key was seen to issue; None: not observed
    issuance: str = ""  # the same in words; empty: no census is loaded

    @property
    def is_external(self) -> bool:
        """Run by another organisation than its owner, as CCADB declares."""
        return any(mark in self.marks for mark in (Mark.UNCONSTRAINED, Mark.UNDECIDED, Mark.CONSTRAINED))

    @property
    def group(self) -> str:
        """The group it belongs to among the many below one issuer: flag and standing."""
        mark = primary(self.marks)
        return f"{mark.slug if mark else NO_MARK}-{self.standing}"

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Owner, name, id: the order of every drawing and table of members."""
        return (self.owner.casefold(), self.name.casefold(), self.id)


class Hierarchy:
    """Members by id, and the certificates that link them. Read-only once built; linear in the world."""

    def __init__(self, assessment: Assessment) -> None:
        facts = assessment.facts
        self._findings = _by_ca(assessment.findings, facts)
        self._untold = _by_ca(assessment.unknown, facts)
        self.members: Mapping[CaId, Member] = {m.id: m for m in self._all(facts)}
        self._above: dict[CaId, dict[CaId, list[CertificateId]]] = {}
        self._below: dict[CaId, dict[CaId, list[CertificateId]]] = {}
        for member in self.members.values():
            for certificate in member.certificates:
                for issuance in facts.graph.issuers_of(certificate):
                    if issuance.issuer != member.id:
                        self._above.setdefault(member.id, {}).setdefault(issuance.issuer, []).append(certificate)
                        self._below.setdefault(issuance.issuer, {}).setdefault(member.id, []).append(certificate)
        self._ids = sorted(self.members)
        self._of_certificate = {c: m.id for m in self.members.values() for c in m.certificates}
        self.valid = frozenset(c for c in self._of_certificate if _counts(c, facts))

    def findings_of(self, member: CaId) -> tuple[Finding, ...]:
        """The findings about it, worst first."""
        return tuple(self._findings.get(member, ()))

    def untold_of(self, member: CaId) -> tuple[Finding, ...]:
        """The findings that could not be told about it."""
        return tuple(self._untold.get(member, ()))

    def above(self, member: CaId) -> Mapping[CaId, list[CertificateId]]:
        """Its proved issuers, each with the certificates it signed for it."""
        return self._above.get(member, {})

    def below(self, member: CaId) -> Mapping[CaId, list[CertificateId]]:
        """CAs and responders it certified, each with the certificates."""
        return self._below.get(member, {})

    def of_certificate(self, certificate: CertificateId) -> CaId | None:
        """The member that a certificate names; None for a certificate of none, or one that is not at hand."""
        return self._of_certificate.get(certificate)

    def short(self, member: CaId) -> str:
        """The shortest id that links use: 16 digits, or all of them where those are not unique."""
        return member[:SHORT] if len(self.starting_with(member[:SHORT])) == 1 else member

    def starting_with(self, digits: str) -> list[CaId]:
        """Members whose id begins so."""
        from bisect import bisect_left

        place = bisect_left(self._ids, digits)
        found = []
        while place < len(self._ids) and self._ids[place].startswith(digits):
            found.append(self._ids[place])
            place += 1
        return found

    def resolve(self, digits: str) -> CaId | None:
        """The member of a full id or of a beginning that only one has."""
        if len(digits) == SHA256_DIGITS:
            return CaId(digits) if digits in self.members else None
        found = self.starting_with(digits)
        return found[0] if len(found) == 1 else None

    def children(self, member: CaId, group: str = "") -> list[Member]:
        """Members below, of one group or all, in the order of tables."""
        found = [self.members[id_] for id_ in self.below(member)]
        return sorted((m for m in found if not group or m.group == group), key=lambda m: m.sort_key)

    def ancestors(self, member: CaId) -> list[CaId]:
        """All above, nearest first, then by owner, name, id; itself left out."""
        seen = {member}
        found: list[CaId] = []
        level = [member]
        while level:
            nearest = {above for id_ in level for above in self.above(id_)} - seen
            level = sorted(nearest, key=lambda id_: self.members[id_].sort_key)
            seen |= nearest
            found += level
        return found

    def count_below(self, member: CaId) -> int:
        """How many members hang below, at any depth; itself left out."""
        seen = {member}
        pending = [member]
        while pending:
            for below in self.below(pending.pop()):
                if below not in seen:
                    seen.add(below)
                    pending.append(below)
        return len(seen) - 1

    def _all(self, facts: Facts) -> Iterable[Member]:
        for ca in facts.graph.cas.values():
            yield self._member(ca.id, ca.certificates, facts, is_responder=False)
        leaves: dict[CaId, list[CertificateId]] = {}
        for certificate in facts.graph.responders:
            ca_id = facts.graph.certificates[certificate].ca
            if ca_id not in facts.graph.cas:
                leaves.setdefault(ca_id, []).append(certificate)
        for ca_id in sorted(leaves):
            yield self._member(ca_id, tuple(leaves[ca_id]), facts, is_responder=True)

    def _member(self, id_: CaId, own: tuple[CertificateId, ...], facts: Facts, *, is_responder: bool) -> Member:
        certificates = [facts.graph.certificates[c] for c in own]
        owner, operator = _who(own, facts)
        valid = [c for c in certificates if _counts(c.id, facts)]
        findings = self._findings.get(id_, [])
        issuance = issuance_of(facts, own[-1]) if facts.census.is_loaded and not is_responder else None
        return Member(
            id=id_,
            name=certificates[-1].subject.short,
            owner=owner,
            operator=operator if operator != owner else "",
            marks=_marks(valid or certificates, facts, revoked=_standing(certificates, facts) is Standing.REVOKED),
            standing=_standing(certificates, facts),
            is_root=any(facts.graph.is_self_signed(c) for c in own),
            is_responder=is_responder,
            is_trusted=any(facts.verdicts.uses(c) for c in own),
            certificates=own,
            valid=len(valid),
            not_after=max(c.not_after for c in certificates).date().isoformat(),
            findings=len(findings),
            severity=findings[0].severity if findings else None,  # worst first
            issued=issuance.unexpired if issuance else None,
            issuance=issuance.words if issuance else "",
        )


def _by_ca(findings: Iterable[Finding], facts: Facts) -> dict[CaId, list[Finding]]:
    """Findings by the CA they are about, or by every CA that holds the key they are about; order kept."""
    found: dict[CaId, list[Finding]] = {}
    for finding in findings:
        cas = (finding.ca,) if finding.ca else facts.graph.cas_of_key(finding.key) if finding.key else ()
        for ca in cas:
            found.setdefault(ca, []).append(finding)
    return found


def _who(own: tuple[CertificateId, ...], facts: Facts) -> tuple[str, str]:
    """Owner and operator by the best known role; among equals by that of the newest certificate."""
    roles = [role for certificate in reversed(own) if (role := facts.roles.strongest(certificate)) is not None]
    if not roles:
        return "", ""
    best = max(roles, key=lambda role: (role.is_external, role.basis))
    return best.owner, best.operator if best.is_external else ""


def _counts(certificate: CertificateId, facts: Facts) -> bool:
    return facts.graph.certificates[certificate].valid_at(facts.as_of) and not facts.revoked(certificate)


def _standing(certificates: list[Certificate], facts: Facts) -> Standing:
    current = [c for c in certificates if c.valid_at(facts.as_of)]
    if not current:
        return Standing.EXPIRED
    return Standing.REVOKED if all(facts.revoked(c.id) for c in current) else Standing.VALID


def _marks(certificates: list[Certificate], facts: Facts, *, revoked: bool) -> tuple[Mark, ...]:
    """Marks of a CA by the certificates that count, or by all when none does."""
    marks: set[Mark] = set()
    if revoked:
        marks.add(Mark.REVOKED)
    external = [c for c in certificates if any(role.is_external for role in facts.roles.of_certificate(c.id))]
    if external:
        truths = {facts.constrained(c.id) for c in external}
        if Truth.NO in truths:
            marks.add(Mark.UNCONSTRAINED)
        else:
            marks.add(Mark.CONSTRAINED if truths == {Truth.YES} else Mark.UNDECIDED)
    for certificate in certificates:
        signs = certificate.eku is not None and OCSP_SIGN in certificate.eku
        if signs and not facts.graph.is_self_signed(certificate.id):
            marks.add(Mark.RESPONDER)
        if facts.graph.is_cross_certificate(certificate.id):
            marks.add(Mark.CROSS_SIGNED)
    return tuple(mark for mark in Mark if mark in marks)
