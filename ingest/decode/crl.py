"""CRLs (RFC 5280 section 5), read by our own DER reader: who signed, when, and which serials are revoked.

The outer structure must be right; an entry that can't be read is kept with its problem, for it must not hide the
others. What makes a CRL less than the whole list of its issuer (delta, scope, a critical extension that nobody here
knows) is told, and the one who stores it decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ingest.decode.der import (
    BIT_STRING,
    GENERALIZED_TIME,
    INTEGER,
    SEQUENCE,
    UTC_TIME,
    DerError,
    Element,
    children,
    element,
    expect,
    integer,
    oid,
    whole,
)
from ingest.decode.skim import Extension, extension_triples
from ingest.decode.times import read_time

MAX_ENTRIES = 1 << 20  # revoked serials of one CRL
MAX_SERIAL = 64  # octets; RFC 5280 4.1.2.2 allows 20, published ones go a little beyond

CRL_NUMBER = "2.5.29.20"
DELTA_INDICATOR = "2.5.29.27"
ISSUING_POINT = "2.5.29.28"
AUTHORITY_KEY_ID = "2.5.29.35"
REASON_CODE = "2.5.29.21"
INVALIDITY_DATE = "2.5.29.24"
CERTIFICATE_ISSUER = "2.5.29.29"

REASONS = {
    0: "unspecified",
    1: "keyCompromise",
    2: "cACompromise",
    3: "affiliationChanged",
    4: "superseded",
    5: "cessationOfOperation",
    6: "certificateHold",
    8: "removeFromCRL",
    9: "privilegeWithdrawn",
    10: "aACompromise",
}
"""RFC 5280 section 5.3.1; OCSP uses the same numbers (RFC 6960 4.2.1)."""

ENUMERATED = 0x0A
_TIMES = (UTC_TIME, GENERALIZED_TIME)
_EXTENSIONS = 0xA0
_KNOWN = frozenset({CRL_NUMBER, DELTA_INDICATOR, ISSUING_POINT, AUTHORITY_KEY_ID})
_KNOWN_OF_ENTRY = frozenset({REASON_CODE, INVALIDITY_DATE, CERTIFICATE_ISSUER})


class CrlEntry(NamedTuple):
    """One revoked serial."""

    der: bytes
    serial: bytes  # content octets of the INTEGER
    revoked_on: datetime | None  # None: unread
    reason: str  # a word of REASONS; empty when none is given
    problem: str  # why it can't be used; empty when it can


class Crl(NamedTuple):
    """One CRL, not yet verified; names and algorithms are whole DER elements."""

    der: bytes
    tbs: bytes
    algorithm: bytes
    signature: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    number: int  # cRLNumber; -1 when absent
    scope: bytes  # value of the issuing distribution point; empty: all certificates of the issuer
    is_delta: bool
    unknown_critical: tuple[str, ...]
    entries: tuple[CrlEntry, ...]


def read_crl(der: bytes) -> Crl:
    """The CRL in `der`; raises DerError when its outer structure is not that of a CRL."""
    outer = whole(der, SEQUENCE)
    body, algorithm, signature = _three(der, outer)
    parts = children(der, body.content, body.end)
    if parts and parts[0].tag == INTEGER:
        parts.pop(0)  # version
    if len(parts) < 3 or [parts[0].tag, parts[1].tag] != [SEQUENCE, SEQUENCE] or parts[2].tag not in _TIMES:
        raise DerError("no CRL: signature algorithm, issuer and thisUpdate are expected")
    issuer, this_update, rest = parts[1], parts[2], parts[3:]
    next_update = _time(der, rest.pop(0)) if rest and rest[0].tag in _TIMES else None
    revoked = rest.pop(0) if rest and rest[0].tag == SEQUENCE else None
    extensions = _extensions(der, rest.pop(0)) if rest and rest[0].tag == _EXTENSIONS else {}
    if rest:
        raise DerError(f"an element with tag {rest[0].tag:#04x} in a CRL")
    return Crl(
        der=der,
        tbs=der[body.start : body.end],
        algorithm=der[algorithm.start : algorithm.end],
        signature=der[signature.content + 1 : signature.end],
        issuer=der[issuer.start : issuer.end],
        this_update=_time(der, this_update),
        next_update=next_update,
        number=_number(extensions),
        scope=extensions[ISSUING_POINT].value if ISSUING_POINT in extensions else b"",
        is_delta=DELTA_INDICATOR in extensions,
        unknown_critical=tuple(sorted(name for name, e in extensions.items() if e.critical and name not in _KNOWN)),
        entries=tuple(_entries(der, revoked)) if revoked else (),
    )


def read_reason(content: bytes) -> str:
    """The word of a reason code, given the content octets of its ENUMERATED; raises DerError."""
    return REASONS.get(integer(content), f"reason {integer(content)}")


def _three(der: bytes, outer: Element) -> tuple[Element, Element, Element]:
    parts = children(der, outer.content, outer.end)
    if [part.tag for part in parts] != [SEQUENCE, SEQUENCE, BIT_STRING] or parts[2].content == parts[2].end:
        raise DerError("no signed object: a body, an algorithm and a signature are expected")
    return parts[0], parts[1], parts[2]


def _time(der: bytes, part: Element) -> datetime:
    return read_time(part.tag, der[part.content : part.end])


def _extensions(der: bytes, part: Element) -> dict[str, Extension]:
    """By OID; of one that stands there twice the first."""
    listed = expect(der, part.content, part.end, SEQUENCE)
    found: dict[str, Extension] = {}
    for triple in extension_triples(der[listed.content : listed.end]):
        found.setdefault(oid(triple.oid), triple)
    return found


def _number(extensions: dict[str, Extension]) -> int:
    if CRL_NUMBER not in extensions:
        return -1
    value = extensions[CRL_NUMBER].value
    found = whole(value, INTEGER)
    return integer(value[found.content : found.end])


def _entries(der: bytes, revoked: Element) -> Iterator[CrlEntry]:
    """Each entry; from one that names another issuer on (an indirect CRL), all that follow are that issuer's."""
    at, count, foreign = revoked.content, 0, False
    while at < revoked.end:
        part = element(der, at, revoked.end)
        at = part.end
        count += 1
        if count > MAX_ENTRIES:
            raise DerError(f"more than {MAX_ENTRIES} entries (MAX_ENTRIES)")
        try:
            entry, names_issuer = _entry(der, part)
        except DerError as error:
            raw = der[part.start : part.end]
            yield CrlEntry(der=raw, serial=b"", revoked_on=None, reason="", problem=f"unreadable: {error}")
            continue
        foreign = foreign or names_issuer
        if foreign:
            entry = entry._replace(problem="an entry for another issuer (indirect CRL): whether it may is not checked")
        yield entry


