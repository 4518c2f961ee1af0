"""What an input is, by its content; its day, program and part, by its content and name.

A name may lie or be missing, so only an empty file is told by it. What is nothing we know is refused with
a word on what it looks like.
"""

from __future__ import annotations

import csv
import re
import zlib
from datetime import date
from enum import StrEnum

from explorer.model.program import Program
from ingest.ct.crtsh import looks_like_search
from ingest.decode.crl import ENUMERATED
from ingest.decode.der import BIT_STRING, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, DerError, children, expect
from ingest.sources.ccadb_columns import COLUMN_OF, fold
from ingest.sources.ccadb_pems import PEM_HEADERS
from ingest.sources.csv_table import read_text
from ingest.sources.evidence_record import looks_like_record
from ingest.sources.included_roots import BIT_HEADERS
from ingest.sources.interface import FILE_LIMIT, rejected
from ingest.sources.json_text import read_json
from ingest.sources.onecrl_report import MARKS as ONECRL_MARKS
from ingest.sources.registers import AFFILIATE_HEADER
from ingest.sources.revocations import entries_of, read_onecrl
from ingest.sources.root_programs import HEADER as ROOT_STORE_HEADER
from ingest.sources.status import PEM_BEGIN

GZIP_RATIO_LIMIT = 200  # unpacked bytes per packed one; CCADB's reports reach 9, all blanks 1000
GZIP_RATIO_FREE = 1024 * 1024  # bytes that may be unpacked whatever the ratio

_GZIP = b"\x1f\x8b"
_REFUSED_TO_ANSWER = b"\x30\x03\x0a\x01"  # an OCSP response that is only a status
_OTHER_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite file",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
}
_NAMES_THAT_TELL = 4  # known header names that make a file one of its kind
_HEAD_LIMIT = 64 * 1024  # characters of the first line of a CSV
_DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)
_TRUST = re.compile(r"(?:^|[/\\])([A-Za-z]+)_[0-9-]+_trust\b", re.ASCII)
_PART = re.compile(r"(?:^|Format|[^A-Za-z0-9])v4([ab])(?![A-Za-z0-9])", re.IGNORECASE | re.ASCII)
_EMPTY_YEAR = re.compile(r"CertificatePEMs", re.IGNORECASE)


class Kind(StrEnum):
    """The kinds of input, as `--source` names them."""

    CCADB_RECORDS = "ccadb-all-records"
    CCADB_PEMS = "ccadb-pems"
    PEM = "pem"
    DER = "der"
    ROOT_STORE = "root-store"
    ROOT_CERTIFICATES = "root-certificates"
    INCLUDED_ROOTS = "included-roots"
    ONECRL = "onecrl"
    ONECRL_REPORT = "onecrl-report"
    CRL = "crl"
    OCSP_RESPONSE = "ocsp-response"
    EVIDENCE = "evidence"
    AFFILIATES = "affiliates"
    CRTSH = "crtsh"


DATED = frozenset({Kind.CCADB_RECORDS, Kind.ROOT_STORE, Kind.INCLUDED_ROOTS, Kind.ONECRL, Kind.ONECRL_REPORT})
"""Lists of one day, which their data, their name or the person who has them tells."""


def unpacked(data: bytes, *, where: str, limit: int = FILE_LIMIT) -> bytes:
    """The input without gzip, told by its first bytes; raises `InputRejected` when broken, cut off, or a bomb."""
    if not data.startswith(_GZIP):
        return data
    allowed = max(GZIP_RATIO_FREE, len(data) * GZIP_RATIO_LIMIT)
    bound, name = (allowed, "GZIP_RATIO_LIMIT") if allowed < limit else (limit, "FILE_LIMIT")
    pieces: list[bytes] = []
    size = 0
    rest = data
    while rest:
        reader = zlib.decompressobj(wbits=31)
        try:
            piece = reader.decompress(rest, bound - size + 1)
        except zlib.error as error:
            raise rejected(f"broken gzip: {error}", where=where) from error
        pieces.append(piece)
        size += len(piece)
        if size > bound:
            raise rejected(f"unpacks to more than {bound} bytes ({name})", where=where)
        if not reader.eof:
            raise rejected("truncated: the gzip data ends too early", where=where)
        rest = reader.unused_data.lstrip(b"\0")  # padding that some tools add
        if rest and not rest.startswith(_GZIP):
            raise rejected(f"{len(rest)} bytes behind the gzip data", where=where)
    return b"".join(pieces)


