"""distrust.csv: what becomes of each certificate when some are not believed; cells are safe as in flags.csv.

Columns are a promise: docs/csv-columns.md has a section of its own for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.exports.csv_tables import write_rows
from explorer.views.what_if import FateRow

DISTRUST_COLUMNS: dict[str, str] = {
    "fate": "loses: at least one use; limited: all kept, some only for what was issued before; keeps: all, though it "
    "stands below.",
    "is_distrusted": "yes: it is one of those that the question does not believe.",
    "subject_name": "Subject of the certificate.",
    "certificate_sha256": "SHA-256 of the certificate.",
    "ca_id": "SHA-256 over subject and key: the CA.",
    "ca_owner": "CA Owner of its CCADB record.",
    "operator": "Operator, when it is another organisation than the owner.",
    "lost": "Program:Purpose that no path proves any more.",
    "limited": "Program:Purpose that stays, with an earlier cut-off.",
    "kept": "Program:Purpose that stays as it was.",
    "survives_through": "A path that still holds, anchor first, for one of those kept.",
    "issued_unexpired": "Who would notice: distinct certificates that its key was seen to issue in Certificate Transparency, "
    "not expired on the day, in entries of verified logs; empty: not observed, or no census is loaded.",
    "issuance": "The same in words; says so where no census is loaded or nothing was observed, which is not zero.",
}

assert tuple(DISTRUST_COLUMNS) == tuple(field.name for field in fields(FateRow))  # the promise and the row are one


def write_distrust_csv(rows: Iterable[FateRow], stream: BinaryIO, *, raw: bool = False) -> None:
    """Write distrust.csv; `raw` leaves the apostrophes out."""
    told = ([_plain(name, getattr(row, name)) for name in DISTRUST_COLUMNS] for row in rows)
    write_rows(tuple(DISTRUST_COLUMNS), told, stream, raw=raw)


def _plain(column: str, value: str | int | tuple[str, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return (" > " if column == "survives_through" else "; ").join(value)
    return str(value)
