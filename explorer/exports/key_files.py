"""Keys with state and need (`subca evidence list`) as CSV and JSON; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.exports.csv_tables import cell, plain
from explorer.views.evidence import KeyRow

SCHEMA = 1  # raised when a name goes or changes its meaning
COLUMNS = tuple(field.name for field in fields(KeyRow))


def write_csv(rows: Iterable[KeyRow], stream: BinaryIO) -> None:
    """One row a key, all fields quoted, safe in a spreadsheet."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([cell(plain(name, getattr(row, name))) for name in COLUMNS])
    text.flush()
    text.detach()


def write_json(assessment: Assessment, rows: Iterable[KeyRow], open_records: Sequence[str], stream: BinaryIO) -> None:
    """One document with its head, and the records that name no key at hand."""
    document = {
        "schema": SCHEMA,
        "as_of": assessment.manifest.as_of.isoformat(),
        "snapshot": assessment.manifest.id,
        "warnings": list(assessment.warnings),
        "keys": [asdict(row) for row in rows],
        "unresolved_records": list(open_records),
    }
    stream.write(json.dumps(document, indent=1).encode("ascii") + b"\n")
