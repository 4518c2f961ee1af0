"""OCSP responses (RFC 6960 section 4.2), read by our own DER reader: who answers, when, and for which certificates.

Only the basic response type exists in the field. An error response carries no signature and says nothing of a key:
it is refused with its name.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ingest.decode.crl import ENUMERATED, MAX_SERIAL, read_reason
from ingest.decode.der import (
    BIT_STRING,
    GENERALIZED_TIME,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    DerError,
    Element,
    children,
    expect,
    integer,
    oid,
    whole,
)
from ingest.decode.times import read_time

BASIC = "1.3.6.1.5.5.7.48.1.1"
MAX_ANSWERS = 1024  # single responses of one response; a responder answers for one or a few
MAX_CERTIFICATES = 16  # embedded ones
STATUSES = {
    0: "successful",
    1: "malformedRequest",
    2: "internalError",
    3: "tryLater",
    5: "sigRequired",
    6: "unauthorized",
}

_EXPLICIT_0, _EXPLICIT_1, _EXPLICIT_2 = 0xA0, 0xA1, 0xA2
_GOOD, _REVOKED, _UNKNOWN = 0x80, 0xA1, 0x82


class Answer(NamedTuple):
    """One single response: which certificate, named by hashes of its issuer and by serial, and its status."""

    hash_oid: str
    name_hash: bytes  # of the issuer's name
    key_hash: bytes  # of the issuer's key bits
    serial: bytes  # content octets of the INTEGER
    status: str  # good, revoked, unknown
    revoked_at: datetime | None
    reason: str
    this_update: datetime
    next_update: datetime | None


class OcspResponse(NamedTuple):
    """One basic response, not yet verified."""

    der: bytes
    tbs: bytes
    algorithm: bytes
    signature: bytes
    responder_name: bytes  # DER of the name; empty when the responder is named by key
    responder_key: bytes  # SHA-1 of its key bits; empty when it is named by name
    produced_at: datetime
    answers: tuple[Answer, ...]
    certificates: tuple[bytes, ...]  # embedded ones, as DER


def read_ocsp_response(der: bytes) -> OcspResponse:
    """The response in `der`; raises DerError when it is no signed basic response."""
    outer = whole(der, SEQUENCE)
    fields = children(der, outer.content, outer.end)
    if not fields or fields[0].tag != ENUMERATED:
        raise DerError("no OCSP response: a status is expected first")
    status = integer(der[fields[0].content : fields[0].end])
    if status != 0 or len(fields) < 2:
        raise DerError(f"the responder refused to answer ({STATUSES.get(status, status)}): it signed nothing")
    typed = expect(der, fields[1].content, fields[1].end, SEQUENCE)
    kind, body = _pair(der, typed, OID, OCTET_STRING)
    if oid(der[kind.content : kind.end]) != BASIC:
        raise DerError("a response of a type other than basic")
    basic = expect(der, body.content, body.end, SEQUENCE)
    parts = children(der, basic.content, basic.end)
    if [part.tag for part in parts[:3]] != [SEQUENCE, SEQUENCE, BIT_STRING] or parts[2].content == parts[2].end:
        raise DerError("no signed object: a body, an algorithm and a signature are expected")
    name, key, produced_at, answers = _body(der, parts[0])
    return OcspResponse(
        der=der,
        tbs=der[parts[0].start : parts[0].end],
        algorithm=der[parts[1].start : parts[1].end],
        signature=der[parts[2].content + 1 : parts[2].end],
        responder_name=name,
        responder_key=key,
        produced_at=produced_at,
        answers=answers,
        certificates=_certificates(der, parts[3]) if len(parts) > 3 else (),
    )


def _body(der: bytes, body: Element) -> tuple[bytes, bytes, datetime, tuple[Answer, ...]]:
    """Responder by name, by key, producedAt and the single responses."""
    fields = children(der, body.content, body.end)
    if fields and fields[0].tag == _EXPLICIT_0:
        fields.pop(0)  # version
    if len(fields) < 3 or fields[2].tag != SEQUENCE:
        raise DerError("a responder, a time and answers are expected")
    name = key = b""
    if fields[0].tag == _EXPLICIT_1:
        inner = expect(der, fields[0].content, fields[0].end, SEQUENCE)
        name = der[inner.start : inner.end]
    elif fields[0].tag == _EXPLICIT_2:
        inner = expect(der, fields[0].content, fields[0].end, OCTET_STRING)
        key = der[inner.content : inner.end]
    else:
        raise DerError("a responder named neither by name nor by key")
    singles = children(der, fields[2].content, fields[2].end)
    if not singles or len(singles) > MAX_ANSWERS:
        raise DerError(f"{len(singles)} answers; one to {MAX_ANSWERS} are read (MAX_ANSWERS)")
    return name, key, _time(der, fields[1]), tuple(_answer(der, single) for single in singles)


def _answer(der: bytes, single: Element) -> Answer:
    fields = children(der, single.content, single.end)
    if single.tag != SEQUENCE or len(fields) < 3 or fields[0].tag != SEQUENCE:
        raise DerError("a malformed answer")
    named = children(der, fields[0].content, fields[0].end)
    if [part.tag for part in named] != [SEQUENCE, OCTET_STRING, OCTET_STRING, INTEGER]:
        raise DerError("a malformed certificate id")
    algorithm = expect(der, named[0].content, named[0].end, OID)
    serial = der[named[3].content : named[3].end]
    if not serial or len(serial) > MAX_SERIAL:
        raise DerError(f"a serial number of {len(serial)} octets, more than {MAX_SERIAL} (MAX_SERIAL) or none")
    status, revoked_at, reason = _status(der, fields[1])
    next_update = None
    if len(fields) > 3 and fields[3].tag == _EXPLICIT_0:
        next_update = _time(der, expect(der, fields[3].content, fields[3].end, GENERALIZED_TIME))
    return Answer(
        hash_oid=oid(der[algorithm.content : algorithm.end]),
        name_hash=der[named[1].content : named[1].end],
        key_hash=der[named[2].content : named[2].end],
        serial=serial,
        status=status,
        revoked_at=revoked_at,
        reason=reason,
        this_update=_time(der, fields[2]),
        next_update=next_update,
    )


def _status(der: bytes, part: Element) -> tuple[str, datetime | None, str]:
    if part.tag == _GOOD:
        return "good", None, ""
    if part.tag == _UNKNOWN:
        return "unknown", None, ""
    if part.tag != _REVOKED:
        raise DerError(f"a status with tag {part.tag:#04x}")
    fields = children(der, part.content, part.end)
    if not fields:
        raise DerError("revoked without a time")
    reason = ""
    if len(fields) > 1 and fields[1].tag == _EXPLICIT_0:
        coded = expect(der, fields[1].content, fields[1].end, ENUMERATED)
        reason = read_reason(der[coded.content : coded.end])
    return "revoked", _time(der, fields[0]), reason


def _certificates(der: bytes, part: Element) -> tuple[bytes, ...]:
    if part.tag != _EXPLICIT_0:
        raise DerError(f"an element with tag {part.tag:#04x} behind the signature")
    listed = expect(der, part.content, part.end, SEQUENCE)
    found = children(der, listed.content, listed.end)
    if len(found) > MAX_CERTIFICATES:
        raise DerError(f"{len(found)} certificates, more than {MAX_CERTIFICATES} (MAX_CERTIFICATES)")
    return tuple(der[one.start : one.end] for one in found)


def _pair(der: bytes, outer: Element, first: int, second: int) -> tuple[Element, Element]:
    parts = children(der, outer.content, outer.end)
    if [part.tag for part in parts] != [first, second]:
        raise DerError("a malformed response")
    return parts[0], parts[1]


def _time(der: bytes, part: Element) -> datetime:
    if part.tag != GENERALIZED_TIME:
        raise DerError(f"a time with tag {part.tag:#04x}")
    return read_time(part.tag, der[part.content : part.end])
