"""Reader of Mozilla's report of the intermediates in OneCRL (CSV), as far as its rows carry the certificates.

OneCRL names certificates by issuer and serial number; both are read from the certificate of the row. The report is
one more statement beside the list that the settings server publishes, under a name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.ids import parse_sha256, sha256_hex
from explorer.model.revocation import RevocationEntry
from ingest.decode.der import DerError
from ingest.decode.pem import pem_blocks
from ingest.decode.skim import skim
from ingest.sources.ccadb_cells import values
from ingest.sources.ccadb_columns import fold
from ingest.sources.ccadb_pems import FINGERPRINT_HEADERS, PEM_HEADERS
from ingest.sources.csv_table import read_table
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected

LIST = "onecrl-report"
ONECRL = "onecrl"  # whose word it is: Mozilla's, for TLS
STATUS = "onecrl status"
MARKS = frozenset({STATUS, "onecrl bug number", "onecrl bug"})

_REASONS = ("rfc 5280 revocation reason code", "reason code", "comments", "onecrl bug number", "onecrl bug")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCrlReport:
    """The entries of one report."""

    entries: tuple[RevocationEntry, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts


def read_onecrl_report(data: bytes, *, where: str) -> OneCrlReport:
    """Read the report (unpacked); raises `InputRejected` when the file as such is in doubt, or has no certificates."""
    table = read_table(data, where=where)
    names = [fold(cell.strip("'\"")) for cell in table.header]
    doubled = [name for name in names if name and names.count(name) > 1]
    if doubled:
        raise rejected(f"the header has twice {doubled[0]!r}", where=where)
    pem = next((name for name in names if name in PEM_HEADERS), None)
    if pem is None:
        raise rejected(
            "the report carries no certificates, so issuer and serial number of its entries are not known",
            where=where,
            remedy="use the OneCRL list of the settings server (source onecrl) instead",
        )
    if not table.rows:
        raise rejected("the list is empty", where=where, remedy="a revocation list that lost all entries is in doubt")
    entries: dict[RevocationEntry, None] = {}
    reasons: dict[int, str] = {}
    duplicates = 0
    for i, row in enumerate(table.rows):
        try:
            entry = _entry_of({name: cell.strip() for name, cell in zip(names, row, strict=False) if name}, pem)
        except ValueError as reason:
            reasons[i] = str(reason)
            continue
        duplicates += entry in entries
        entries[entry] = None
    quarantined = table.set_aside(reasons, source=LIST)
    refuse_if_doubtful(read=len(table.rows), quarantined=quarantined, where=where)
    counts = Counts(read=len(table.rows), rows=len(entries), duplicates=duplicates, quarantined=len(quarantined))
    return OneCrlReport(entries=tuple(entries), quarantined=quarantined, counts=counts)


def _entry_of(cells: dict[str, str], pem: str) -> RevocationEntry:
    """One row; raises ValueError with the reason when it names no certificate, or one that is not in OneCRL yet."""
    status = cells.get(STATUS, "")
    if status and "added" not in status.casefold():
        raise ValueError(f"OneCRL status {status!r}: not said to be in OneCRL")
    blocks = tuple(pem_blocks(cells.get(pem, "").strip("'").encode()))
    if len(blocks) != 1 or blocks[0].problem:
        raise ValueError(blocks[0].problem if len(blocks) == 1 else f"{len(blocks)} certificates in the row")
    der = blocks[0].der
    claimed = next((cells[name] for name in FINGERPRINT_HEADERS if cells.get(name)), "")
    if claimed and parse_sha256(claimed.strip("'\"")) != sha256_hex(der):
        raise ValueError("the certificate is not that of the fingerprint")
    try:
        read = skim(der)
    except DerError as error:
        raise ValueError(f"the certificate cannot be read: {error}") from error
    told = [part for name in _REASONS for part in values(cells.get(name, ""))]
    return RevocationEntry(
        source=ONECRL, issuer=read.issuer, serial=read.serial.hex().upper(), since=None, reason="; ".join(told)
    )
