"""`subca export`, `subca report` and the file formats of `subca flags`, end to end."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.explorer.cli.verbs import Subca

ORCHARD = "Orchard Street Readers CA"


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_two_runs_give_the_same_bytes(form: str, subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert subca("export", form, "--store", sample_store, "--out", tmp_path / name).code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() != b""
    assert subca("export", form, "--store", sample_store).out.encode() == (tmp_path / "one").read_bytes()


def test_csv_is_two_tables_beside_each_other(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    assert subca("export", "csv", "--store", sample_store, "--out", tmp_path / "world.csv").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["world.edges.csv", "world.nodes.csv"]
    for part in ("nodes", "edges"):
        alone = subca("export", "csv", "--part", part, "--store", sample_store).out
        assert alone.encode() == (tmp_path / f"world.{part}.csv").read_bytes()


@pytest.mark.parametrize("arguments", [("csv",), ("json", "--part", "nodes"), ("svg",), ("json", "--below", "Nobody")])
def test_wrong_usage(arguments: tuple[str, ...], subca: Subca, sample_store: Path) -> None:
    assert subca("export", *arguments, "--store", sample_store).code == 2


def test_below_a_ca_is_a_part(subca: Subca, sample_store: Path) -> None:
    whole = json.loads(subca("export", "json", "--store", sample_store).out)
    part = json.loads(subca("export", "json", "--below", ORCHARD, "--store", sample_store).out)
    assert part["below"] == ORCHARD
    assert 0 < len(part["nodes"]) < len(whole["nodes"])
    assert {row["id"] for row in part["nodes"]} <= {row["id"] for row in whole["nodes"]}


def test_the_report_is_the_same_on_two_runs(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        assert subca("report", "--store", sample_store, "--out", tmp_path / name).code == 0
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    part = subca("report", "--store", sample_store, "--below", ORCHARD)
    assert part.code == 0 and ORCHARD in part.out and len(part.out) < (tmp_path / "one.html").stat().st_size


@pytest.mark.parametrize("form", ["sarif", "junit", "html"])
def test_flags_as_files_of_others(form: str, subca: Subca, sample_store: Path) -> None:
    question = ("flags", "--format", form, "--fail-on", "never", "--store", sample_store)
    first = subca(*question)
    assert first.code == 0 and first.out == subca(*question).out
    count = len(
        json.loads(subca("flags", "--format", "json", "--fail-on", "never", "--store", sample_store).out)["findings"]
    )
    if form == "sarif":
        assert len(json.loads(first.out)["runs"][0]["results"]) == count
    elif form == "junit":
        assert Xml.fromstring(first.out).get("tests") == str(count)
    else:
        assert first.out.startswith("<!DOCTYPE html>") and f"{count:,} findings" in first.out


def test_the_exit_code_does_not_depend_on_the_format(subca: Subca, sample_store: Path) -> None:
    codes = {
        subca("flags", "--format", form, "--store", sample_store).code for form in ("json", "sarif", "junit", "html")
    }
    assert codes == {1}


def test_the_incident_appendix(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    out = tmp_path / "appendix.csv"
    question = ("flags", "--format", "incident", "--fail-on", "never", "--store", sample_store)
    assert subca(*question).code == 2
    whole = json.loads(subca("export", "json", "--store", sample_store).out)
    top = Counter(row["issuer"] for row in whole["edges"] if row["issuer"] != row["subject"]).most_common(1)[0][0]
    told = subca(*question, "--below", top, "--out", out)
    assert told.code == 0 and "the CA has to fill in" in told.err
    with out.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    part = json.loads(subca("export", "json", "--below", top, "--store", sample_store).out)
    assert len(lines) > 1
    assert {line[1] for line in lines[1:]} == {
        row["certificate_sha256"] for row in part["edges"] if row["relation"] != "self-signed"
    }


def test_flags_below_a_ca_are_a_part(subca: Subca, sample_store: Path) -> None:
    def findings(*more: str) -> set[str]:
        out = subca("flags", "--format", "json", "--fail-on", "never", "--store", sample_store, *more).out
        return {f"{row['rule_id']} {row['subject_id']}" for row in json.loads(out)["findings"]}

    assert set() < findings("--below", ORCHARD) < findings()


def test_accepted_findings_are_suppressed_with_the_reason(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    store, baseline = ("--store", sample_store), tmp_path / "baseline.toml"
    results = json.loads(subca("flags", "--format", "sarif", *store).out)["runs"][0]["results"]
    chosen = results[0]["partialFingerprints"]["subcaFinding/v1"]
    accept = ("--reason", "seen", "--author", "A. Reviewer", "--until", "2999-01-01", "--baseline", baseline)
    assert subca("flags", "--accept", chosen, *accept, *store).code == 0
    results = json.loads(subca("flags", "--format", "sarif", "--baseline", baseline, *store).out)["runs"][0]["results"]
    suppressed = [r for r in results if r["suppressions"]]
    assert [r["partialFingerprints"]["subcaFinding/v1"] for r in suppressed] == [chosen]
    assert suppressed[0]["suppressions"][0]["justification"].startswith("seen (accepted by A. Reviewer")
