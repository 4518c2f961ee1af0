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
    header,
)

MAX_CERTIFICATE = 1 << 18  # octets
MAX_EXTENSIONS = 256

_AKI_MARK = bytes.fromhex("0603551d23")
_SKI_MARK = bytes.fromhex("0603551d0e")
_TWENTY_OCTETS = b"\x04\x16\x04\x14"  # an OCTET STRING in the OCTET STRING of the extension


_VERSION, _EXTENSIONS = 0xA0, 0xA3  # explicit tags inside the TBSCertificate
_VERSION_3 = bytes.fromhex("a003020102")
_TRUE = bytes.fromhex("0101ff")  # a BOOLEAN
_UNIQUE_IDENTIFIERS = frozenset({0x81, 0x82})
_TIMES = frozenset({UTC_TIME, GENERALIZED_TIME})
_KEY_IDENTIFIER = 0x80  # inside the authority key identifier
_MAX_VERSION = 1 << 16


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


_TBS_PARTS = (
    (INTEGER, "serial number"),
    (SEQUENCE, "signature algorithm in the TBSCertificate"),
    (SEQUENCE, "issuer"),
    (SEQUENCE, "validity"),
    (SEQUENCE, "subject"),
    (SEQUENCE, "subject public key"),
)


def skim(der: bytes) -> Skim:
    """The outer facts of `der`; raises DerError when the outer structure is not that of a certificate."""
    size = len(der)
    if size > MAX_CERTIFICATE:
        raise DerError(f"certificate of {size} octets, more than {MAX_CERTIFICATE} (MAX_CERTIFICATE)")
    rest: list[str] = []
    tag, tbs_start, end = header(der, 0, size)
    if tag != SEQUENCE:
        raise DerError(f"a certificate starts with a SEQUENCE, not with tag {tag:#04x}")
    if end != size:
        rest.append(f"{size - end} octets behind the certificate")
    tag, at, tbs_end = header(der, tbs_start, end)
    if tag != SEQUENCE:
        raise DerError("no TBSCertificate")

    version = 1
    if der.startswith(_VERSION_3, at):
        version = 3
        at += len(_VERSION_3)
    else:
        tag, start, stop = header(der, at, tbs_end)
        if tag == _VERSION:
            tag, start, end_of_version = header(der, start, stop)
            if tag != INTEGER:
                raise DerError("a version that is no INTEGER")
            version = min(int.from_bytes(der[start:end_of_version], "big"), _MAX_VERSION) + 1
            at = stop
    starts: list[int] = []  # of each element, and of what follows the last
    contents: list[int] = []
    for expected, what in _TBS_PARTS:
        length = der[at + 1] if at + 1 < tbs_end else 0x80
        if length < 0x80 and at + 2 + length <= tbs_end:  # `header` written out: this loop is the hot spot of reading
            tag, start, stop = der[at], at + 2, at + 2 + length
        else:
            tag, start, stop = header(der, at, tbs_end)
        if tag != expected:
            raise DerError(f"no {what}")
        starts.append(at)
        contents.append(start)
        at = stop
    _, inner_algorithm, issuer, validity, subject, spki = starts

    before_tag, start, stop = header(der, contents[3], subject)
    not_before = (before_tag, der[start:stop])
    after_tag, start, stop = header(der, stop, subject)
    not_after = (after_tag, der[start:stop])
    if before_tag not in _TIMES or after_tag not in _TIMES:
        raise DerError("a time that is neither UTCTime nor GeneralizedTime")

    extension_list = b""
    behind_key = at
    while at < tbs_end:
        tag, start, stop = header(der, at, tbs_end)
        if tag == _EXTENSIONS and not extension_list:
            tag, start, end_of_list = header(der, start, stop)
            if tag != SEQUENCE:
                raise DerError("extensions that are no SEQUENCE")
            extension_list = der[start:end_of_list]
        elif tag & 0xDF not in _UNIQUE_IDENTIFIERS:
            rest.append(f"an element with tag {tag:#04x} behind the key")
        at = stop

    tag, start, stop = header(der, tbs_end, end)
    if tag != SEQUENCE:
        raise DerError("no signature algorithm")
    algorithm_end = stop
    tag, start, stop = header(der, stop, end)
    if tag != BIT_STRING or start == stop:
        raise DerError("no signature value")
    if stop != end:
        rest.append(f"{end - stop} octets behind the signature")

    return Skim(
        CertificateId(hashlib.sha256(der).hexdigest().upper()),
        der,
        der[tbs_start:tbs_end],
        version,
        der[contents[0] : inner_algorithm],
        der[inner_algorithm:issuer],
        der[issuer:validity],
        not_before,
        not_after,
        der[subject:spki],
        der[spki:behind_key],
        extension_list,
        der[tbs_end:algorithm_end],
        der[start + 1 : stop],
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
        # OIDs, flags and most values are short: `header` is written out for these forms, and called for the others
        length = content[inner + 1] if inner + 1 < stop else 0x80
        if length < 0x80 and inner + 2 + length < stop:
            tag, start, at = content[inner], inner + 2, inner + 2 + length
        else:
            tag, start, at = header(content, inner, stop)
        if tag != OID:
            raise DerError("an extension without OID")
        name = content[start:at]
        critical = False
        if content.startswith(_TRUE, at) and at + len(_TRUE) <= stop:
            critical = True
            at += len(_TRUE)
            tag, start, at = header(content, at, stop)
        else:
            tag, start, at = header(content, at, stop)
            if tag == BOOLEAN:
                critical = content[start:at] not in (b"\x00", b"")
                tag, start, at = header(content, at, stop)
        if tag != OCTET_STRING or at != stop:
            raise DerError("an extension without value")
        triples.append(Extension(name, critical, content[start:at]))
        if len(triples) > MAX_EXTENSIONS:
            raise DerError(f"more than {MAX_EXTENSIONS} extensions (MAX_EXTENSIONS)")
    return tuple(triples)


def key_identifier_hint(extension_list: bytes) -> bytes:
    """The subject key identifier, found by the octets of its OID: quick, and good enough for a hint (docs/model.md)."""
    at = extension_list.find(_SKI_MARK)
    if at < 0:
        return b""
    start = at + len(_SKI_MARK)
    if extension_list.startswith(_TWENTY_OCTETS, start):  # nearly all of them
        start += len(_TWENTY_OCTETS)
        return extension_list[start : start + 20]
    try:
        _, start, end = header(extension_list, at + len(_SKI_MARK), len(extension_list))
        tag, start, end = header(extension_list, start, end)
    except DerError:
        return b""
    return extension_list[start:end] if tag == OCTET_STRING else b""


def issuer_key_identifier_hint(extension_list: bytes) -> bytes:
    """The key identifier of the authority key identifier, found likewise."""
    at = extension_list.find(_AKI_MARK)
    if at < 0:
        return b""
    try:
        _, start, end = header(extension_list, at + len(_AKI_MARK), len(extension_list))
        _, start, end = header(extension_list, start, end)
        tag, start, end = header(extension_list, start, end)
    except DerError:
        return b""
    return extension_list[start:end] if tag == _KEY_IDENTIFIER else b""
