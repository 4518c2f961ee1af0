"""General names (RFC 5280 4.2.1.6) where CA certificates use them: constraints, CRL and AIA locations."""

from __future__ import annotations

from ingest.decode.der import OID, DerError, children, oid

RFC822, DNS, X400, DIRECTORY, EDI_PARTY, URI, IP, REGISTERED_ID, OTHER_NAME = (
    0x81,
    0x82,
    0xA3,
    0xA4,
    0xA5,
    0x86,
    0x87,
    0x88,
    0xA0,
)


def ia5_text(content: bytes) -> str:
    """Text of an IA5String; octets above 127 are read as UTF-8 if they are, else as Latin-1."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def uris(value: bytes, at: int, end: int) -> list[str]:
    """The URIs among the general names in `value[at:end]`."""
    return [ia5_text(value[name.content : name.end]) for name in children(value, at, end) if name.tag == URI]


def other_name_type(value: bytes, at: int, end: int) -> str:
    """The OID of an otherName."""
    parts = children(value, at, end)
    if not parts or parts[0].tag != OID:
        raise DerError("an otherName without type")
    return oid(value[parts[0].content : parts[0].end])
