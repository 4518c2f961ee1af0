"""Distinguished names of the sample, odd spellings included."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.sample import der

COUNTRY, ORGANISATION, UNIT, COMMON_NAME = "2.5.4.6", "2.5.4.10", "2.5.4.11", "2.5.4.3"

_ENCODINGS = {
    "utf8": (der.UTF8, "utf-8"),
    "printable": (der.PRINTABLE, "latin-1"),  # latin-1, so that octets that do not belong there can be written
    "teletex": (der.TELETEX, "latin-1"),
    "ia5": (der.IA5, "ascii"),
    "bmp": (der.BMP, "utf-16-be"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a name, with the string type it is written in."""

    oid: str
    text: str
    encoding: str = "utf8"

    def encode(self) -> bytes:
        """AttributeTypeAndValue."""
        tag, codec = _ENCODINGS[self.encoding]
        return der.sequence(der.oid(self.oid), der.tlv(tag, self.text.encode(codec)))


NameSpec = tuple[tuple[Attribute, ...], ...]  # RDNs in encoded order, attributes inside one


def name(
    common_name: str, organisation: str = "", country: str = "", unit: str = "", *, encoding: str = "utf8"
) -> NameSpec:
    """C, O, OU, CN in this order, those that are given."""
    parts = (
        Attribute(oid=COUNTRY, text=country, encoding="printable"),
        Attribute(oid=ORGANISATION, text=organisation, encoding=encoding),
        Attribute(oid=UNIT, text=unit, encoding=encoding),
        Attribute(oid=COMMON_NAME, text=common_name, encoding=encoding),
    )
    return tuple((part,) for part in parts if part.text)


def encode_name(spec: NameSpec) -> bytes:
    """The Name as DER."""
    return der.sequence(*(der.set_of(*(attribute.encode() for attribute in rdn)) for rdn in spec))


def common_name_of(spec: NameSpec) -> str:
    """The last common name, or empty."""
    texts = [attribute.text for rdn in spec for attribute in rdn if attribute.oid == COMMON_NAME]
    return texts[-1] if texts else ""
