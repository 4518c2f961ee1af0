"""changes.csv, JSON and JSON Lines of the changes between two days; cells are safe as in flags.csv.

Columns are a promise: docs/csv-columns.md has a section of its own for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.exports.csv_tables import plain, write_rows
from explorer.views.changes import ChangeList, ChangeRow, counts_by_type

SCHEMA = 1  # raised when a name goes or changes its meaning

CHANGE_COLUMNS: dict[str, str] = {
    "type": "Type of the change (subca diff --help lists them).",
    "subject_kind": "record, certificate, ca, key or owner.",
    "subject_name": "Name of the subject.",
    "subject_id": "Identifier of the subject, as its kind is identified.",
    "certificate_sha256": "SHA-256 of the certificate it is about; of a CA or key its newest; empty: none.",
    "record_id": "Salesforce record id.",
    "ca_owner": "CA Owner on the later day, else on the earlier.",
    "old": "The value of the earlier day; empty: there was none.",
    "new": "The value of the later day; empty: there is none.",
    "note": "What the values alone do not tell: the program, the source, a rename.",
    "cause_source": "List whose claim changed, or certificate, key-lifecycle register, calendar, computed.",
    "cause_claim": "Record id, fingerprint or evidence id of that claim.",
    "cause_field": "Column or field of the claim.",
    "cause_day": "First stored day with the new claim, or the date in the certificate or register.",
    "cause_old": "What the claim said before.",
    "cause_new": "What it says now.",
    "programs": "Programs that trust the subject on either day, or whose anchor it is.",
    "trust_lost": "Program:Purpose in which its certificates were trusted on the earlier day and are no more.",
    "trust_gained": "... on the later day and were not before.",
    "below_lost": "Certificates below it that lost trust on the same days.",
    "below_gained": "Certificates below it that gained trust on the same days.",
    "from_day": "The earlier day.",
    "to_day": "The later day.",
}

assert tuple(CHANGE_COLUMNS) == tuple(field.name for field in fields(ChangeRow))  # the promise and the row are one


def write_changes_csv(rows: Iterable[ChangeRow], stream: BinaryIO, *, raw: bool = False) -> None:
    """Write changes.csv; `raw` leaves the apostrophes out."""
    told = ([plain(name, getattr(row, name)) for name in CHANGE_COLUMNS] for row in rows)
    write_rows(tuple(CHANGE_COLUMNS), told, stream, raw=raw)


def write_changes_json(changes: ChangeList, stream: BinaryIO) -> None:
    """One document: what was compared, the counts by type, and the changes."""
    document = {
        "schema": SCHEMA,
        "from": changes.from_day.isoformat(),
        "to": changes.to_day.isoformat(),
        "from_snapshot": changes.from_snapshot,
        "to_snapshot": changes.to_snapshot,
        "warnings": list(changes.warnings),
        "counts": counts_by_type(changes.rows),
        "untyped": changes.untyped,
        "changes": [_object(row) for row in changes.rows],
    }
    stream.write(json.dumps(document, indent=1).encode("ascii") + b"\n")


def write_changes_json_lines(rows: Iterable[ChangeRow], stream: BinaryIO) -> None:
    """One change a line, in the order of the rows."""
    for row in rows:
        stream.write(json.dumps(_object(row)).encode("ascii") + b"\n")


def _object(row: ChangeRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in CHANGE_COLUMNS}
