"""General names (RFC 5280 4.2.1.6) where CA certificates use them: constraints, alternative names, CRL and AIA locations."""

from __future__ import annotations

from explorer.model.constraint import NameKind
from ingest.decode.der import OID, DerError, Element, children, oid
from ingest.decode.name import read_name

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

_TEXT_KINDS = {DNS: NameKind.DNS, RFC822: NameKind.EMAIL, URI: NameKind.URI}
ASCII_KINDS = frozenset(_TEXT_KINDS.values())  # their text must be ASCII (IA5String)
_OTHER_KINDS = {X400: "[3] x400Address", EDI_PARTY: "[5] ediPartyName", REGISTERED_ID: "[8] registeredID"}


def general_name(value: bytes, at: Element) -> tuple[NameKind, str, str]:
    """Form, canonical value as `Subtree` has it, and text of the general name at `at`; octets of an IP are not judged."""
    content = value[at.content : at.end]
    if at.tag in _TEXT_KINDS:
        text = ia5_text(content)
        return _TEXT_KINDS[at.tag], text, text
    if at.tag == IP:
        return NameKind.IP, content.hex(), content.hex()
    if at.tag == DIRECTORY:
        inner = children(value, at.content, at.end)
        if len(inner) != 1:
            raise DerError("a directoryName that is not one name")
        name = read_name(value[inner[0].start : inner[0].end])
        return NameKind.DIRECTORY, name.key, name.text
    if at.tag == OTHER_NAME:
        kind = other_name_type(value, at.content, at.end)
        return NameKind.OTHER, kind, f"otherName {kind}"
    if at.tag in _OTHER_KINDS:
        label = _OTHER_KINDS[at.tag]
        return NameKind.OTHER, label, label
    raise DerError(f"an unknown form of name, tag {at.tag:#04x}")


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
