"""Labels: the state of one path at one CA, and what they are made of, each value known once.

Of millions of paths only a few hundred states differ, and of millions of certificates only a few hundred fits. Each
distinct one is one object that remembers what came of it before, so that one more step of a path is a look-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameConstraints
from explorer.model.ids import CertificateId
from explorer.trust.conditions import is_name_constrained
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames
from explorer.trust.semantic import names_left_by

FOREVER = date.max.toordinal()  # cut-off of a path that has none


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What one certificate leaves of any path, as far as it alone decides; equal ones are one object."""

    mask: int  # pairs; none when it is out of its validity, names no issuer or is revoked for all
    limited: int  # pairs for which an assumed cut-off date applies from here on
    is_issuer: bool  # CA flag and keyUsage
    self_issued: bool
    path_length: int | None
    constraints: int  # number of its name constraints; 0: it has none
    doubt: str


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What is left at the end of a path; equal ones are one object."""

    mask: int
    left: int  # further CA certificates allowed below, self-issued ones not counted
    until: int  # ordinal of the last day on which certificates may be issued
    names: int  # number of an interned AllowedNames
    doubt: str
    onward: dict[Fit, tuple[State, ...]] = field(default_factory=dict)  # after a CA certificate of that fit
    ending: dict[Fit, tuple[State, ...]] = field(default_factory=dict)  # after a certificate that issues nothing


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The states that stand at a CA so far, as a chain; the same few chains stand at most CAs."""

    state: State | None  # None: the empty chain
    before: Kept | None
    count: int
    grown: dict[State, Kept] = field(default_factory=dict)  # by a new state; this very object where it adds nothing


@dataclass(slots=True, eq=False)
class Label:
    """State of one path at one CA; `parent` and `certificate` give the path back."""

    ca: int  # number; -1: the path ends in a certificate that is no CA's
    state: State
    certificate: int  # number
    length: int  # certificates on the path, anchor included
    parent: Label | None
    before: Label | None = None  # the label that came to this CA before


@dataclass(slots=True)
class Names:
    """Sets of allowed names, each known by a number, and what is left of them after constraints, known by number too.

    Constraints are read when a path first meets them: most stand on certificates that no path reaches.
    """

    sets: list[AllowedNames] = field(default_factory=lambda: [EVERY_NAME])
    _number: dict[AllowedNames, int] = field(default_factory=lambda: {EVERY_NAME: 0})
    _constraining: list[Certificate | None] = field(default_factory=lambda: [None])  # the first with those constraints
    _constraints: dict[NameConstraints | CertificateId, int] = field(default_factory=dict)
    _narrowed: dict[tuple[int, int], int] = field(default_factory=dict)
    _holding: dict[tuple[int, int], bool] = field(default_factory=dict)

    def constraints_of(self, certificate: Certificate) -> int:
        """The number of a certificate's constraints; 0: it has none. Those that can't be read are each their own."""
        if not is_name_constrained(certificate):
            return 0
        constraints = certificate.name_constraints
        key = certificate.id if constraints is None or "name_constraints" in certificate.unread else constraints
        known = self._constraints.get(key)
        if known is None:
            known = self._constraints[key] = len(self._constraining)
            self._constraining.append(certificate)
        return known

    def after(self, names: int, constraints: int) -> int:
        """What is left of a set after constraints."""
        constraining = self._constraining[constraints]
        if constraining is None:
            return names
        known = self._narrowed.get((names, constraints))
        if known is None:
            left = self.sets[names].intersect(names_left_by(constraining))
            known = self._number.get(left)
            if known is None:
                known = self._number[left] = len(self.sets)
                self.sets.append(left)
            self._narrowed[names, constraints] = known
        return known

    def holds(self, one: int, other: int) -> bool:
        """Whether every name of `other` is in `one`."""
        if one in (0, other):
            return True
        known = self._holding.get((one, other))
        if known is None:
            known = self.sets[one].intersect(self.sets[other]) == self.sets[other]
            self._holding[one, other] = known
        return known


def passes(label: Label, ca: int) -> bool:
    """Whether the label's path leads through a CA, by number."""
    step: Label | None = label
    while step is not None:
        if step.ca == ca:
            return True
        step = step.parent
    return False


def numbers_of(label: Label) -> list[int]:
    """The certificates of the label's path by number, anchor first."""
    path = []
    step: Label | None = label
    while step is not None:
        path.append(step.certificate)
        step = step.parent
    path.reverse()
    return path
