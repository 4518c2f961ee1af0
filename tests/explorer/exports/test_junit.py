"""JUnit XML as build servers read it."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.exports.junit import write_junit
from explorer.model.fingerprint import fingerprint_of
from explorer.views.background import NOTHING_KNOWN, Background
from explorer.views.rows import FindingRow
from tests.explorer.exports.evil import EVIL, evil_rows


def written(
    assessment: Assessment, rows: tuple[FindingRow, ...], background: Background = NOTHING_KNOWN
) -> Xml.Element:
    stream, again = io.BytesIO(), io.BytesIO()
    write_junit(assessment, rows, stream, background=background)
    write_junit(assessment, rows, again, background=background)
    assert stream.getvalue() == again.getvalue()
    return Xml.fromstring(stream.getvalue())


def test_one_case_each_and_counts_that_agree(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    root = written(sample, sample_rows)
    assert root.tag == "testsuites"
    assert len(root.findall("testsuite/testcase")) == len(sample_rows) == int(root.get("tests", ""))
    for element in (root, *root.findall("testsuite")):
        assert len(element.findall(".//failure")) == int(element.get("failures", ""))
        assert len(element.findall(".//skipped")) == int(element.get("skipped", ""))
        assert len(element.findall(".//testcase")) == int(element.get("tests", ""))
    names = [case.get("classname", "") + case.get("name", "") for case in root.iter("testcase")]
    assert len(set(names)) == len(names)


def test_medium_fails_low_passes_and_the_rest_is_skipped(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    row = replace(sample_rows[0], status="open")
    known = {fingerprint_of(row.rule_id, row.subject_id): "a reason"}
    for changed, tag in (
        (replace(row, severity="medium"), "failure"),
        (replace(row, severity="low"), "system-out"),
        (replace(row, status="accepted"), "skipped"),
        (replace(row, status="unknown"), "skipped"),
    ):
        root = written(sample, (changed,), Background(accepted=known))
        assert [child.tag for child in root.iter() if child.tag in ("failure", "system-out", "skipped")] == [tag]
        if changed.status == "accepted":
            assert root.find(".//skipped").get("message") == "accepted: a reason"  # type: ignore[union-attr]  # found above


def test_nothing_found_is_a_case_that_passes(sample: Assessment) -> None:
    root = written(sample, ())
    assert root.get("tests") == "1" and len(root.findall(".//testcase")) == 1 and root.find(".//failure") is None


def test_names_cannot_break_it(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    assert len(written(sample, evil_rows(sample_rows[0])).findall(".//testcase")) == len(EVIL)
