"""Labels: the state of one path at one CA, and the sets of names that labels carry (engine.py spreads them)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.trust.conditions import is_name_constrained
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames
from explorer.trust.semantic import names_left_by

FOREVER = date.max.toordinal()  # cut-off of a path that has none


@dataclass(slots=True, eq=False)
class Label:
    """State of one path at one CA; `parent` and `certificate` give the path back."""

    ca: int
    mask: int
    left: int  # further CA certificates allowed below, self-issued ones not counted
    until: int  # ordinal of the last day on which certificates may be issued
    names: int  # number of an interned AllowedNames
    doubt: str
    length: int  # certificates on the path, anchor included
    certificate: CertificateId
    parent: Label | None


@dataclass(frozen=True, slots=True)
class Fit:
    """What one certificate leaves of any path, as far as it alone decides."""

    mask: int  # pairs; none when it is out of its validity, names no issuer or is revoked for all
    is_issuer: bool  # CA flag and keyUsage
    doubt: str
    is_plain: bool  # no name constraints
    is_self_issued: bool


@dataclass(slots=True)
class Names:
    """Sets of allowed names, each known by a number, with what was asked of them before."""

    sets: list[AllowedNames] = field(default_factory=lambda: [EVERY_NAME])
    number: dict[AllowedNames, int] = field(default_factory=lambda: {EVERY_NAME: 0})
    narrowed: dict[tuple[int, CertificateId], int] = field(default_factory=dict)
    holding: dict[tuple[int, int], bool] = field(default_factory=dict)

    def after(self, names: int, certificate: Certificate) -> int:
        """What is left of a set after one more certificate."""
        if not is_name_constrained(certificate):
            return names
        key = (names, certificate.id)
        known = self.narrowed.get(key)
        if known is None:
            known = self.narrowed[key] = self.intern(self.sets[names].intersect(names_left_by(certificate)))
        return known

    def intern(self, names: AllowedNames) -> int:
        """The number of a set."""
        known = self.number.get(names)
        if known is None:
            known = self.number[names] = len(self.sets)
            self.sets.append(names)
        return known

    def holds(self, one: int, other: int) -> bool:
        """Whether every name of `other` is in `one`."""
        if one in (0, other):
            return True
        known = self.holding.get((one, other))
        if known is None:
            known = self.sets[one].intersect(self.sets[other]) == self.sets[other]
            self.holding[one, other] = known
        return known


def passes(label: Label, ca: int) -> bool:
    """Whether the label's path leads through a CA, by number."""
    step: Label | None = label
    while step is not None:
        if step.ca == ca:
            return True
        step = step.parent
    return False


def path_of(label: Label) -> tuple[CertificateId, ...]:
    """The label's path, anchor first."""
    path = []
    step: Label | None = label
    while step is not None:
        path.append(step.certificate)
        step = step.parent
    return tuple(reversed(path))
