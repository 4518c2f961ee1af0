"""One owner on one screen: its roots, the CAs others run under them, its spellings, its cross-certificates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.facts import Facts
from explorer.rules.liveness import best_uses
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import slug
from explorer.views.marks import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class RootRow:
    """A root of the owner, and where its own certificates are anchors or trusted."""

    member: Member
    uses: tuple[Use, ...]
    below: int  # CAs and responders directly below


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRow:
    """A certificate between two owners."""

    certificate: CertificateId
    issuer: Member
    subject: Member
    not_after: str
    counts: bool  # neither expired nor revoked


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerPage:
    """All of the page."""

    names: tuple[str, ...]  # as CCADB writes the owner; several when they differ in case or punctuation only
    roots: tuple[RootRow, ...]
    operators: tuple[tuple[str, tuple[Member, ...]], ...]  # external CAs by who runs them
    spellings: tuple[tuple[str, str], ...]  # other spelling, where it stands
    received: tuple[CrossRow, ...]  # for its CAs, signed by those of others
    given: tuple[CrossRow, ...]  # signed by its CAs, for those of others
    cas: int
    valid: int
    findings: int


class Owners:
    """Owners by their word in links. Built once for an assessment."""

    def __init__(self, hierarchy: Hierarchy, facts: Facts) -> None:
        self._hierarchy = hierarchy
        self._facts = facts
        self._names: dict[str, set[str]] = {}
        self._members: dict[str, list[Member]] = {}
        for member in hierarchy.members.values():
            if member.owner:
                word = slug(member.owner)
                self._names.setdefault(word, set()).add(member.owner)
                self._members.setdefault(word, []).append(member)
        self._spellings = _spellings(facts)

    def names(self, word: str) -> tuple[str, ...]:
        """The owners that a link means; none for an unknown word."""
        return tuple(sorted(self._names.get(word, ()), key=lambda n: (n.casefold(), n)))

    def roots(self, word: str) -> tuple[CaId, ...]:
        """Their roots: CAs with a self-signed certificate."""
        return tuple(m.id for m in self._members.get(word, ()) if m.is_root)

    def page(self, word: str) -> OwnerPage | None:
        """Everything of the owner; None when there is none of this word on this day."""
        names = self.names(word)
        if not names:
            return None
        members = sorted(self._members[word], key=lambda m: m.sort_key)
        own = {m.id for m in members}
        external: dict[str, list[Member]] = {}
        for member in members:
            if member.is_external:
                external.setdefault(member.operator or "(operator not named)", []).append(member)
        return OwnerPage(
            names=names,
            roots=tuple(sorted((self._root(m) for m in members if m.is_root), key=_root_key)),
            operators=tuple(
                (name, tuple(sorted(found, key=_standing_key)))
                for name, found in sorted(external.items(), key=lambda item: item[0].casefold())
            ),
            spellings=tuple(
                sorted(
                    (spelling, where)
                    for key in {organisation_key(name) for name in names}
                    for spelling, where in self._spellings.get(key, {}).items()
                    if spelling not in names
                )
            ),
            received=tuple(self._crosses(members, own, received=True)),
            given=tuple(self._crosses(members, own, received=False)),
            cas=len(members),
            valid=sum(m.standing is Standing.VALID for m in members),
            findings=sum(m.findings for m in members),
        )

    def _root(self, member: Member) -> RootRow:
        uses = best_uses(self._facts.verdicts.uses(c) for c in member.certificates)
        return RootRow(member=member, uses=uses, below=len(self._hierarchy.below(member.id)))

    def _crosses(self, members: list[Member], own: set[CaId], *, received: bool) -> Iterable[CrossRow]:
        rows: dict[CertificateId, CrossRow] = {}
        for member in members:
            near = self._hierarchy.above(member.id) if received else self._hierarchy.below(member.id)
            for other, certificates in near.items():
                far = self._hierarchy.members[other]
                if other in own or not far.owner:
                    continue
                for id_ in certificates:
                    rows[id_] = CrossRow(
                        certificate=id_,
                        issuer=far if received else member,
                        subject=member if received else far,
                        not_after=self._facts.graph.certificates[id_].not_after.date().isoformat(),
                        counts=id_ in self._hierarchy.valid,
                    )
        return sorted(rows.values(), key=lambda r: (not r.counts, r.issuer.sort_key, r.subject.sort_key, r.certificate))


def _spellings(facts: Facts) -> dict[str, dict[str, str]]:
    """Every spelling of an organisation, by its key, with the place where it was first met."""
    found: dict[str, dict[str, str]] = {}

    def met(spelling: str, where: str) -> None:
        if spelling:
            found.setdefault(organisation_key(spelling), {}).setdefault(spelling, where)

    for record in facts.records.values():
        met(record.owner, "CCADB, CA Owner")
    for record in facts.records.values():
        met(record.subordinate_owner or "", "CCADB, Subordinate CA Owner")
    for certificate in facts.graph.certificates.values():
        met(certificate.subject.organisation, "subject of a certificate, O")
    return found


def _root_key(row: RootRow) -> tuple[bool, bool, tuple[str, str, str]]:
    return (not row.uses, row.member.standing is not Standing.VALID, row.member.sort_key)


def _standing_key(member: Member) -> tuple[bool, tuple[str, str, str]]:
    return (member.standing is not Standing.VALID, member.sort_key)
