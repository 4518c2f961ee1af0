"""Finder: search as you type over names, owners, operators, fingerprints, key hashes and serial numbers.

A scan over one line of text for each CA: some milliseconds for ten thousand, without an index to keep.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.ids import CaId
from explorer.rules.facts import Facts
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import owner_link, slug

LEAST_DIGITS = 6  # of a fingerprint, key hash, key identifier or serial number
LEAST_LETTERS = 2
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found, with why."""

    link: str
    title: str
    subtitle: str
    member: Member | None  # None: an owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The best hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


class Finder:
    """Built once for an assessment."""

    def __init__(self, hierarchy: Hierarchy, facts: Facts) -> None:
        self._hierarchy = hierarchy
        self._words: list[tuple[str, CaId]] = []
        self._digits: list[tuple[str, CaId, str]] = []
        owners: dict[str, str] = {}
        members = sorted(hierarchy.members.values(), key=_usefulness)
        for member in members:
            if member.owner:
                owners.setdefault(slug(member.owner), member.owner)
            names = {facts.graph.certificates[c].subject.text for c in member.certificates}
            line = " ".join([member.name, member.owner, member.operator, *sorted(names)])
            self._words.append((line.casefold(), member.id))
            self._digits.append((member.id.casefold(), member.id, "CA id"))
            for id_ in member.certificates:
                certificate = facts.graph.certificates[id_]
                self._digits.append((id_.casefold(), member.id, "certificate SHA-256"))
                self._digits.append((certificate.spki.casefold(), member.id, "key SHA-256"))
                if str(certificate.key) != str(certificate.spki):
                    self._digits.append((certificate.key.casefold(), member.id, "key SHA-256"))
                self._digits.append((certificate.ski.casefold(), member.id, "key identifier"))
                self._digits.append((certificate.serial.casefold().lstrip("0"), member.id, "serial number"))
        self._owners = sorted((name.casefold(), name) for name in owners.values())

    def find(self, text: str, limit: int = 12) -> Hits:
        """Owners first, then CAs: trusted ones before others; for digits only what they begin."""
        wanted = text.strip().casefold()
        digits = wanted.replace(":", "").replace(" ", "").removeprefix("0x")
        found: dict[CaId, str] = {}
        owners: list[str] = []
        if len(digits) >= LEAST_DIGITS and _HEX.issuperset(digits):
            bare = digits.lstrip("0")
            for line, id_, kind in self._digits:
                if line.startswith(bare if kind == "serial number" else digits):
                    found.setdefault(id_, kind)
        if len(wanted) >= LEAST_LETTERS:
            words = wanted.split()
            owners = [name for folded, name in self._owners if all(word in folded for word in words)]
            for line, id_ in self._words:
                if all(word in line for word in words):
                    found.setdefault(id_, "")
        hits = [Hit(link=owner_link(name), title=name, subtitle="CA owner", member=None) for name in owners]
        hits = hits[: limit // 3]
        for id_, why in list(found.items())[: limit - len(hits)]:
            hits.append(self._hit(id_, why))
        return Hits(hits=tuple(hits), total=len(owners) + len(found))

    def _hit(self, id_: CaId, why: str) -> Hit:
        member = self._hierarchy.members[id_]
        who = f"{member.operator} (operator)" if member.operator else member.owner or "no CCADB record"
        kind = "responder" if member.is_responder else "root" if member.is_root else "CA"
        until = f"{member.standing}, until {member.not_after}"
        return Hit(
            link=f"ca/{self._hierarchy.short(id_)}",
            title=member.name,
            subtitle=" · ".join(part for part in (kind, who, until, why) if part),
            member=member,
        )


def _usefulness(member: Member) -> tuple[bool, bool, bool, tuple[str, str, str]]:
    return (not member.is_trusted, member.standing != "valid", not member.is_root, member.sort_key)