def recognise(data: bytes, *, where: str) -> Kind:
    """The kind of an unpacked input; raises `InputRejected` for what is none of them."""
    for magic, name in _OTHER_MAGIC.items():
        if data.startswith(magic):
            raise rejected(f"{name}; not a kind that can be read", where=where, remedy="unpack or convert it first")
    if len(data) > 1 and data[0] == SEQUENCE and data[1] & 0x80:  # no text goes on like this
        return kind_of_der(data, where=where)
    if data.startswith(_REFUSED_TO_ANSWER):
        return Kind.OCSP_RESPONSE
    if _EMPTY_YEAR.search(where) and not data.removeprefix(b"\xef\xbb\xbf").strip():
        return Kind.CCADB_PEMS
    head = data[:_HEAD_LIMIT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[")):
        document = read_json(data, where=where)
        if looks_like_search(document):
            return Kind.CRTSH
        if entries_of(document) is None:
            raise rejected("JSON of a kind that is not known here", where=where)
        return Kind.ONECRL
    if head.startswith(b"<"):
        raise rejected("HTML or XML", where=where, remedy="probably an error page of a server; fetch the file again")
    if (table := _table_kind(head)) is not None:
        return table
    if PEM_BEGIN in data and b"-----BEGIN CERTIFICATE-----" not in data:
        return Kind.CRL
    if b"-----BEGIN " in data:
        return Kind.PEM
    if b"\0" in data[:_HEAD_LIMIT] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise rejected("bytes of no known kind", where=where, remedy="give reports, certificates, lists or records")
    if looks_like_record(read_text(data, where=where)):
        return Kind.EVIDENCE
    raise rejected(
        "neither a CCADB report, certificates, root-store rows, OneCRL, a CRL, an OCSP response nor a register",
        where=where,
        remedy="name its kind with --source, if it is one of them after all",
    )


def kind_of_der(data: bytes, *, where: str) -> Kind:
    """A certificate, a CRL or an OCSP response; raises `InputRejected` for DER that is cut off, or plainly something else.

    A CRL is told by a time among the first fields of its body (RFC 5280 5.1): a certificate has a pair of times there.
    An OCSP response begins with its status. An odd certificate passes; the decoder says what is odd about it.
    """
    try:
        outer = expect(data, 0, len(data), SEQUENCE)
        parts = children(data, outer.content, outer.end)
    except DerError as error:
        raise rejected(f"DER that is truncated or broken: {error}", where=where) from error
    tags = [part.tag for part in parts]
    if tags and tags[0] == INTEGER:
        raise rejected("a key, not a certificate", where=where, remedy="give certificates; keep private keys away")
    if tags and tags[0] == ENUMERATED:
        return Kind.OCSP_RESPONSE
    if tags != [SEQUENCE, SEQUENCE, BIT_STRING]:
        raise rejected("DER, but no certificate, CRL or OCSP response", where=where, remedy="give one of these")
    try:
        body = children(data, parts[0].content, parts[0].end)
    except DerError:
        return Kind.DER
    is_crl = any(field.tag in {UTC_TIME, GENERALIZED_TIME} for field in body[:4])
    return Kind.CRL if is_crl else Kind.DER


def day_of(name: str, data: bytes, kind: Kind) -> date | None:
    """The day that the data name (OneCRL), else the file name (`YYYY-MM-DD` or `YYYYMMDD`, the last that is one).

    Certificates and registers have none, CRLs and OCSP responses their own, signed. `data` is unpacked.
    """
    if kind not in DATED:
        return None
    if kind is Kind.ONECRL and (newest := read_onecrl(data, where=name).day) is not None:
        return newest
    found = None
    for match in _DAY.finditer(re.split(r"[/\\]", name)[-1]):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            found = date(year, month, day)
        except ValueError:
            continue
    return found


def program_of(name: str) -> Program | None:
    """The program that a root-store file names in its name, `<program>_<date>_trust.csv`."""
    found = _TRUST.search(name)
    return next((p for p in Program if found and p.value.casefold() == found[1].casefold()), None)


def part_of(name: str) -> str:
    """`V4a` or `V4b` when the file is one part of a report that CCADB publishes in two; else empty."""
    found = _PART.search(re.split(r"[/\\]", name)[-1])
    return f"V4{found[1].lower()}" if found else ""


def _table_kind(head: bytes) -> Kind | None:
    """The kind of a CSV by the names in its first line; None: no header that we know."""
    line = head.split(b"\n", 1)[0].decode(errors="replace")
    try:
        cells = next(csv.reader([line]), [])
    except csv.Error:
        return None
    names = {fold(cell.strip("'\"")) for cell in cells}
    if names & ONECRL_MARKS:
        return Kind.ONECRL_REPORT
    if names & BIT_HEADERS and fold("Salesforce Record ID") not in names:  # before what shares its columns
        return Kind.INCLUDED_ROOTS
    if names & PEM_HEADERS:
        return Kind.ROOT_CERTIFICATES if "sha256_fingerprint" in names else Kind.CCADB_PEMS
    for kind, known in (
        (Kind.CCADB_RECORDS, COLUMN_OF.keys()),
        (Kind.ROOT_STORE, frozenset(ROOT_STORE_HEADER)),
        (Kind.AFFILIATES, frozenset(AFFILIATE_HEADER)),
    ):
        if len(names & known) >= _NAMES_THAT_TELL:
            return kind
    return None
