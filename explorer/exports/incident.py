"""The CCADB incident appendix: the columns of the guidelines first and in their order, our own to the right.

Source: CCADB Incident Reporting Guidelines 3.2, Appendix. From 10,000 certificates on it is a text file of links.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from explorer.exports.csv_tables import cell
from explorer.views.incident import IncidentRow

MANY = 10_000  # certificates from which on the guidelines ask for links instead
APPENDIX = (
    "Precertificate SHA-256 hash",
    "Certificate SHA-256 hash",
    "Subject",
    "Issuer",
    "Not before",
    "Not after",
    "Serial #",
    "dNSNames",
    "Is revoked?",
    "Revocation date",
    "Revocation reason",
)
OWN = ("revoked_by", "rule_ids", "ca_owner", "operator", "programs", "ca_id", "key_id")


def write_incident(rows: Iterable[IncidentRow], count: int, stream: BinaryIO, *, raw: bool = False) -> None:
    """Write the appendix for `count` rows; `raw` leaves the apostrophes out that keep a spreadsheet from running cells."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    if count >= MANY:
        for row in rows:
            text.write(f"https://crt.sh/?sha256={row.certificate}\n")
    else:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow((*APPENDIX, *OWN))
        for row in rows:
            writer.writerow([cell(value, raw=raw) for value in _cells(row)])
    text.flush()
    text.detach()


def _cells(row: IncidentRow) -> tuple[str, ...]:
    """Precertificate and dNSNames stay empty: these are CAs and responders, not end-entity certificates."""
    return (
        "",
        row.certificate,
        row.subject,
        row.issuer,
        row.not_before,
        row.not_after,
        row.serial.upper(),
        "",
        row.is_revoked,
        row.revocation_date,
        row.revocation_reason,
        "; ".join(row.revoked_by),
        "; ".join(row.rules),
        row.owner,
        row.operator,
        "; ".join(row.programs),
        row.ca_id,
        row.key_id,
    )
