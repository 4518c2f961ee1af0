"""Readers of certificates as bytes: CCADB's PEM reports, PEM bundles, DER files.

The big reports do not go through a CSV reader: PEM blocks are found in the raw bytes, and only what lies
between them, some seventy bytes a row, is read as CSV. So every row is accounted for, in any style of
quoting, and each certificate is compared with the fingerprint that the row claims for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.model.ids import CertificateId, parse_sha256, sha256_hex
from ingest.decode.der import SEQUENCE, DerError, header
from ingest.decode.pem import PemBlock, pem_blocks
from ingest.sources.ccadb_columns import fold
from ingest.sources.csv_table import read_table
from ingest.sources.interface import CertificateBytes, Counts, Quarantined, refuse_if_doubtful, rejected

REPORT = "ccadb-pems"
ROOT_CERTIFICATES = "root-certificates"
BUNDLE = "pem"
DER = "der"
PRIVATE_KEY = "a private key"  # how `pem_blocks` begins to say so

FINGERPRINT_HEADERS = frozenset({"sha-256 fingerprint", "sha256_fingerprint"})
PEM_HEADERS = frozenset({"x.509 certificate (pem)", "pem", "pem info"})

_BEGIN = b"-----BEGIN "
_END = b"-----END "
_DASHES = b"-----"
_MARK = re.compile(r"\x02(\d+)\x03", re.ASCII)
_RAW_MARK = re.compile(rb"\x02(\d+)\x03")
_BODY = re.compile(rb"[A-Za-z0-9+/=\s]*")
_QUOTES = "'\" \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateReport:
    """The certificates of one input, in its order, each once."""

    certificates: tuple[CertificateBytes, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts
    private_keys: int = 0  # blocks that hold one: neither kept nor shown; warn


def read_pem_report(data: bytes, *, where: str, source: str = REPORT) -> CertificateReport:
    """Read a CSV of fingerprints and PEMs (unpacked); an empty file, or a header alone, is an empty year and valid."""
    collected = _Collection()
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return collected.report(read=0)
    blocks = tuple(pem_blocks(data))
    if blocks and _end_of(data, blocks[-1].offset) is None:
        raise rejected("truncated: the last PEM block has no END line", where=where)
    ends = [_body_end(data, block.offset) if block.problem else _end_of(data, block.offset) or 0 for block in blocks]
    table = read_table(_skeleton(data, blocks, ends), where=where)
    fingerprint_at, pem_at = _find_columns(table.header, where=where)
    if table.rows and len(table.rows[-1]) <= max(fingerprint_at, pem_at):
        raise rejected("truncated: the last row ends before its PEM", where=where)
    for i, row in enumerate(table.rows):
        place = f"row {i + 1}"  # the lines of the skeleton are not those of the file
        try:
            collected.take(_certificate_of(row, place, fingerprint_at, pem_at, blocks))
        except _SetAside as reason:
            raw = _filled(table.raw(i), data, blocks, ends)
            collected.set_aside(source=source, position=place, reason=str(reason), raw=raw)
    refuse_if_doubtful(read=len(table.rows), quarantined=tuple(collected.quarantined), where=where)
    return collected.report(read=len(table.rows))


def read_pem_bundle(data: bytes, *, where: str, source: str = BUNDLE) -> CertificateReport:
    """Read the PEM blocks of any text; raises `InputRejected` when there is none."""
    collected = _Collection()
    blocks = tuple(pem_blocks(data))
    if not blocks:
        raise rejected("no PEM block in it", where=where)
    for block in blocks:
        place = f"byte {block.offset}"
        if not block.problem:
            collected.take(_hashed(place, block.der))
        elif block.problem.startswith(PRIVATE_KEY):
            collected.private_keys += 1
            collected.set_aside(source=source, position=place, reason=block.problem, raw=b"")
        else:
            raw = data[block.offset : _end_of(data, block.offset)]
            shown = b"" if b"PRIVATE KEY" in raw else raw  # a key between lines that differ
            collected.set_aside(source=source, position=place, reason=block.problem, raw=shown)
    faulty = tuple(aside for aside in collected.quarantined if not aside.reason.startswith(PRIVATE_KEY))
    refuse_if_doubtful(read=len(blocks), quarantined=faulty, where=where)
    return collected.report(read=len(blocks))


def read_der(data: bytes, *, where: str) -> CertificateReport:
    """Read a DER file: one certificate, or several one after the other."""
    collected = _Collection()
    at = read = 0
    while at < len(data):
        try:
            tag, _, end = header(data, at, len(data))
        except DerError as error:
            raise rejected(f"no DER, or truncated: {error}", where=where) from error
        if tag != SEQUENCE:
            raise rejected(f"no certificate at byte {at}: tag {tag:#04x}", where=where)
        read += 1
        collected.take(_hashed(f"byte {at}", data[at:end]))
        at = end
    if not read:
        raise rejected("the file is empty", where=where)
    return collected.report(read=read)


class _SetAside(Exception):
    """Why a row gives no certificate."""


class _Collection:
    """Certificates of one input, each once, while it is read."""

    def __init__(self) -> None:
        self.certificates: list[CertificateBytes] = []
        self.quarantined: list[Quarantined] = []
        self.duplicates = 0
        self.private_keys = 0
        self._seen: set[CertificateId] = set()

    def take(self, certificate: CertificateBytes) -> None:
        """Keep a certificate, or count it when it was there before."""
        if certificate.id in self._seen:
            self.duplicates += 1
            return
        self._seen.add(certificate.id)
        self.certificates.append(certificate)

    def set_aside(self, *, source: str, position: str, reason: str, raw: bytes) -> None:
        """Keep the bytes of what is no certificate."""
        self.quarantined.append(Quarantined(source=source, position=position, reason=reason, raw=raw))

    def report(self, *, read: int) -> CertificateReport:
        """What was collected; raises `ConservationError` when `read` records did not all end here."""
        return CertificateReport(
            certificates=tuple(self.certificates),
            quarantined=tuple(self.quarantined),
            counts=Counts(
                read=read,
                rows=len(self.certificates),
                duplicates=self.duplicates,
                quarantined=len(self.quarantined),
            ),
            private_keys=self.private_keys,
        )


def _hashed(position: str, der: bytes) -> CertificateBytes:
    return CertificateBytes(position=position, id=CertificateId(sha256_hex(der)), der=der)


def _end_of(data: bytes, offset: int) -> int | None:
    """Where the PEM block at `offset` ends; None: nowhere, the input does. A body holds no hyphen."""
    body = data.find(_DASHES, offset + len(_BEGIN)) + len(_DASHES)
    dash = data.find(b"-", body)
    if dash < 0:
        return None
    if not data.startswith(_END, dash):
        return dash
    close = data.find(_DASHES, dash + len(_END))
    return close + len(_DASHES) if close >= 0 else None


def _body_end(data: bytes, offset: int) -> int:
    """Where the body of an unreadable block stops to look like one: it must not swallow the next row."""
    body = data.find(_DASHES, offset + len(_BEGIN)) + len(_DASHES)
    found = _BODY.match(data, body)
    return found.end() if found else body


def _skeleton(data: bytes, blocks: tuple[PemBlock, ...], ends: list[int]) -> bytes:
    """The input with a numbered mark in place of each PEM block."""
    pieces: list[bytes] = []
    at = 0
    for number, (block, end) in enumerate(zip(blocks, ends, strict=True)):
        pieces += (data[at : block.offset].replace(b"\x02", b"?"), b"\x02%d\x03" % number)
        at = end
    pieces.append(data[at:].replace(b"\x02", b"?"))
    return b"".join(pieces)


def _find_columns(header_cells: tuple[str, ...], *, where: str) -> tuple[int, int]:
    """Positions of the fingerprint and of the PEM."""
    found: list[int] = []
    for names in (FINGERPRINT_HEADERS, PEM_HEADERS):
        places = [i for i, cell in enumerate(header_cells) if fold(cell.strip(_QUOTES)) in names]
        if len(places) != 1:
            number = "lacks" if not places else "has twice"
            raise rejected(f"the header {number} {' or '.join(sorted(names))}", where=where)
        found += places
    return found[0], found[1]


def _certificate_of(
    row: list[str], position: str, fingerprint_at: int, pem_at: int, blocks: tuple[PemBlock, ...]
) -> CertificateBytes:
    """The certificate of one row of the skeleton; raises `_SetAside`."""
    if len(row) <= max(fingerprint_at, pem_at):
        raise _SetAside("the row ends before its PEM")
    marks = _MARK.findall("".join(row))
    if len(marks) != 1:
        raise _SetAside("no PEM block" if not marks else f"{len(marks)} PEM blocks in one row")
    block = blocks[int(marks[0])]
    if block.problem:
        raise _SetAside(block.problem)
    if not _MARK.fullmatch(row[pem_at].strip(_QUOTES)):
        raise _SetAside("the PEM block is not alone in its column")
    certificate = _hashed(position, block.der)
    claimed = parse_sha256(row[fingerprint_at].strip(_QUOTES))
    if claimed is None:
        raise _SetAside(f"the row claims no SHA-256 fingerprint; that of its PEM is {certificate.id}")
    if claimed != certificate.id:
        raise _SetAside(f"the row claims fingerprint {claimed}, that of its PEM is {certificate.id}")
    return certificate


def _filled(row: bytes, data: bytes, blocks: tuple[PemBlock, ...], ends: list[int]) -> bytes:
    """A row as received: the marks of the skeleton replaced by their PEM blocks."""

    def block_bytes(mark: re.Match[bytes]) -> bytes:
        number = int(mark[1])
        return data[blocks[number].offset : ends[number]]

    return _RAW_MARK.sub(block_bytes, row)
