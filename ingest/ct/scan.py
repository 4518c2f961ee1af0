"""The counting walk: what a census needs of each entry, by offsets into the bytes as they came; no certificate objects.

Almost every certificate in a log has one shape: version 3, a serial of less than 128 octets, two UTCTimes. That shape is
read by fixed steps, each checked; whatever differs is read again by the careful reader of `ingest/decode/der.py`, which
alone decides that an entry is unreadable. So speed never decides what counts.

A precertificate entry holds the hash of its issuer's key (RFC 6962 3.2); the issuer name in its TBSCertificate is that
of the final issuer even where a precertificate signing CA stands between.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from ingest.ct.entry import KEY_HASH_OCTETS, LEAF_HEAD, PRECERT_ENTRY, X509_ENTRY, EntryError
from ingest.decode.der import (
    BOOLEAN,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    DerError,
    Element,
    element,
    expect,
    header,
)
from ingest.decode.times import read_time

Place = tuple[int, int, int, int, int]
"""One entry: its type; begin and end of what was signed for (TBSCertificate of a precertificate, else certificate);
begin and end of the chain that came with it (of fingerprints in a tile; both 0 where the bytes hold none)."""

Row = tuple[int, bytes, bytes, bytes, bytes, bytes, int, int]
"""One entry read: its type; SHA-256 of the issuer's SPKI (empty for a certificate, whose entry does not hold it); issuer
name, DER; content octets of the serial; notBefore and notAfter as encoded (13 octets of a UTCTime, or 15 of a
GeneralizedTime); where the subject begins, behind Validity; end of the TBSCertificate."""

Unread = tuple[int, str]
"""An entry that could not be read: its number in the list of places, and why."""

Month = tuple[bytes, bytes, bytes]
"""SHA-256 of the issuer's SPKI; issuer name, DER; YYMM of notBefore, as digits."""

_length = struct.Struct(">I").unpack_from  # of a 3-octet length, read one octet early, the top one masked away
_short = struct.Struct(">H").unpack_from
_LONG = b"\x30\x82"  # a sequence with a length of two octets
_V3 = b"\xa0\x03\x02\x01\x02\x02"  # version 3, and the tag of the serial
_UTC = b"\x30\x1e\x17\x0d"  # Validity of two UTCTimes of 13 octets, up to the first
_UTC_NEXT = b"\x5a\x17\x0d"  # Z, and the header of the second
_MASK = 0xFFFFFF
_VERSION = 0xA0  # explicit tags inside the TBSCertificate
_EXTENSIONS = 0xA3
_SAN = b"\x06\x03\x55\x1d\x11"  # 2.5.29.17, RFC 5280 4.2.1.6
_DNS_NAME = 0x82  # inside GeneralNames


def walk_tile(data: bytes) -> list[Place]:
    """Where each entry of an unpacked data tile lies; raises `EntryError` where the octets do not fit together."""
    places: list[Place] = []
    at, size = 0, len(data)
    try:
        while at < size:
            (kind,) = _short(data, at + 8)
            if kind == PRECERT_ENTRY:
                begin = at + 45
                end = begin + (_length(data, at + 41)[0] & _MASK)
                final = end + 5 + _short(data, end)[0]
                chain = final + (_length(data, final - 4)[0] & _MASK) + 2
            elif kind == X509_ENTRY:
                begin = at + 13
                end = begin + (_length(data, at + 9)[0] & _MASK)
                chain = end + _short(data, end)[0] + 4
            else:
                raise EntryError(f"entry {len(places)} of the tile has type {kind}")
            at = chain + _short(data, chain - 2)[0]
            places.append((kind, begin, end, chain, at))
    except struct.error as error:
        raise EntryError(f"entry {len(places)} of the tile is truncated") from error
    if at != size:
        raise EntryError(f"entry {len(places) - 1} of the tile is truncated")
    return places


def place_in_leaf(leaf_input: bytes) -> Place:
    """Where what was signed for lies in one leaf of a get-entries answer; raises `EntryError`."""
    try:
        (kind,) = _short(leaf_input, LEAF_HEAD + 8)
        begin = LEAF_HEAD + (45 if kind == PRECERT_ENTRY else 13)
        end = begin + (_length(leaf_input, begin - 4)[0] & _MASK)
        rest = end + 2 + _short(leaf_input, end)[0]
    except struct.error as error:
        raise EntryError("the leaf is truncated") from error
    if leaf_input[:LEAF_HEAD] != b"\x00\x00" or kind not in (X509_ENTRY, PRECERT_ENTRY) or rest != len(leaf_input):
        raise EntryError("no leaf of a certificate or precertificate")
    return kind, begin, end, 0, 0