def _entry(der: bytes, part: Element) -> tuple[CrlEntry, bool]:
    fields = children(der, part.content, part.end)
    if part.tag != SEQUENCE or len(fields) not in (2, 3) or fields[0].tag != INTEGER or fields[1].tag not in _TIMES:
        raise DerError("no serial number with a time")
    serial = der[fields[0].content : fields[0].end]
    if not serial or len(serial) > MAX_SERIAL:
        raise DerError(f"a serial number of {len(serial)} octets, more than {MAX_SERIAL} (MAX_SERIAL) or none")
    extensions: dict[str, Extension] = {}
    if len(fields) == 3:
        if fields[2].tag != SEQUENCE:
            raise DerError("extensions that are no SEQUENCE")
        for triple in extension_triples(der[fields[2].content : fields[2].end]):
            extensions.setdefault(oid(triple.oid), triple)
    unknown = sorted(name for name, e in extensions.items() if e.critical and name not in _KNOWN_OF_ENTRY)
    reason = ""
    if REASON_CODE in extensions:
        value = extensions[REASON_CODE].value
        found = whole(value, ENUMERATED)
        reason = read_reason(value[found.content : found.end])
    entry = CrlEntry(
        der=der[part.start : part.end],
        serial=serial,
        revoked_on=_time(der, fields[1]),
        reason=reason,
        problem=f"unknown critical extension {', '.join(unknown)}" if unknown else "",
    )
    return entry, CERTIFICATE_ISSUER in extensions
