"""A small DER writer: enough of X.690 to spell a certificate, sound or odd, byte by byte.

Nothing here checks that the result makes sense: the sample needs certificates that a strict reader refuses.
"""

from __future__ import annotations

from datetime import datetime

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8, PRINTABLE, TELETEX, IA5, UTC_TIME, GENERALIZED_TIME, BMP = 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1E
SEQUENCE, SET = 0x30, 0x31

_UTC_TIME_ENDS = 2050  # RFC 5280 4.1.2.5: later dates are GeneralizedTime


def tlv(tag: int, body: bytes) -> bytes:
    """One element with a one-octet tag and a length in its shortest form."""
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of the parts, in the order given."""
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF the parts, in the order DER asks for."""
    return tlv(SET, b"".join(sorted(parts)))


def integer(value: int) -> bytes:
    """INTEGER, signed, shortest form."""
    magnitude = value if value >= 0 else ~value
    return tlv(INTEGER, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *arcs = (int(arc) for arc in dotted.split("."))
    body = bytearray()
    for arc in (first * 40 + second, *arcs):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | (arc & 0x7F))
        body.extend(reversed(groups))
    return tlv(OID, bytes(body))


def boolean(value: bool) -> bytes:
    """BOOLEAN; TRUE is 0xFF."""
    return tlv(BOOLEAN, b"\xff" if value else b"\x00")


def null() -> bytes:
    """NULL."""
    return tlv(NULL, b"")


def octets(body: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(OCTET_STRING, body)


def bits(body: bytes, unused: int = 0) -> bytes:
    """BIT STRING with so many unused bits at its end."""
    return tlv(BIT_STRING, bytes((unused,)) + body)


def named_bits(positions: tuple[int, ...]) -> bytes:
    """BIT STRING of a named bit list: trailing zero bits dropped, as DER asks."""
    if not positions:
        return bits(b"")
    last = max(positions)
    body = bytearray(last // 8 + 1)
    for position in positions:
        body[position // 8] |= 0x80 >> (position % 8)
    return bits(bytes(body), 7 - last % 8)


def explicit(number: int, body: bytes) -> bytes:
    """Context tag around a whole element."""
    return tlv(0xA0 | number, body)


def implicit(number: int, body: bytes, *, constructed: bool = False) -> bytes:
    """Context tag in place of the element's own."""
    return tlv((0xA0 if constructed else 0x80) | number, body)


def time(moment: datetime) -> bytes:
    """UTCTime up to 2049, GeneralizedTime from then on; whole seconds, UTC."""
    if moment.year < _UTC_TIME_ENDS:
        return tlv(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode("ascii"))
    return tlv(GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode("ascii"))
