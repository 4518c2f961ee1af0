"""A small DER reader: tag, length, offsets; no objects and no recursion (X.690).

It checks that every length stays inside its parent and nothing else, so it goes on where a
strict parser stops: published CA certificates hold non-minimal integers, encoded defaults and wrong
string types. Indefinite lengths and multi-byte tags never occur in a certificate and are refused.
"""

from __future__ import annotations

from typing import NamedTuple

MAX_LENGTH_OCTETS = 4
MAX_ELEMENTS = 4096  # elements of one constructed value
MAX_OID_OCTETS = 128

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OID = 0x06
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31


class DerError(ValueError):
    """The bytes are not the DER they should be; the message names the bound or the place."""


class Element(NamedTuple):
    """One element inside `data`: its tag and where it and its content lie."""

    tag: int
    start: int  # of the tag
    content: int  # of the first content octet
    end: int  # one past the last content octet


def header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, start and end of the content of the element at `at`; it must end at or before `end`."""
    content = at + 2
    if content > end:
        raise DerError(f"truncated at offset {at}")
    tag = data[at]
    length = data[at + 1]
    if length > 127:
        octets = length & 0x7F
        if octets == 0:
            raise DerError(f"indefinite length at offset {at}")
        if octets > MAX_LENGTH_OCTETS or content + octets > end:
            raise DerError(f"length of {octets} octets at offset {at}")
        if octets == 2:
            length = data[content] << 8 | data[content + 1]
        else:
            length = int.from_bytes(data[content : content + octets], "big")
        content += octets
    stop = content + length
    if stop > end:
        raise DerError(f"element at offset {at} runs {stop - end} octets past its parent")
    if tag & 0x1F == 0x1F:
        raise DerError(f"multi-byte tag at offset {at}")
    return tag, content, stop


def element(data: bytes, at: int, end: int) -> Element:
    """The element at `at`."""
    tag, content, stop = header(data, at, end)
    return Element(tag, at, content, stop)


def expect(data: bytes, at: int, end: int, tag: int) -> Element:
    """The element at `at`, which must have this tag."""
    found = element(data, at, end)
    if found.tag != tag:
        raise DerError(f"tag {found.tag:#04x} instead of {tag:#04x} at offset {at}")
    return found


def children(data: bytes, at: int, end: int) -> list[Element]:
    """The elements that fill `data[at:end]`, at most MAX_ELEMENTS."""
    found: list[Element] = []
    while at < end:
        tag, content, stop = header(data, at, end)
        found.append(Element(tag, at, content, stop))
        if len(found) > MAX_ELEMENTS:
            raise DerError(f"more than {MAX_ELEMENTS} elements (MAX_ELEMENTS)")
        at = stop
    return found


def whole(data: bytes, tag: int) -> Element:
    """The one element that `data` consists of, with this tag and nothing behind it."""
    found = expect(data, 0, len(data), tag)
    if found.end != len(data):
        raise DerError(f"{len(data) - found.end} octets behind the value")
    return found


def sequence(data: bytes, tag: int = SEQUENCE) -> list[Element]:
    """The children of the one constructed element that `data` consists of."""
    found = whole(data, tag)
    return children(data, found.content, found.end)


def boolean(content: bytes) -> bool:
    """The value of a BOOLEAN; BER's other spellings of TRUE are read as TRUE (a strict parser refuses them)."""
    if len(content) != 1:
        raise DerError(f"BOOLEAN of {len(content)} octets")
    return content[0] != 0


def integer(content: bytes) -> int:
    """The value of an INTEGER, signed as encoded."""
    if not content:
        raise DerError("INTEGER without content")
    return int.from_bytes(content, "big", signed=True)


def oid(content: bytes) -> str:
    """Dotted form of the content octets of an OBJECT IDENTIFIER."""
    known = _OIDS.get(content)
    if known is not None:
        return known
    if not content or len(content) > MAX_OID_OCTETS or content[-1] & 0x80:
        raise DerError("malformed object identifier")
    arcs: list[int] = []
    value = 0
    for octet in content:
        if value == 0 and octet == 0x80:
            raise DerError("padded arc in an object identifier")
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    dotted = ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))
    if len(_OIDS) < _MAX_KNOWN_OIDS:
        _OIDS[content] = dotted
    return dotted


_MAX_KNOWN_OIDS = 16384
_OIDS: dict[bytes, str] = {}
