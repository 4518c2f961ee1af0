"""The outer facts of a certificate, read by offsets (RFC 5280 4.1): the fast path of ingest.

A skim says where the parts are; it does not judge them. It is a named tuple because some
ten thousand are made in one go.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from explorer.model.ids import CertificateId
from ingest.decode.der import (
    BIT_STRING,
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    UTC_TIME,
    DerError,
    children,
    expect,
    header,
)

MAX_CERTIFICATE = 1 << 18  # octets
MAX_EXTENSIONS = 256

AUTHORITY_KEY_IDENTIFIER = bytes.fromhex("551d23")
SUBJECT_KEY_IDENTIFIER = bytes.fromhex("551d0e")


class Extension(NamedTuple):
    """One extension as encoded: content octets of its OID, criticality, content of its OCTET STRING."""

    oid: bytes
    critical: bool
    value: bytes


class Skim(NamedTuple):
    """Slices of one certificate; names, keys and algorithms are whole DER elements."""

    id: CertificateId
    der: bytes
    tbs: bytes
    version: int  # as encoded, plus one
    serial: bytes  # content octets of the INTEGER
    inner_algorithm: bytes  # AlgorithmIdentifier inside the TBS
    issuer: bytes
    not_before: tuple[int, bytes]  # tag and content octets
    not_after: tuple[int, bytes]
    subject: bytes
    spki: bytes
    extension_list: bytes  # content of the SEQUENCE OF Extension; empty when absent
    algorithm: bytes  # the outer AlgorithmIdentifier
    signature: bytes  # content of the BIT STRING without its count of unused bits
    rest: str = ""  # what stood where nothing should; empty when nothing did

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """The extension triples, in encoded order; raises DerError."""
        return extension_triples(self.extension_list)


def skim(der: bytes) -> Skim:
    """The outer facts of `der`; raises DerError when the outer structure is not that of a certificate."""
    size = len(der)
    if size > MAX_CERTIFICATE:
        raise DerError(f"certificate of {size} octets, more than {MAX_CERTIFICATE} (MAX_CERTIFICATE)")
    rest: list[str] = []
    tag, at, end = header(der, 0, size)
    if tag != SEQUENCE:
        raise DerError(f"a certificate starts with a SEQUENCE, not with tag {tag:#04x}")
    if end != size:
        rest.append(f"{size - end} octets behind the certificate")
    tbs_start = at
    tag, at, tbs_end = header(der, at, end)
    if tag != SEQUENCE:
        raise DerError("no TBSCertificate")
    tbs = der[tbs_start:tbs_end]

    tag, start, stop = header(der, at, tbs_end)
    version = 1
    if tag == 0xA0:
        inner = expect(der, start, stop, INTEGER)
        version = min(int.from_bytes(der[inner.content : inner.end], "big"), 1 << 16) + 1
        at = stop
        tag, start, stop = header(der, at, tbs_end)
    if tag != INTEGER:
        raise DerError("no serial number")
    serial = der[start:stop]

    at = stop
    tag, start, stop = header(der, at, tbs_end)
    if tag != SEQUENCE:
        raise DerError("no signature algorithm in the TBSCertificate")
    inner_algorithm = der[at:stop]

    at = stop
    tag, start, stop = header(der, at, tbs_end)
    if tag != SEQUENCE:
        raise DerError("no issuer")
    issuer = der[at:stop]

    tag, start, validity_end = header(der, stop, tbs_end)
    if tag != SEQUENCE:
        raise DerError("no validity")
    tag, start, stop = header(der, start, validity_end)
    not_before = (tag, der[start:stop])
    after_tag, start, stop = header(der, stop, validity_end)
    not_after = (after_tag, der[start:stop])
    if {tag, after_tag} - {UTC_TIME, GENERALIZED_TIME}:
        raise DerError("a time that is neither UTCTime nor GeneralizedTime")

    at = validity_end
    tag, start, stop = header(der, at, tbs_end)
    if tag != SEQUENCE:
        raise DerError("no subject")
    subject = der[at:stop]

    at = stop
    tag, start, stop = header(der, at, tbs_end)
    if tag != SEQUENCE:
        raise DerError("no subject public key")
    spki = der[at:stop]

    extension_list = b""
    at = stop
    while at < tbs_end:
        tag, start, stop = header(der, at, tbs_end)
        if tag == 0xA3 and not extension_list:
            inner = expect(der, start, stop, SEQUENCE)
            extension_list = der[inner.content : inner.end]
        elif tag & 0xDF not in (0x81, 0x82):  # unique identifiers, unused
            rest.append(f"an element with tag {tag:#04x} behind the key")
        at = stop

    tag, start, stop = header(der, tbs_end, end)
    if tag != SEQUENCE:
        raise DerError("no signature algorithm")
    algorithm = der[tbs_end:stop]
    tag, start, stop = header(der, stop, end)
    if tag != BIT_STRING or start == stop:
        raise DerError("no signature value")
    if stop != end:
        rest.append(f"{end - stop} octets behind the signature")
    signature = der[start + 1 : stop]

    return Skim(
        CertificateId(hashlib.sha256(der).hexdigest().upper()),
        der,
        tbs,
        version,
        serial,
        inner_algorithm,
        issuer,
        not_before,
        not_after,
        subject,
        spki,
        extension_list,
        algorithm,
        signature,
        "; ".join(rest),
    )


def extension_triples(content: bytes) -> tuple[Extension, ...]:
    """OID, criticality and value of each extension; an encoded default `FALSE` is accepted."""
    triples: list[Extension] = []
    at, end = 0, len(content)
    while at < end:
        tag, inner, stop = header(content, at, end)
        if tag != SEQUENCE:
            raise DerError("an extension that is not a SEQUENCE")
        tag, start, at = header(content, inner, stop)
        if tag != OID:
            raise DerError("an extension without OID")
        name = content[start:at]
        tag, start, at = header(content, at, stop)
        critical = False
        if tag == BOOLEAN:
            critical = content[start:at] not in (b"\x00", b"")
            tag, start, at = header(content, at, stop)
        if tag != OCTET_STRING or at != stop:
            raise DerError("an extension without value")
        triples.append(Extension(name, critical, content[start:at]))
        if len(triples) > MAX_EXTENSIONS:
            raise DerError(f"more than {MAX_EXTENSIONS} extensions (MAX_EXTENSIONS)")
    return tuple(triples)


def key_identifier(triples: tuple[Extension, ...]) -> bytes:
    """The subject key identifier, or nothing: a hint, never an identity (rules.md 1.6)."""
    for extension in triples:
        if extension.oid == SUBJECT_KEY_IDENTIFIER:
            found = expect(extension.value, 0, len(extension.value), OCTET_STRING)
            return extension.value[found.content : found.end]
    return b""


def issuer_key_identifier(triples: tuple[Extension, ...]) -> bytes:
    """The key identifier of the authority key identifier, or nothing."""
    for extension in triples:
        if extension.oid == AUTHORITY_KEY_IDENTIFIER:
            outer = expect(extension.value, 0, len(extension.value), SEQUENCE)
            for part in children(extension.value, outer.content, outer.end):
                if part.tag == 0x80:
                    return extension.value[part.content : part.end]
    return b""
