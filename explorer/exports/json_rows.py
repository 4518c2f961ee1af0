"""Findings as JSON: one document with its head, or one object a line; values are never altered, only escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.exports.csv_tables import COLUMNS
from explorer.views.census import census_words
from explorer.views.rows import FindingRow

SCHEMA = 1  # raised when a name goes or changes its meaning


def write_json(assessment: Assessment, rows: Iterable[FindingRow], stream: BinaryIO) -> None:
    """One document: what was judged, what it was read from, what could not be told, and the findings."""
    manifest = assessment.manifest
    document = {
        "schema": SCHEMA,
        "as_of": manifest.as_of.isoformat(),
        "snapshot": manifest.id,
        "view": assessment.view,
        "basis": assessment.facts.basis,
        "lists": [
            {"name": listed.name, "day": listed.day.isoformat(), "file": listed.file, "sha256": listed.sha256}
            for listed in manifest.lists
        ],
        "warnings": list(assessment.warnings),
        "census": census_words(assessment.facts.census),
        "unknown": unknown_counts(assessment),
        "findings": [_object(row) for row in rows],
    }
    stream.write(json.dumps(document, indent=1).encode("ascii") + b"\n")


def write_json_lines(rows: Iterable[FindingRow], stream: BinaryIO) -> None:
    """One finding a line, in the order of the rows."""
    for row in rows:
        stream.write(json.dumps(_object(row)).encode("ascii") + b"\n")


def unknown_counts(assessment: Assessment) -> dict[str, int]:
    """How often each rule could not tell, by rule id."""
    counts: dict[str, int] = {}
    for finding in assessment.unknown:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return dict(sorted(counts.items()))


def _object(row: FindingRow) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in fields(FindingRow) if field.name in COLUMNS}
