"""The algebra of subtrees: which names are left after name constraints (RFC 5280 4.2.1.10 and 6.1.4 (g)).

Every form has areas, and two areas either nest or are apart, so one function per form is enough: `meet`,
the narrower of two areas, or nothing. IP areas with masks that are no prefixes can overlap without nesting;
their meet is exact as well.

    form        area                     holds
    dNSName     example.com              the name and everything below it
                .example.com             everything below it (not in RFC 5280, but verifiers read it so)
    rfc822Name  ann@example.com          the mailbox
                example.com              every mailbox at exactly this host
                .example.com             every mailbox at every host below
    URI         www.example.com          this host
                .example.com             every host below
    directory   a name                   every name that starts with the same RDNs
    iPAddress   address and mask         each family by itself: a permitted subtree of one family bars the other

A zero-length area (for IP: all-zero mask) holds every name; permitting it limits nothing. Forms that are not
in the list are not followed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from explorer.model.constraint import NameConstraints, NameKind, Subtree

_RDN_END = "\x1e"  # see explorer.model.certificate.Name.key


class _Form(IntEnum):
    """The forms as the algebra sees them; the number is the place in `AllowedNames.spaces`."""

    DNS = 0
    IPV4 = 1
    IPV6 = 2
    EMAIL = 3
    DIRECTORY = 4
    URI = 5


_FORMS_OF: dict[NameKind, tuple[_Form, ...]] = {
    NameKind.DNS: (_Form.DNS,),
    NameKind.IP: (_Form.IPV4, _Form.IPV6),
    NameKind.EMAIL: (_Form.EMAIL,),
    NameKind.DIRECTORY: (_Form.DIRECTORY,),
    NameKind.URI: (_Form.URI,),
    NameKind.OTHER: (),
}
_IP_HEX_DIGITS = {_Form.IPV4: 16, _Form.IPV6: 64}
_IP_WORDS = {_Form.IPV4: "IPv4", _Form.IPV6: "IPv6"}


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """One subtree in canonical form; `text` is for people and is not compared."""

    value: str
    text: str = field(compare=False)


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

    Where `problem` is not empty a constraint could not be read: the true set is smaller than this one,
    so `unlimited` is then not proved.
    """

    spaces: tuple[Space, ...] = (_EVERYTHING,) * len(_Form)
    problem: str = ""

    def within(self, constraints: NameConstraints) -> AllowedNames:
        """What is left when one more extension applies (RFC 5280 6.1.4 (g))."""
        return self.intersect(constrained_names(constraints))

    def intersect(self, other: AllowedNames) -> AllowedNames:
        """Permitted sets intersected form by form, excluded sets united. Cost: product of the permitted sets."""
        if self == other or other == EVERY_NAME:
            return self
        if self == EVERY_NAME:
            return other
        spaces = tuple(_intersect(form, self.spaces[form], other.spaces[form]) for form in _Form)
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
            form = _Form.IPV4 if len(value) * 2 == _IP_HEX_DIGITS[_Form.IPV4] else _Form.IPV6
            value += "f" * len(value)
        name = Area(_canonical(form, value), value)
        space = self.spaces[form]
        permitted = space.permitted is None or any(_lies_within(form, name, area) for area in space.permitted)
        return permitted and not any(_lies_within(form, name, area) for area in space.excluded)

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
    """The names that one extension leaves by itself; None: no such extension."""
    if constraints is None:
        return EVERY_NAME
    spaces = []
    for form in _Form:
        kind = next(kind for kind, forms in _FORMS_OF.items() if form in forms)
        permitted = constraints.permitted_of(kind)
        spaces.append(
            Space(
                permitted=_unless_all(form, _areas(form, permitted)) if permitted else None,
                excluded=_areas(form, constraints.excluded_of(kind)),
            )
        )
    return AllowedNames(spaces=tuple(spaces), problem=constraints.problem)


def _areas(form: _Form, subtrees: Iterable[Subtree]) -> tuple[Area, ...]:
    digits = _IP_HEX_DIGITS.get(form)
    chosen = (s for s in subtrees if digits is None or len(s.value) == digits)
    return _widest(form, [Area(_canonical(form, s.value), s.text) for s in chosen])


def _intersect(form: _Form, one: Space, other: Space) -> Space:
    if one == other or other == _EVERYTHING:
        return one
    if one == _EVERYTHING:
        return other
    excluded = _widest(form, [*one.excluded, *other.excluded])
    if one.permitted is None or other.permitted is None:
        return Space(permitted=other.permitted if one.permitted is None else one.permitted, excluded=excluded)
    met = [_meet(form, a, b) for a in one.permitted for b in other.permitted]
    return Space(permitted=_widest(form, [area for area in met if area is not None]), excluded=excluded)


