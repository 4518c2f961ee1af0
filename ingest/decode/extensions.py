"""Readers of the extensions that we reason about, each from the value octets alone (RFC 5280 4.2).

Values repeat heavily among CA certificates, so every reader remembers what it read. All raise DerError.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from explorer.model.constraint import NameKind
from ingest.decode.der import (
    BIT_STRING,
    BOOLEAN,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    DerError,
    boolean,
    children,
    integer,
    oid,
    sequence,
    whole,
)
from ingest.decode.general_names import ASCII_KINDS, URI, general_name, ia5_text, uris

MAX_VALUE = 1 << 16  # octets of one extension value
_REMEMBERED = 1 << 14

KEY_USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
_CPS = "1.3.6.1.5.5.7.2.1"
_OCSP = "1.3.6.1.5.5.7.48.1"
_CA_ISSUERS = "1.3.6.1.5.5.7.48.2"
_ADDRESS_LENGTHS = (4, 16)  # octets
_KEY_ID, _ISSUER_NAME, _ISSUER_SERIAL = 0x80, 0xA1, 0x82


class BasicConstraints(NamedTuple):
    """RFC 5280 4.2.1.9; an encoded `cA FALSE` reads like an absent one."""

    is_ca: bool
    path_length: int | None


class AuthorityKeyIdentifier(NamedTuple):
    """RFC 5280 4.2.1.1."""

    identifier: str  # hex, empty when absent
    pins_issuer: bool


class Policies(NamedTuple):
    """RFC 5280 4.2.1.4: policy OIDs and the CPS pointers of their qualifiers."""

    oids: tuple[str, ...]
    cps_urls: tuple[str, ...]
    problem: str  # why some qualifier could not be read


class AuthorityInformation(NamedTuple):
    """RFC 5280 4.2.2.1: the URIs, by access method."""

    ocsp_urls: tuple[str, ...]
    issuer_urls: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def read_basic_constraints(value: bytes) -> BasicConstraints:
    """cA and pathLenConstraint."""
    is_ca, path_length = False, None
    for position, part in enumerate(sequence(value)):
        content = value[part.content : part.end]
        if part.tag == BOOLEAN and position == 0:
            is_ca = boolean(content)
        elif part.tag == INTEGER and path_length is None:
            path_length = integer(content)
            if path_length < 0:
                raise DerError("a negative path length")
        else:
            raise DerError(f"an element with tag {part.tag:#04x} in basic constraints")
    return BasicConstraints(is_ca, path_length)


@lru_cache(maxsize=_REMEMBERED)
def read_key_usage(value: bytes) -> frozenset[str]:
    """The names of the bits that are set; bits beyond the nine known ones are passed over."""
    found = whole(value, BIT_STRING)
    octets = value[found.content + 1 : found.end]
    if found.content == found.end or value[found.content] > 7:
        raise DerError("a malformed BIT STRING")
    return frozenset(
        name for bit, name in enumerate(KEY_USAGES) if bit // 8 < len(octets) and octets[bit // 8] & 0x80 >> bit % 8
    )


@lru_cache(maxsize=_REMEMBERED)
def read_extended_key_usage(value: bytes) -> frozenset[str]:
    """The OIDs."""
    found: set[str] = set()
    for part in sequence(value):
        if part.tag != OID:
            raise DerError("a key purpose that is no OID")
        found.add(oid(value[part.content : part.end]))
    return frozenset(found)


@lru_cache(maxsize=_REMEMBERED)
def read_policies(value: bytes) -> Policies:
    """Policies; a broken qualifier does not hide the policy OIDs."""
    oids: list[str] = []
    urls: list[str] = []
    problems: list[str] = []
    for policy in sequence(value):
        parts = children(value, policy.content, policy.end)
        if policy.tag != SEQUENCE or not parts or parts[0].tag != OID:
            raise DerError("a policy without OID")
        oids.append(oid(value[parts[0].content : parts[0].end]))
        try:
            for qualifiers in parts[1:]:
                for qualifier in children(value, qualifiers.content, qualifiers.end):
                    fields = children(value, qualifier.content, qualifier.end)
                    if len(fields) != 2 or fields[0].tag != OID:
                        raise DerError("a malformed policy qualifier")
                    if oid(value[fields[0].content : fields[0].end]) == _CPS:
                        urls.append(ia5_text(value[fields[1].content : fields[1].end]))
        except DerError as error:
            problems.append(str(error))
    return Policies(tuple(oids), tuple(dict.fromkeys(urls)), "; ".join(problems))


@lru_cache(maxsize=_REMEMBERED)
def read_authority_key_identifier(value: bytes) -> AuthorityKeyIdentifier:
    """The key identifier, and whether an issuer certificate is pinned by name and serial (docs/model.md)."""
    identifier, tags = "", set()
    for part in sequence(value):
        tags.add(part.tag)
        if part.tag == _KEY_ID:
            identifier = value[part.content : part.end].hex()
    return AuthorityKeyIdentifier(identifier, bool(tags & {_ISSUER_NAME, _ISSUER_SERIAL}))


@lru_cache(maxsize=_REMEMBERED)
def read_alternative_names(value: bytes) -> tuple[tuple[NameKind, str], ...]:
    """Form and value of every name, in encoded order (RFC 5280 4.2.1.6)."""
    found: list[tuple[NameKind, str]] = []
    for part in sequence(value):
        kind, name, _ = general_name(value, part)
        if kind is NameKind.IP and part.end - part.content not in _ADDRESS_LENGTHS:
            raise DerError(f"an iPAddress of {part.end - part.content} octets")
        if kind in ASCII_KINDS and not name.isascii():
            raise DerError(f"{kind} that is not ASCII")
        found.append((kind, name))
    return tuple(found)


def read_subject_key_identifier(value: bytes) -> str:
    """The identifier as hex."""
    found = whole(value, OCTET_STRING)
    return value[found.content : found.end].hex()


@lru_cache(maxsize=_REMEMBERED)
def read_crl_distribution_points(value: bytes) -> tuple[str, ...]:
    """The URIs of all distribution points (RFC 5280 4.2.1.13)."""
    found: list[str] = []
    for point in sequence(value):
        for field in children(value, point.content, point.end):
            if field.tag != 0xA0:
                continue
            for name in children(value, field.content, field.end):
                if name.tag == 0xA0:  # fullName
                    found += uris(value, name.content, name.end)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_REMEMBERED)
def read_authority_information(value: bytes) -> AuthorityInformation:
    """The OCSP and caIssuers URIs."""
    by_method: dict[str, list[str]] = {_OCSP: [], _CA_ISSUERS: []}
    for access in sequence(value):
        fields = children(value, access.content, access.end)
        if len(fields) != 2 or fields[0].tag != OID:
            raise DerError("a malformed access description")
        method = oid(value[fields[0].content : fields[0].end])
        if method in by_method and fields[1].tag == URI:
            by_method[method].append(ia5_text(value[fields[1].content : fields[1].end]))
    return AuthorityInformation(tuple(dict.fromkeys(by_method[_OCSP])), tuple(dict.fromkeys(by_method[_CA_ISSUERS])))
