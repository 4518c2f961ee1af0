"""Findings as JSON: nothing altered, only escaped; the head says what the answer was made from."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.exports.csv_tables import COLUMNS
from explorer.exports.json_rows import unknown_counts, write_json, write_json_lines
from explorer.store.catalog import open_store
from explorer.views.filters import Filters
from explorer.views.rows import FindingRow, finding_rows


@pytest.fixture(scope="module")
def assessment(sample_store: Path) -> Assessment:
    with open_store(sample_store) as opened:
        return assess(opened.snapshot())


@pytest.fixture(scope="module")
def rows(assessment: Assessment) -> tuple[FindingRow, ...]:
    return finding_rows(assessment, Filters(unknown=True))


def test_one_document(assessment: Assessment, rows: tuple[FindingRow, ...]) -> None:
    stream = io.BytesIO()
    write_json(assessment, rows, stream)
    assert stream.getvalue().isascii() and stream.getvalue().endswith(b"}\n")
    document = json.loads(stream.getvalue())
    assert set(document) == {
        "schema", "as_of", "snapshot", "view", "basis", "lists", "warnings", "census", "unknown", "findings",
    }  # fmt: skip
    assert (document["schema"], document["view"], document["basis"]) == (1, "proof", "mrsp")
    assert document["as_of"] == assessment.manifest.as_of.isoformat()
    assert document["warnings"] == list(assessment.warnings)
    assert [set(listed) for listed in document["lists"]] == [{"name", "day", "file", "sha256"}] * len(
        assessment.manifest.lists
    )
    assert sum(document["unknown"].values()) == len(assessment.unknown)
    assert len(document["findings"]) == len(rows)


def test_a_line_each_with_every_column_as_it_is(assessment: Assessment, rows: tuple[FindingRow, ...]) -> None:
    stream, whole = io.BytesIO(), io.BytesIO()
    write_json_lines(rows, stream)
    write_json(assessment, rows, whole)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines == json.loads(whole.getvalue())["findings"]
    for line, row in zip(lines, rows, strict=True):
        assert list(line) == list(COLUMNS)
        for name in COLUMNS:
            value = getattr(row, name)
            assert line[name] == (list(value) if isinstance(value, tuple) else value)


def test_unknowns_are_counted_by_rule(assessment: Assessment) -> None:
    counts = unknown_counts(assessment)
    assert list(counts) == sorted(counts)
    assert counts == {rule: sum(f.rule == rule for f in assessment.unknown) for rule in counts}
