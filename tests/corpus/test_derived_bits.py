"""The table of derived trust bits, on the sample world and on the one real row at hand that has the column."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.analysis.survey import survey
from explorer.rules.facts import Facts
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.reading import Asked
from tests.corpus.derived_bits import _WORDS, AGREE, compare, main
from tests.real_data import DATA, needs_real_data


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Facts:
    with open_store(sample_store) as opened:
        return survey(opened.snapshot(None)).facts


def test_most_of_the_sample_world_agrees(sample: Facts) -> None:
    words = Counter(one.why == AGREE for one in compare(sample))
    assert words[True] > 20 * words[False] > 0


def test_every_difference_has_a_reason(sample: Facts) -> None:
    whys = {one.why for one in compare(sample)} - {AGREE}
    assert all(why in _WORDS.values() or why.startswith("no path: ") for why in whys)
    assert _WORDS["bit missing"] not in whys, "the one class that would be nobody's known trait"


STORIES = {
    "Greywater Cellar CA": "no path: path length (RFC 5280 6.1.4 (l), (m))",
    "Foxglove Row i CA": "no path: name constraints (RFC 5280 6.1.3 (b), (c) and 6.1.4 (g))",
    "Rookery Server CA 3": _WORDS["unsigned"],
    "Rookery Server CA 6": _WORDS["not at hand"],
    "Thistledown Server CA 1": _WORDS["record says revoked"],
}


@pytest.mark.parametrize(("name", "why"), STORIES.items(), ids=STORIES)
def test_stories_of_the_sample_world_fall_into_their_class(sample: Facts, name: str, why: str) -> None:
    assert {one.why for one in compare(sample) if one.record.name == name and one.why != AGREE} == {why}


def test_the_command_prints_the_table(sample_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sample_store), "--examples", "0"]) == 0
    head, columns, first, *_ = capsys.readouterr().out.splitlines()
    assert "records with the column" in head
    assert columns.split() == ["bit", "path", "count", "why"]
    assert first.endswith("agree")


@needs_real_data
def test_the_real_row_at_hand_differs_in_one_purpose_only(tmp_path: Path) -> None:
    """The EKU of a CA directly below its root names document signing; no list at hand has that root for it."""
    assert DATA is not None
    paths = [
        DATA / "ccadb" / "header-samples" / "AllCertificateRecords_2024-11-01_79col_1row.csv",
        DATA / "pem" / "AllCertificatePEMsCSVFormat_NotBeforeYear_2012.csv.gz",
        DATA / "pem" / "AllCertificatePEMsCSVFormat_NotBeforeYear_2023.csv.gz",
        *sorted((DATA / "rootstores").glob("*_trust.csv.gz")),
    ]
    store, now = tmp_path / "store.sqlite", datetime(2026, 9, 1, tzinfo=UTC)
    ingest_bytes(
        {path.name: path.read_bytes() for path in paths}, Asked(today=now.date()), store=store, now=now, progress=SILENT
    )
    with open_store(store) as opened:
        found = list(compare(survey(opened.snapshot(date(2024, 11, 1))).facts))
    assert {(one.purpose, one.why) for one in found if one.why != AGREE} == {
        ("document-signing", _WORDS["root not for it"])
    }
    assert {one.purpose for one in found if one.bit and one.path} == {"email", "tls-client"}
