"""Rows of the sample world: complete, sorted, and each value in the form that is promised."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.model.finding import Severity
from explorer.store.catalog import open_store
from explorer.views.filters import Filters
from explorer.views.rows import FindingRow, finding_rows

HEX = re.compile(r"[0-9A-F]{64}")
USE = re.compile(r"(Mozilla|Chrome|Apple|Microsoft):[a-z0-9.-]+( \(until \d{4}-\d\d-\d\d\))?")
TRUTH = {"yes", "no", "unknown"}


@pytest.fixture(scope="module")
def assessment(sample_store: Path) -> Assessment:
    with open_store(sample_store) as opened:
        return assess(opened.snapshot())


@pytest.fixture(scope="module")
def rows(assessment: Assessment) -> tuple[FindingRow, ...]:
    return finding_rows(assessment, Filters(unknown=True))


def test_every_finding_is_one_row(assessment: Assessment, rows: tuple[FindingRow, ...]) -> None:
    assert len(rows) == len(assessment.findings) + len(assessment.unknown)
    assert len({(row.rule_id, row.subject_id, row.status) for row in rows}) == len(rows)
    assert finding_rows(assessment, Filters()) == tuple(row for row in rows if row.status != "unknown")


def test_sorted_by_severity_rule_and_subject(rows: tuple[FindingRow, ...]) -> None:
    keys = [(Severity(row.severity).rank, row.rule_id, row.subject_id) for row in rows]
    assert keys == sorted(keys)


def test_values_have_their_promised_form(assessment: Assessment, rows: tuple[FindingRow, ...]) -> None:
    graph = assessment.facts.graph
    for row in rows:
        for value in (row.certificate_sha256, row.spki_sha256, row.ca_id, row.snapshot):
            assert value == "" or HEX.fullmatch(value)
        assert row.ca_id == "" or row.ca_id in graph.cas
        assert all(HEX.fullmatch(step) for step in row.proof)
        assert all(USE.fullmatch(use) for use in row.programs) and list(row.programs) == sorted(row.programs)
        assert list(row.root_names) == sorted(row.root_names) and list(row.citations) == sorted(row.citations)
        for value in (
            row.constrained_default, row.constrained_mozilla_v25, row.constrained_mozilla_v29,
            row.constrained_crtsh, row.ccadb_technically_constrained,
        ):  # fmt: skip
            assert value in TRUTH
        assert row.severity in {s.value for s in Severity} and row.status in {"open", "accepted", "unknown"}
        assert row.confidence in {"certain", "disclosed", "inferred"}
        assert row.subject_kind in {"certificate", "ca", "key", "record", "owner", "run"}
        assert row.operator_basis in {"", "E0", "E1", "E2", "E3", "E4"}
        assert row.key_state in {"", "evidenced", "claimed", "silent", "contradicted"}
        assert row.explanation and row.title and row.remedy and row.citations and row.subject_name and row.subject_id
        assert row.as_of == assessment.manifest.as_of.isoformat()
        for moment in (row.not_before, row.not_after):
            assert moment == "" or datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).year > 1900
        if row.certificate_sha256:
            assert row.crtsh_url.endswith(row.certificate_sha256)
        if row.subject_kind == "certificate":
            assert row.certificate_sha256 == row.subject_id
        if row.status != "unknown" and row.severity in {"critical", "high"}:
            asks_of_others = row.rule_id.startswith("OCSP-")  # those that it can answer for are trusted, not itself
            assert row.programs or asks_of_others or row.subject_kind != "certificate", row.rule_id
        if row.proof:
            assert set(row.proof) <= set(graph.certificates)
        if row.status == "unknown":
            assert row.severity == "info"


def test_owner_and_operator_are_parts_in_any_case(assessment: Assessment, rows: tuple[FindingRow, ...]) -> None:
    owner = next(row.ca_owner for row in rows if row.ca_owner)
    part = owner[1:-1].upper()
    found = finding_rows(assessment, Filters(owner=part, unknown=True))
    assert found == tuple(row for row in rows if part.casefold() in row.ca_owner.casefold())
    operator = next(row.operator for row in rows if row.operator)
    found = finding_rows(assessment, Filters(operator=operator.lower(), unknown=True))
    assert found == tuple(row for row in rows if operator.casefold() in row.operator.casefold())


@pytest.mark.parametrize("view", ["proof", "record"])
@pytest.mark.parametrize("basis", ["mrsp", "v25", "v29", "crtsh", "ccadb"])
def test_every_basis_and_view_can_be_shown(view: str, basis: str, sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        judged = assess(opened.snapshot(), basis=basis, view=view)
    shown = {row.constrained_default for row in finding_rows(judged, Filters(unknown=True))}
    assert shown <= TRUTH
