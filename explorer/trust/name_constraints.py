"""The names that are left after name constraints, as a value (RFC 5280 4.2.1.10 and 6.1.4 (g)).

Permitted sets are intersected form by form, excluded ones united. Permitting a zero-length area limits nothing,
and counts as no constraint. A permitted iPAddress of one family bars the other. Forms that are not among those of
`explorer/trust/subtrees.py` are not followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.constraint import NameConstraints, NameKind, Subtree
from explorer.trust.subtrees import (
    IP_HEX_DIGITS,
    Area,
    Form,
    canonical,
    holds_all,
    host_of,
    lying_within,
    meet_addresses,
    widest,
)

_FORMS_OF: dict[NameKind, tuple[Form, ...]] = {
    NameKind.DNS: (Form.DNS,),
    NameKind.IP: (Form.IPV4, Form.IPV6),
    NameKind.EMAIL: (Form.EMAIL,),
    NameKind.DIRECTORY: (Form.DIRECTORY,),
    NameKind.URI: (Form.URI,),
    NameKind.OTHER: (),
}
_IP_WORDS = {Form.IPV4: "IPv4", Form.IPV6: "IPv6"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The names of one form that are left: those permitted, less those excluded.

    Both are sorted and hold no area that lies within another of the same set.
    """

    permitted: tuple[Area, ...] | None  # None: every name; empty: no name
    excluded: tuple[Area, ...]


_EVERYTHING = Space(permitted=None, excluded=())


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedNames:
    """The names of every form that are left, as a value: equal sets are equal and hash alike.

    Where `problem` is not empty a constraint could not be read: what it permits is left out and the true set is smaller
    than this one, so that `unlimited` is then not proved and `empty` is.
    """

    spaces: tuple[Space, ...] = (_EVERYTHING,) * len(Form)
    problem: str = ""

    def within(self, constraints: NameConstraints) -> AllowedNames:
        """What is left when one more extension applies (RFC 5280 6.1.4 (g))."""
        return self.intersect(constrained_names(constraints))

    def intersect(self, other: AllowedNames) -> AllowedNames:
        """Permitted sets intersected form by form, excluded sets united. Linear in both, but for IP."""
        if self == other or other == EVERY_NAME:
            return self
        if self == EVERY_NAME:
            return other
        spaces = tuple(_intersect(form, self.spaces[form], other.spaces[form]) for form in Form)
        problems = dict.fromkeys(problem for problem in (self.problem, other.problem) if problem)
        return AllowedNames(spaces=spaces, problem="; ".join(problems))

    def unlimited(self, kind: NameKind) -> bool:
        """Nothing is demanded of names of this form and they are not excluded in whole.

        An address form is unlimited when one of its families is. Forms that are not followed are unlimited.
        """
        return kind is NameKind.OTHER or any(
            self.spaces[form].permitted is None and not _excludes_all(form, self.spaces[form])
            for form in _FORMS_OF[kind]
        )

    def empty(self, kind: NameKind) -> bool:
        """No name of this form is left. Several exclusions that only together cover an area are not added up."""
        return kind is not NameKind.OTHER and all(_is_empty(form, self.spaces[form]) for form in _FORMS_OF[kind])

    def admits(self, kind: NameKind, value: str) -> bool:
        """Whether one name is left: text as encoded, hex of address octets, or the key of a directory name."""
        if kind is NameKind.OTHER:
            return True
        form = _FORMS_OF[kind][0]
        if kind is NameKind.IP:
            form = Form.IPV4 if len(value) * 2 == IP_HEX_DIGITS[Form.IPV4] else Form.IPV6
            value += "f" * len(value)
        if kind is NameKind.URI:
            value = host_of(value)  # RFC 5280 4.2.1.10: the constraint applies to the host part
        name = Area(canonical(form, value), value)
        space = self.spaces[form]
        permitted = space.permitted is None or bool(lying_within(form, (name,), space.permitted))
        return permitted and not lying_within(form, (name,), space.excluded)

    def words(self, kind: NameKind) -> str:
        """The set for people: "any", "none", "example.com", "any, but not example.com". Foreign text: show it safely."""
        if kind is NameKind.OTHER:
            return "not followed"
        forms = _FORMS_OF[kind]
        if len(forms) == 1:
            return _words(forms[0], self.spaces[forms[0]])
        said = {form: _words(form, self.spaces[form]) for form in forms}
        if len(set(said.values())) == 1:
            return said[forms[0]]
        return "; ".join(f"{_IP_WORDS[form]} {words}" for form, words in said.items())


EVERY_NAME = AllowedNames()
"""No constraint at all: where every path starts."""


def constrained_names(constraints: NameConstraints | None) -> AllowedNames:
    """The names that one extension leaves by itself; None: no such extension.

    Where a part can't be read, that part may permit what the rest does not: only its exclusions are sure.
    """
    if constraints is None:
        return EVERY_NAME
    is_whole = not constraints.problem
    spaces = []
    for form in Form:
        kind = next(kind for kind, forms in _FORMS_OF.items() if form in forms)
        permitted = constraints.permitted_of(kind)
        spaces.append(
            Space(
                permitted=_unless_all(form, _areas(form, permitted)) if permitted and is_whole else None,
                excluded=_areas(form, constraints.excluded_of(kind)),
            )
        )
    return AllowedNames(spaces=tuple(spaces), problem=constraints.problem)


def _areas(form: Form, subtrees: Iterable[Subtree]) -> tuple[Area, ...]:
    digits = IP_HEX_DIGITS.get(form)
    chosen = (s for s in subtrees if digits is None or len(s.value) == digits)
    return widest(form, [Area(canonical(form, s.value), s.text) for s in chosen])


def _intersect(form: Form, one: Space, other: Space) -> Space:
    if one == other or other == _EVERYTHING:
        return one
    if one == _EVERYTHING:
        return other
    excluded = widest(form, [*one.excluded, *other.excluded])
    if one.permitted is None or other.permitted is None:
        return Space(permitted=other.permitted if one.permitted is None else one.permitted, excluded=excluded)
    if form in IP_HEX_DIGITS:
        met = [meet_addresses(a, b) for a in one.permitted for b in other.permitted]
        return Space(permitted=widest(form, [area for area in met if area is not None]), excluded=excluded)
    both = [*lying_within(form, one.permitted, other.permitted), *lying_within(form, other.permitted, one.permitted)]
    return Space(permitted=widest(form, both), excluded=excluded)


def _unless_all(form: Form, areas: tuple[Area, ...]) -> tuple[Area, ...] | None:
    return None if any(holds_all(form, area) for area in areas) else areas


def _excludes_all(form: Form, space: Space) -> bool:
    return any(holds_all(form, area) for area in space.excluded)


def _is_empty(form: Form, space: Space) -> bool:
    if _excludes_all(form, space):
        return True
    return space.permitted is not None and len(lying_within(form, space.permitted, space.excluded)) == len(
        space.permitted
    )


def _words(form: Form, space: Space) -> str:
    if _is_empty(form, space):
        return "none"
    permitted = "any" if space.permitted is None else ", ".join(area.text for area in space.permitted)
    excluded = ", ".join(area.text for area in space.excluded)
    return f"{permitted}, but not {excluded}" if excluded else permitted
