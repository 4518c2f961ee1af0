"""Distinguished names: RFC 4514 text for people, and a key that compares as RFC 5280 section 7.1 asks.

Attribute values are compared after string preparation (RFC 4518: mapping, case folding, NFKC, blanks),
whatever string type they came in: PrintableString and UTF8String may be equal, and the older types
(T61, BMP, Universal) are decoded. Octets that do not fit their string type, and all of T61, are read as UTF-8
if they are (the "Shoper® SSL" CA of 2012 has UTF-8 in a T61String), else as Latin-1; nothing is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from explorer.model.certificate import Name
from ingest.decode.der import OID, SEQUENCE, SET, DerError, header, oid

MAX_ATTRIBUTES = 1024  # of one name, and of one of its parts

_COMMON_NAME = "2.5.4.3"
_ORGANISATION = "2.5.4.10"

SHORT_NAMES = {
    # RFC 4514 section 3
    "2.5.4.3": "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
    # registered LDAP descriptors (RFC 4519), RFC 2985 for the last
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.16": "postalAddress",
    "2.5.4.17": "postalCode",
    "2.5.4.41": "name",
    "2.5.4.42": "givenName",
    "2.5.4.43": "initials",
    "2.5.4.44": "generationQualifier",
    "2.5.4.45": "x500UniqueIdentifier",
    "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.97": "organizationIdentifier",
    "1.2.840.113549.1.9.1": "emailAddress",
}

_UTF8, _NUMERIC, _PRINTABLE, _T61, _IA5, _VISIBLE, _UNIVERSAL, _BMP = 0x0C, 0x12, 0x13, 0x14, 0x16, 0x1A, 0x1C, 0x1E
_BY_OCTET = frozenset({_UTF8, _NUMERIC, _PRINTABLE, _T61, _IA5, _VISIBLE})

_NO_STRING = "\x1d"  # in keys, before the hex of a value that is no string: prepared text holds no such character

_ESCAPED = re.compile(r'["+,;<>\\\x00]')
# RFC 4518 section 2.2: mapped to nothing (controls, soft hyphen, variation selectors, zero-width) or to a blank
_TO_NOTHING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u06dd\u070f\u1806\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2063\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc]"
)


@lru_cache(maxsize=1 << 16)
def read_name(der: bytes) -> Name:
    """The name in `der`, a whole RDNSequence; raises DerError."""
    texts: list[str] = []
    keys: list[str] = []
    common_name = organisation = ""
    tag, at, end = header(der, 0, len(der))
    if tag != SEQUENCE or end != len(der):
        raise DerError("a name that is not one SEQUENCE")
    while at < end:
        start = at
        _, _, at = header(der, at, end)
        if len(texts) >= MAX_ATTRIBUTES:
            raise DerError(f"more than {MAX_ATTRIBUTES} relative names (MAX_ATTRIBUTES)")
        text, key, found_common_name, found_organisation = _read_rdn(der[start:at])
        texts.append(text)
        keys.append(key)
        common_name = found_common_name or common_name
        organisation = found_organisation or organisation
    return Name(
        der=der,
        text=",".join(reversed(texts)),
        key="\x1e".join(keys),
        common_name=common_name,
        organisation=organisation,
    )


@lru_cache(maxsize=1 << 16)
def _read_rdn(der: bytes) -> tuple[str, str, str, str]:
    """Text, key, common name and organisation of one relative name; the same few recur in most names."""
    texts: list[str] = []
    keys: list[str] = []
    common_name = organisation = ""
    tag, at, end = header(der, 0, len(der))
    if tag != SET:
        raise DerError(f"a relative name with tag {tag:#04x}")
    while at < end:
        if len(texts) >= MAX_ATTRIBUTES:
            raise DerError(f"more than {MAX_ATTRIBUTES} attributes in a relative name (MAX_ATTRIBUTES)")
        kind, tag, encoded, value, at = _attribute(der, at, end)
        text = string_text(tag, value)
        label = SHORT_NAMES.get(kind, kind)
        if text is None:
            texts.append(f"{label}=#{encoded.hex()}")
            keys.append(f"{kind}={_NO_STRING}{encoded.hex()}")
            continue
        texts.append(f"{label}={escape(text)}")
        keys.append(f"{kind}={prepare(text)}")
        if kind == _COMMON_NAME:
            common_name = text
        elif kind == _ORGANISATION:
            organisation = text
    return "+".join(texts), "\x1f".join(sorted(keys)), common_name, organisation


def key_prefixes(names: Iterable[Name]) -> frozenset[str]:
    """The keys of these names and of all their beginnings, for `key_among`."""
    found: set[str] = set()
    for name in names:
        parts = name.key.split("\x1e")
        found.update("\x1e".join(parts[: count + 1]) for count in range(len(parts)))
    return frozenset(found)


def key_among(der: bytes, prefixes: frozenset[str]) -> str | None:
    """The key of the name in `der`, or None as soon as it leaves the beginnings that are looked for.

    Equal names begin equally, so most names need no more than their first part read. Raises DerError.
    """
    tag, at, end = header(der, 0, len(der))
    if tag != SEQUENCE or end != len(der):
        raise DerError("a name that is not one SEQUENCE")
    key = ""
    while at < end:
        start = at
        _, _, at = header(der, at, end)
        part = _read_rdn(der[start:at])[1]
        key = f"{key}\x1e{part}" if key else part
        if key not in prefixes:
            return None
    return key


def unreadable_name(der: bytes) -> Name:
    """Stands for a name that could not be read: equal to itself only, without text."""
    return Name(der=der, text="", key=f"{_NO_STRING}{der.hex()}", common_name="", organisation="")


def string_text(tag: int, value: bytes) -> str | None:
    """The text of an ASN.1 string; None when the type is no string."""
    if tag in _BY_OCTET:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("latin-1")
    if tag == _BMP:
        return _wide(value, "utf-16-be")
    if tag == _UNIVERSAL:
        return _wide(value, "utf-32-be")
    return None


def prepare(text: str) -> str:
    """The text as it is compared: RFC 4518 string preparation with case ignored."""
    if not (text.isascii() and text.isprintable()):
        text = _TO_NOTHING.sub("", text)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.casefold()).casefold())
    return " ".join(text.lower().split())


def escape(text: str) -> str:
    """RFC 4514 section 2.4: the text with its special characters escaped."""
    escaped = _ESCAPED.sub(lambda found: "\\00" if found[0] == "\x00" else "\\" + found[0], text)
    if escaped.startswith(("#", " ")):
        escaped = "\\" + escaped
    if escaped.endswith(" ") and len(text) > 1:
        escaped = escaped[:-1] + "\\ "
    return escaped


def _attribute(der: bytes, at: int, end: int) -> tuple[str, int, bytes, bytes, int]:
    """OID, string type, DER and content of the value of the attribute at `at`, and where the next one starts."""
    tag, start, behind = header(der, at, end)
    if tag != SEQUENCE:
        raise DerError(f"an attribute with tag {tag:#04x}")
    tag, start, stop = header(der, start, behind)
    if tag != OID:
        raise DerError("an attribute without type")
    kind = oid(der[start:stop])
    value = stop
    tag, start, stop = header(der, value, behind)
    if stop != behind:
        raise DerError("more than one value in an attribute")
    return kind, tag, der[value:stop], der[start:stop], behind


def _wide(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding)
    except UnicodeDecodeError:
        return value.decode("latin-1")
