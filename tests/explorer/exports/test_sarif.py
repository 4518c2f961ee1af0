"""SARIF 2.1.0: valid under the published schema, within the limits of code scanning, and honest about what it leaves out."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.analysis.assess import Assessment
from explorer.exports.sarif import FINGERPRINT, write_sarif
from explorer.model.fingerprint import fingerprint_of
from explorer.rules.registry import RULES
from explorer.views.background import Background, Compared
from explorer.views.rows import FindingRow
from tests.explorer.exports.evil import evil_rows
from tests.explorer.exports.json_schema import faults

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_bytes())


def written(assessment: Assessment, rows: tuple[FindingRow, ...], **options: Any) -> dict[str, Any]:
    stream, again = io.BytesIO(), io.BytesIO()
    write_sarif(assessment, rows, stream, **options)
    write_sarif(assessment, rows, again, **options)
    assert stream.getvalue() == again.getvalue()
    document: dict[str, Any] = json.loads(stream.getvalue())
    assert list(faults(document, SCHEMA, SCHEMA)) == []
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_the_sample_world_is_valid_and_every_finding_a_result(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    run = written(sample, sample_rows)
    assert len(run["results"]) == len(sample_rows)
    for result, row in zip(run["results"], sample_rows, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == row.rule_id
        digest = hashlib.sha256((row.rule_id + row.subject_id).encode()).hexdigest().upper()
        assert result["partialFingerprints"] == {FINGERPRINT: digest}
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == row.subject_id
        if row.status == "unknown":
            assert (result["kind"], result["level"]) == ("open", "none")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.id for rule in RULES]
    assert {n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]} == set(sample.warnings)


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        ("critical", "error", "9.5"),
        ("high", "error", "8.0"),
        ("medium", "warning", "5.5"),
        ("low", "note", "3.0"),
        ("info", "note", "1.0"),
    ],
)
def test_severity_becomes_level_and_score(
    severity: str, level: str, score: str, sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    (result,) = written(sample, (replace(sample_rows[0], severity=severity),))["results"]
    assert (result["level"], result["properties"]["security-severity"]) == (level, score)


def test_names_cannot_break_it(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    run = written(sample, evil_rows(sample_rows[0]))
    assert "\\u202e" not in json.dumps(run) and "⟦U+202E⟧" in json.dumps(run, ensure_ascii=False)


def test_what_is_over_the_limit_is_left_out_from_the_end_and_told(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    run = written(sample, sample_rows, most=3)
    assert [r["ruleId"] for r in run["results"]] == [row.rule_id for row in sample_rows[:3]]
    left = len(sample_rows) - 3
    assert run["properties"]["resultsLeftOut"] == left
    assert run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"].startswith(f"{left} findings")
    few = written(sample, sample_rows * 40, octets=20_000)
    assert 0 < len(few["results"]) < len(sample_rows) * 40
    assert len(few["results"]) + few["properties"]["resultsLeftOut"] == len(sample_rows) * 40


def test_state_and_suppression_stand_in_all_results_or_in_none(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    first, second = (replace(row, status="open") for row in sample_rows[:2])
    known = fingerprint_of(first.rule_id, first.subject_id)
    background = Background(compared={known: Compared.UNCHANGED}, accepted={known: "looked at \u202e"})
    run = written(sample, (replace(first, status="accepted"), second), background=background)
    assert [r["baselineState"] for r in run["results"]] == ["unchanged", "new"]
    assert [len(r["suppressions"]) for r in run["results"]] == [1, 0]
    assert run["results"][0]["suppressions"][0]["justification"] == "looked at ⟦U+202E⟧"
    assert all(
        "baselineState" not in r and r["suppressions"] == [] for r in written(sample, (first, second))["results"]
    )


def test_the_place_of_a_file_on_the_machine_is_not_told(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    lists = tuple(replace(listed, file=f"/someone/{listed.file} #1") for listed in sample.manifest.lists)
    moved = replace(sample, manifest=replace(sample.manifest, lists=lists))
    assert "someone" not in json.dumps(written(moved, sample_rows[:1]))


def test_no_findings_and_no_lists(sample: Assessment) -> None:
    bare = replace(sample, manifest=replace(sample.manifest, lists=()), warnings=())
    assert written(bare, ())["results"] == []


def test_the_checker_finds_faults() -> None:
    run = {"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}}]}
    good = {"version": "2.1.0", "runs": [run]}
    assert not list(faults(good, SCHEMA, SCHEMA))
    for bad in ({**good, "version": "2"}, {**good, "runs": [{}]}, {**good, "odd": 1}):
        assert list(faults(bad, SCHEMA, SCHEMA))
    assert list(faults({**good, "runs": [{**run, "results": [{"message": {}, "ruleIndex": -2}]}]}, SCHEMA, SCHEMA))
