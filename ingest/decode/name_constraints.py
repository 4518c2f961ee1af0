"""The name constraints extension (RFC 5280 4.2.1.10), each subtree read alone.

Host bits in an IP subtree, an empty list of subtrees and a minimum other than zero are
read as they stand: the strict tier refuses them, the meaning is plain all the same.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from explorer.model.constraint import NameConstraints, NameKind, Subtree
from ingest.decode.der import DerError, Element, children, integer, sequence
from ingest.decode.general_names import ASCII_KINDS, general_name

MAX_SUBTREES = 4096  # of one extension

_PERMITTED, _EXCLUDED = 0xA0, 0xA1
_MINIMUM, _MAXIMUM = 0x80, 0x81
_IP_LENGTHS = frozenset({8, 32})


@lru_cache(maxsize=1 << 14)
def read_name_constraints(value: bytes, critical: bool) -> NameConstraints:
    """The extension in `value`; what is unreadable inside is named in `problem`. Raises DerError for the frame."""
    permitted: list[Subtree] = []
    excluded: list[Subtree] = []
    problems: list[str] = []
    for part in sequence(value):
        if part.tag == _PERMITTED:
            into = permitted
        elif part.tag == _EXCLUDED:
            into = excluded
        else:
            raise DerError(f"an element with tag {part.tag:#04x} in name constraints")
        for position, tree in enumerate(children(value, part.content, part.end)):
            if len(permitted) + len(excluded) >= MAX_SUBTREES:
                raise DerError(f"more than {MAX_SUBTREES} subtrees (MAX_SUBTREES)")
            try:
                subtree, problem = _subtree(value, tree)
            except DerError as error:
                side = "permitted" if into is permitted else "excluded"
                problems.append(f"{side} subtree {position + 1}: {error}")
                continue
            into.append(subtree)
            if problem:
                problems.append(problem)
    return NameConstraints(
        permitted=tuple(permitted), excluded=tuple(excluded), critical=critical, problem="; ".join(problems)
    )


def _subtree(value: bytes, tree: Element) -> tuple[Subtree, str]:
    parts = children(value, tree.content, tree.end)
    if not parts:
        raise DerError("no base")
    kind, canonical, text, problem = _base(value, parts[0])
    minimum, maximum = 0, None
    for bound in parts[1:]:
        number = integer(value[bound.content : bound.end])
        if bound.tag == _MINIMUM:
            minimum = number
        elif bound.tag == _MAXIMUM:
            maximum = number
        else:
            raise DerError(f"an element with tag {bound.tag:#04x} behind the base")
    return Subtree(kind=kind, value=canonical, text=text, minimum=minimum, maximum=maximum), problem


def _base(value: bytes, base: Element) -> tuple[NameKind, str, str, str]:
    kind, canonical, text = general_name(value, base)
    problem = ""
    if kind is NameKind.IP:
        octets = value[base.content : base.end]
        text = network_text(octets)
        problem = "" if len(octets) in _IP_LENGTHS else f"iPAddress of {len(octets)} octets"
    elif kind in ASCII_KINDS and not canonical.isascii():
        problem = f"{kind} that is not ASCII"
    return kind, canonical, text, problem


def network_text(octets: bytes) -> str:
    """Address and mask as people write them: a prefix length where the mask has one."""
    if len(octets) not in _IP_LENGTHS:
        return octets.hex()
    half = len(octets) // 2
    address = ipaddress.ip_address(octets[:half])
    mask = int.from_bytes(octets[half:], "big")
    inverse = ~mask & ((1 << 8 * half) - 1)
    if inverse & (inverse + 1):
        return f"{address}/{ipaddress.ip_address(octets[half:])}"
    return f"{address}/{8 * half - inverse.bit_length()}"
