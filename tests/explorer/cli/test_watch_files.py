"""The files of a run of `subca watch`: all there, each readable, and made with the run before in mind."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

from explorer.exports.atom import NAMESPACE
from ingest.sample.world import write_sample
from tests.explorer.cli.verbs import Subca

ENTRY, ID = f"{{{NAMESPACE}}}entry", f"{{{NAMESPACE}}}id"
NAMES = {
    "flags.csv", "flags.sarif", "flags.junit.xml", "changes.csv", "changes.json", "feed.xml", "report.html",
    "summary.json",
}  # fmt: skip


def test_every_file_of_the_contract_and_the_second_run_knows_the_first(subca: Subca, tmp_path: Path) -> None:
    write_sample(tmp_path / "in")
    out = tmp_path / "results"
    question = ("watch", "--out", out, "--from", tmp_path / "in", "--store", tmp_path / "store.sqlite")

    def results() -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads((out / "flags.sarif").read_bytes())["runs"][0]["results"]
        return found

    def told() -> list[str]:
        return [entry.findtext(ID, "") for entry in Xml.parse(out / "feed.xml").iter(ENTRY)]

    assert subca(*question).code == 1
    assert {path.name for path in out.iterdir()} >= NAMES
    assert results() and not any("baselineState" in result for result in results())
    assert Xml.parse(out / "flags.junit.xml").getroot().get("tests") == str(len(results()))
    assert (out / "report.html").read_bytes().startswith(b"<!DOCTYPE html>")
    first = told()
    assert len(first) == len(set(first)) > 0

    assert subca(*question).code == 0
    assert {result["baselineState"] for result in results()} == {"unchanged"}
    assert told() == first  # what was told stays in the feed