def _widest(form: _Form, areas: list[Area]) -> tuple[Area, ...]:
    """Those that lie within no other, sorted; neighbouring IP prefixes become one."""
    if form in _IP_HEX_DIGITS:
        areas = list(_merged_prefixes(areas))
    unique = sorted(set(areas))
    return tuple(a for a in unique if not any(b != a and _lies_within(form, a, b) for b in unique))


def _unless_all(form: _Form, areas: tuple[Area, ...]) -> tuple[Area, ...] | None:
    return None if any(_holds_all(form, area) for area in areas) else areas


def _holds_all(form: _Form, area: Area) -> bool:
    return set(area.value) == {"0"} if form in _IP_HEX_DIGITS else area.value == ""


def _excludes_all(form: _Form, space: Space) -> bool:
    return any(_holds_all(form, area) for area in space.excluded)


def _is_empty(form: _Form, space: Space) -> bool:
    if _excludes_all(form, space):
        return True
    return space.permitted is not None and all(
        any(_lies_within(form, area, out) for out in space.excluded) for area in space.permitted
    )


def _lies_within(form: _Form, inner: Area, outer: Area) -> bool:
    return _meet(form, inner, outer) == inner


def _meet(form: _Form, one: Area, other: Area) -> Area | None:
    """The names in both areas: the narrower one when they nest, None when they are apart."""
    if form in _IP_HEX_DIGITS:
        return _meet_addresses(one, other)
    inside = _INSIDE[form]
    if other.value == "" or inside(one.value, other.value):
        return one
    if one.value == "" or inside(other.value, one.value):
        return other
    return None


def _inside_dns(inner: str, outer: str) -> bool:
    return inner == outer or inner.endswith(outer if outer.startswith(".") else f".{outer}")


def _inside_uri(inner: str, outer: str) -> bool:
    return inner == outer or (outer.startswith(".") and inner.endswith(outer))


def _inside_email(inner: str, outer: str) -> bool:
    if inner == outer:
        return True
    _, at, host = inner.rpartition("@")
    return host.endswith(outer) if outer.startswith(".") else bool(at) and host == outer


def _inside_directory(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer + _RDN_END)


_INSIDE: dict[_Form, Callable[[str, str], bool]] = {
    _Form.DNS: _inside_dns,
    _Form.URI: _inside_uri,
    _Form.EMAIL: _inside_email,
    _Form.DIRECTORY: _inside_directory,
}


def _canonical(form: _Form, value: str) -> str:
    """Hosts in small letters, the local part of a mailbox as it is, addresses without host bits."""
    if form is _Form.DIRECTORY:
        return value
    if form is _Form.EMAIL:
        local, at, host = value.rpartition("@")
        return local + at + host.lower()
    if form in _IP_HEX_DIGITS:
        half = len(value) // 2
        address, mask = int(value[:half], 16), int(value[half:], 16)
        return f"{address & mask:0{half}x}{mask:0{half}x}"
    return value.lower()


def _meet_addresses(one: Area, other: Area) -> Area | None:
    half = len(one.value) // 2
    address, mask = int(one.value[:half], 16), int(one.value[half:], 16)
    other_address, other_mask = int(other.value[:half], 16), int(other.value[half:], 16)
    if (address ^ other_address) & mask & other_mask:
        return None
    if mask | other_mask == mask:
        return one
    if mask | other_mask == other_mask:
        return other
    value = f"{address | other_address:0{half}x}{mask | other_mask:0{half}x}"
    return Area(value, f"{one.text} and {other.text}")


def _merged_prefixes(areas: Iterable[Area]) -> Iterator[Area]:
    """The areas, those with a prefix as mask collapsed: 0.0.0.0/1 and 128.0.0.0/1 are 0.0.0.0/0."""
    v4: list[ipaddress.IPv4Network] = []
    v6: list[ipaddress.IPv6Network] = []
    for area in areas:
        half = len(area.value) // 2
        bits = half * 4
        mask = int(area.value[half:], 16)
        length = mask.bit_count()
        if mask != (1 << bits) - (1 << (bits - length)):
            yield area
        elif bits == 32:
            v4.append(ipaddress.IPv4Network((int(area.value[:half], 16), length)))
        else:
            v6.append(ipaddress.IPv6Network((int(area.value[:half], 16), length)))
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = [*ipaddress.collapse_addresses(v4)]
    networks.extend(ipaddress.collapse_addresses(v6))
    for network in networks:
        yield Area((network.network_address.packed + network.netmask.packed).hex(), str(network))


def _words(form: _Form, space: Space) -> str:
    if _is_empty(form, space):
        return "none"
    permitted = "any" if space.permitted is None else ", ".join(area.text for area in space.permitted)
    excluded = ", ".join(area.text for area in space.excluded)
    return f"{permitted}, but not {excluded}" if excluded else permitted
