"""Everything known of each CA, key and certificate of the sample can be shown, each value with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.analysis.assess import assess
from explorer.errors import UsageError
from explorer.store.catalog import open_store
from explorer.views.detail import detail, detail_of
from explorer.views.lookup import look_up


def test_every_certificate_ca_and_key_of_the_sample(sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        assessment = assess(opened.snapshot())
        graph = assessment.facts.graph
        told = set()
        for text in (*graph.certificates, *graph.cas, *graph.keys()):
            shown = detail(assessment, look_up(graph, text), opened.columns_of)
            assert shown.title
            fields = [field for section in shown.sections for field in section.fields]
            assert all(field.name and field.source for field in fields)
            told |= {f.name.split()[0] for s in shown.sections if s.title == "Findings" for f in s.fields}
        found = [*assessment.findings, *assessment.unknown]
        rules = {f.rule for f in found if f.certificate in graph.certificates or f.ca in graph.cas or f.key}
        assert rules <= told


def test_the_record_is_shown_column_by_column_with_the_day_of_its_list(sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        assessment = assess(opened.snapshot())
        record = next(
            r for r in assessment.facts.records.values() if r.certificate in assessment.facts.graph.certificates
        )
        assert record.certificate is not None
        shown = detail(assessment, look_up(assessment.facts.graph, record.certificate), opened.columns_of)
        (section,) = [s for s in shown.sections if s.title == f"CCADB record {record.record}"]
        held = {field.name: field.value for field in section.fields}
        for name, value in opened.columns_of(record.row):
            assert held.get(name, "") == value
        assert {f.source for f in section.fields} == {"store", f"{record.source} of {record.day}"}


def test_a_certificate_that_is_not_at_hand_is_shown_by_what_others_say_of_it(sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        assessment = assess(opened.snapshot())
        facts = assessment.facts
        absent = sorted({*facts.records_of, *facts.opaque} - facts.graph.certificates.keys())
        assert absent
        for id_ in absent:
            shown = detail_of(assessment, id_.lower(), opened.columns_of)
            fields = {f.value for section in shown.sections for f in section.fields}
            assert id_ in fields
            assert {f"CCADB record {r.record}" for r in facts.records_of.get(id_, ())} <= {
                section.title for section in shown.sections
            }
            about = [f for f in (*assessment.findings, *assessment.unknown) if f.certificate == id_]
            (found,) = [section for section in shown.sections if section.title == "Findings"]
            assert {f.rule for f in about} <= {field.name.split()[0] for field in found.fields}
        with pytest.raises(UsageError):
            detail_of(assessment, "nobody", opened.columns_of)
