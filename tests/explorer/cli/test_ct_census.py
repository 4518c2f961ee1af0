"""`subca ct census` and what `subca flags` says with and without it, as a person runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from explorer.store.catalog import open_store
from ingest.sample.log import SampleLog
from ingest.sample.log_cast import alder_cast, alder_files
from ingest.sample.log_files import ALDER, log_list, rfc6962_files, tiled_files
from tests.explorer.cli.verbs import Subca, summary_of

SIZE = 2_000


@pytest.fixture
def subca(capsys: pytest.CaptureFixture[str]) -> Subca:
    return Subca(capsys)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`lists` of the Alder world, its log as `tiles` and as `answers`, and the list of logs."""
    base = tmp_path_factory.mktemp("alder")
    log = SampleLog(cast=alder_cast(), size=SIZE)
    folders = {"lists": alder_files().items(), "tiles": tiled_files(log), "answers": rfc6962_files(log)}
    for folder, files in folders.items():
        for path, data in files:
            if "onecrl" in path:
                continue  # empty, and refused as such
            file = base / folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    (base / "logs.json").write_bytes(log_list(ALDER.listed("https://alder.example/2026h2/", is_tiled=True)))
    return base


def test_flags_say_reach_by_issuance_with_a_census_and_that_there_is_none_without(
    subca: Subca, world: Path, tmp_path: Path
) -> None:
    store = tmp_path / "s.sqlite"
    assert subca("ingest", world / "lists", "--store", store).code == 0
    assert subca("ct", "ingest", world / "tiles", "--log-list", world / "logs.json", "--store", store).code == 0
    before = subca("flags", "--store", store, "--format", "json", "--fail-on", "never")
    assert "no census" in json.loads(before.out)["census"]
    ran = subca("ct", "census", "--store", store, "--format", "csv", "--workers", "1", "--as-of", "2026-07-10")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert {row["tree_head"] for row in rows} == {"verified"}
    assert len(rows) == len({row["spki_sha256"] for row in rows}) == 5
    after = json.loads(subca("flags", "--store", store, "--format", "json", "--fail-on", "never").out)
    assert after["census"] == f"reach by issuance from a census of {SIZE:,} entries of 1 log"
    assert after["snapshot"] != json.loads(before.out)["snapshot"]
    told = {row["subject_name"]: row["issuance"] for row in after["findings"]}
    assert any("certificates seen in CT" in words for words in told.values())
    assert any("not observed" in words for words in told.values())


def test_a_folder_counts_apart_and_the_same_entries_in_another_format_count_once(
    subca: Subca, world: Path, tmp_path: Path
) -> None:
    store, summary = tmp_path / "s.sqlite", tmp_path / "summary.json"
    assert subca("ct", "census", world / "tiles", "--store", store, "--workers", "1").code == 0
    ran = subca("ct", "census", world / "answers", "--store", store, "--summary", summary, "--workers", "1")
    assert ran.code == 0
    counts = summary_of(summary)["counts"]
    assert (counts["entries"], counts["known"]) == (0, SIZE)
    with open_store(store) as opened:
        assert [(log.is_verified, log.entries) for log in opened.census().logs] == [(False, SIZE)]


def test_an_object_store_is_read_through_fsspec(subca: Subca, world: Path, tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="the extra `scale` is not installed")
    url = (world / "tiles").as_uri()
    ran = subca("ct", "census", url, "--store", tmp_path / "s.sqlite", "--format", "json", "--workers", "1")
    assert ran.code == 0
    (log,) = json.loads(ran.out)["logs"]
    assert (log["entries"], log["tree_head"], log["ranges"]) == (SIZE, "head unverified", [[0, SIZE]])


@pytest.mark.parametrize(
    ("word", "says"),
    [("https://ct.example/log/", "subca ct sync"), ("Nowhere 2026", "neither a path nor a log")],
)
def test_what_names_no_log_is_a_wrong_usage(subca: Subca, tmp_path: Path, word: str, says: str) -> None:
    ran = subca("ct", "census", word, "--store", tmp_path / "s.sqlite")
    assert (ran.code, says in ran.err) == (2, True)


def test_a_folder_without_a_log_is_rejected(subca: Subca, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = subca("ct", "census", tmp_path / "empty", "--store", tmp_path / "s.sqlite")
    assert (ran.code, "no data tile" in ran.err) == (3, True)
