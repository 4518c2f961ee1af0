"""Name constraints as values (RFC 5280 section 4.2.1.10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """The forms of a general name that constraints speak of; OTHER keeps its tag or OID in `value`."""

    DNS = "dNSName"
    IP = "iPAddress"
    EMAIL = "rfc822Name"
    DIRECTORY = "directoryName"
    URI = "uniformResourceIdentifier"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtree:
    """One permitted or excluded subtree.

    `value` is canonical: DNS, e-mail and URI text as encoded; IP as hex of address and mask octets
    (8 octets IPv4, 32 IPv6); a directory name as its comparison key (see `Name.key`).
    `text` is the same for people.
    """

    kind: NameKind
    value: str
    text: str
    minimum: int = 0
    maximum: int | None = None  # None: absent, as RFC 5280 asks


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConstraints:
    """The extension as encoded, in encoded order."""

    permitted: tuple[Subtree, ...]
    excluded: tuple[Subtree, ...]
    critical: bool
    problem: str = ""  # why a part could not be read; empty when all of it was

    def permitted_of(self, kind: NameKind) -> tuple[Subtree, ...]:
        """The permitted subtrees of one form."""
        return tuple(s for s in self.permitted if s.kind is kind)

    def excluded_of(self, kind: NameKind) -> tuple[Subtree, ...]:
        """The excluded subtrees of one form."""
        return tuple(s for s in self.excluded if s.kind is kind)
