"""One subtree at a time: areas of names, which of them enclose which, and what two of them share (RFC 5280 4.2.1.10).

Every form has areas, and two areas either nest or are apart, so one function per form is enough: the areas
that enclose a given one. IP areas with masks that are no prefixes can overlap without nesting; their common part
is exact as well.

    form        area                     holds
    dNSName     example.com              the name and everything below it
                .example.com             everything below it (not in RFC 5280, but verifiers read it so)
    rfc822Name  ann@example.com          the mailbox
                example.com              every mailbox at exactly this host
                .example.com             every mailbox at every host below
    URI         www.example.com          this host
                .example.com             every host below
    directory   a name                   every name that starts with the same RDNs
    iPAddress   address and mask         each family by itself

A zero-length area (for IP: an all-zero mask) holds every name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

RDN_END = "\x1e"  # see explorer.model.certificate.Name.key


class Form(IntEnum):
    """The forms as the algebra sees them; the number is the place in `AllowedNames.spaces`."""

    DNS = 0
    IPV4 = 1
    IPV6 = 2
    EMAIL = 3
    DIRECTORY = 4
    URI = 5


IP_HEX_DIGITS = {Form.IPV4: 16, Form.IPV6: 64}  # of address and mask


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """One subtree in canonical form; `text` is for people and is not compared."""

    value: str
    text: str = field(compare=False)


def widest(form: Form, areas: list[Area]) -> tuple[Area, ...]:
    """Those that lie within no other, sorted; neighbouring IP prefixes become one."""
    if form in IP_HEX_DIGITS:
        if len(areas) < 2:
            return tuple(areas)
        unique = sorted(set(_merged_prefixes(areas)))
        return tuple(a for a in unique if not any(b != a and meet_addresses(a, b) == a for b in unique))
    if len(areas) < 2:
        return tuple(areas)
    of_value = {area.value: area for area in reversed(areas)}  # of equal ones the first
    enclosing = _ENCLOSING[form]
    return tuple(of_value[value] for value in sorted(of_value) if of_value.keys().isdisjoint(enclosing(value)))


def holds_all(form: Form, area: Area) -> bool:
    """Whether every name of the form lies in the area."""
    return set(area.value) == {"0"} if form in IP_HEX_DIGITS else area.value == ""


def lying_within(form: Form, areas: Iterable[Area], others: Iterable[Area]) -> list[Area]:
    """Those of `areas` that lie within one of `others`."""
    if form in IP_HEX_DIGITS:
        return [area for area in areas if any(meet_addresses(area, other) == area for other in others)]
    values = {other.value for other in others}
    return [a for a in areas if a.value in values or not values.isdisjoint(_ENCLOSING[form](a.value))]


def _domains_above(value: str) -> Iterator[str]:
    """.b.c and .c for a.b.c; .c for .b.c; the zero-length area last."""
    at = value.find(".", 1)
    while at >= 0:
        yield value[at:]
        at = value.find(".", at + 1)
    if value:
        yield ""


def _enclosing_dns(value: str) -> Iterator[str]:
    if value.startswith("."):
        yield value[1:]
    for domain in _domains_above(value):
        yield domain
        if domain:
            yield domain[1:]


def _enclosing_email(value: str) -> Iterator[str]:
    _, at, host = value.rpartition("@")
    if at:
        yield host
    yield from _domains_above(host)
    if not host and at:
        yield ""


def _enclosing_directory(value: str) -> Iterator[str]:
    at = value.rfind(RDN_END)
    while at >= 0:
        yield value[:at]
        at = value.rfind(RDN_END, 0, at)
    if value:
        yield ""


_ENCLOSING: dict[Form, Callable[[str], Iterator[str]]] = {
    Form.DNS: _enclosing_dns,
    Form.URI: _domains_above,
    Form.EMAIL: _enclosing_email,
    Form.DIRECTORY: _enclosing_directory,
}


def canonical(form: Form, value: str) -> str:
    """Hosts in small letters, the local part of a mailbox as it is, addresses without host bits."""
    if form is Form.DIRECTORY:
        return value
    if form is Form.EMAIL:
        local, at, host = value.rpartition("@")
        return local + at + host.lower()
    if form in IP_HEX_DIGITS:
        half = len(value) // 2
        address, mask = int(value[:half], 16), int(value[half:], 16)
        return f"{address & mask:0{half}x}{mask:0{half}x}"
    return value.lower()


def host_of(uri: str) -> str:
    """The host of a URI, without user, port and brackets; a host alone stays as it is (RFC 3986 3.2)."""
    _, has_authority, rest = uri.partition("//")
    if not has_authority:
        return uri
    for end in "/?#":
        rest = rest.partition(end)[0]
    host = rest.rpartition("@")[2]
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def meet_addresses(one: Area, other: Area) -> Area | None:
    """The addresses in both areas of one family; None when there are none. Exact for masks that are no prefixes."""
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