def read_rows(data: bytes, places: Iterable[Place]) -> tuple[list[Row], list[Unread]]:
    """What each entry says, in order, and the numbers of those that could not be read, with the reason."""
    rows: list[Row] = []
    unread: list[Unread] = []
    for number, (kind, begin, end, _, _) in enumerate(places):
        at = begin if kind else begin + 4
        if data[at : at + 2] == _LONG and data[at + 4 : at + 10] == _V3:
            serial = at + 11
            algorithm = serial + data[at + 10]
            issuer = algorithm + 2 + data[algorithm + 1]
            octets = data[issuer + 1]
            validity = issuer + 2 + octets if octets < 0x80 else issuer + 3 + data[issuer + 2]
            rest = validity + 32
            if (
                data[validity : validity + 4] == _UTC
                and data[validity + 16 : validity + 19] == _UTC_NEXT
                and data[issuer] == SEQUENCE == data[algorithm]
                and rest <= at + 4 + _short(data, at + 2)[0] <= end
                and octets <= 0x81
            ):
                key_hash = data[begin - 35 : begin - 3] if kind else b""
                before, after = data[validity + 4 : validity + 17], data[validity + 19 : rest]
                rows.append((kind, key_hash, data[issuer:validity], data[serial:algorithm], before, after, rest, end))
                continue
        try:
            rows.append(_row(data, kind, begin, end))
        except DerError as error:
            unread.append((number, str(error)))
    return rows, unread


def count_months(data: bytes, places: Iterable[Place], counts: dict[Month, int]) -> int:
    """Add each precertificate to the count of its issuing key, issuer name and month of notBefore; how many were others.

    The cheapest count that tells CAs apart. A certificate, or one of another shape than almost all, is among the others.
    """
    get = counts.get
    others = 0
    for kind, begin, end, _, _ in places:
        if kind and data[begin + 4 : begin + 10] == _V3:
            algorithm = begin + 11 + data[begin + 10]
            issuer = algorithm + 2 + data[algorithm + 1]
            octets = data[issuer + 1]
            validity = issuer + 2 + octets if octets < 0x80 else issuer + 3 + data[issuer + 2]
            if validity + 32 <= end and data[validity : validity + 4] == _UTC:
                month = (data[begin - 35 : begin - 3], data[issuer:validity], data[validity + 4 : validity + 8])
                counts[month] = get(month, 0) + 1
                continue
        others += 1
    return others


def dns_names(data: bytes, rest: int, end: int) -> list[bytes]:
    """The dNSNames of the certificate whose subject begins at `rest`, as encoded; raises `DerError`.

    `end` is that of its TBSCertificate. Walks subject, key, unique ids and extensions by their headers alone.
    """
    at = header(data, header(data, rest, end)[2], end)[2]
    while at < end:
        tag, content, stop = header(data, at, end)
        if tag == _EXTENSIONS:
            at = header(data, content, stop)[1]
            while at < stop:
                _, content, after = header(data, at, stop)
                if data[content : content + 5] == _SAN:
                    return _dns_names_of(data, content + 5, after)
                at = after
            return []
        at = stop
    return []


def _dns_names_of(data: bytes, at: int, end: int) -> list[bytes]:
    """The dNSNames in the value of subjectAltName; `at` is behind its OID, where `critical` may stand."""
    tag, content, stop = header(data, at, end)
    if tag == BOOLEAN:
        tag, content, stop = header(data, stop, end)
    if tag != OCTET_STRING:
        raise DerError(f"tag {tag:#04x} instead of the value of an extension at offset {at}")
    _, at, stop = header(data, content, stop)
    names = []
    while at < stop:
        tag, content, at = header(data, at, stop)
        if tag == _DNS_NAME:
            names.append(data[content:at])
    return names


def _row(data: bytes, kind: int, begin: int, end: int) -> Row:
    """One entry of any shape, each step checked; raises `DerError`."""
    tbs = expect(data, begin, end, SEQUENCE)
    if kind == X509_ENTRY:
        tbs = expect(data, tbs.content, tbs.end, SEQUENCE)
    at = tbs.content
    tag, _, stop = header(data, at, tbs.end)
    serial = expect(data, stop if tag == _VERSION else at, tbs.end, INTEGER)
    algorithm = expect(data, serial.end, tbs.end, SEQUENCE)
    issuer = expect(data, algorithm.end, tbs.end, SEQUENCE)
    validity = expect(data, issuer.end, tbs.end, SEQUENCE)
    before = element(data, validity.content, validity.end)
    after = element(data, before.end, validity.end)
    return (
        kind,
        data[begin - 3 - KEY_HASH_OCTETS : begin - 3] if kind == PRECERT_ENTRY else b"",
        data[issuer.start : issuer.end],
        data[serial.content : serial.end],
        _moment(data, before),
        _moment(data, after),
        validity.end,
        tbs.end,
    )


def _moment(data: bytes, time: Element) -> bytes:
    """The time in the form of a GeneralizedTime of 15 octets, whatever odd form it has; raises `DerError`."""
    return read_time(time.tag, data[time.content : time.end]).strftime("%Y%m%d%H%M%SZ").rjust(15, "0").encode()
