"""`subca flags` end to end on the sample world."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest

from explorer.exports.csv_tables import COLUMNS
from explorer.model.finding import Severity
from tests.explorer.cli.verbs import Subca, summary_of


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_names_the_worst_first(subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store)
    assert ran.code == 1
    assert ran.out.index("critical") < ran.out.index("medium")
    assert "findings" in ran.err and "a rule could not tell" in ran.err


@pytest.mark.parametrize("format_", ["table", "csv", "json", "jsonl"])
def test_two_runs_give_the_same_bytes_and_a_file_equals_the_output(
    format_: str, subca: Subca, sample_store: Path, tmp_path: Path
) -> None:
    question = ("flags", "--store", sample_store, "--format", format_, "--unknown", "--fail-on", "never")
    first, second = subca(*question), subca(*question)
    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out != ""
    assert subca(*question, "--out", tmp_path / "file").code == 0
    if format_ != "table":
        assert (tmp_path / "file").read_bytes().decode() == first.out
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_formats_hold_the_same_findings(subca: Subca, sample_store: Path) -> None:
    question = ("flags", "--store", sample_store, "--fail-on", "never", "--format")
    table = rows(subca(*question, "csv").out)
    lines = [json.loads(line) for line in subca(*question, "jsonl").out.splitlines()]
    document = json.loads(subca(*question, "json").out)
    assert list(table[0]) == list(COLUMNS)
    assert [r["subject_id"] for r in table] == [o["subject_id"] for o in lines]
    assert document["findings"] == lines
    for row, one in zip(table, lines, strict=True):
        assert row["proof"] == " > ".join(one["proof"])
        assert row["programs"] == "; ".join(one["programs"])


@pytest.mark.parametrize("severity", list(Severity))
def test_fail_on(severity: Severity, subca: Subca, sample_store: Path) -> None:
    shown = rows(subca("flags", "--store", sample_store, "--format", "csv", "--fail-on", "never").out)
    judged = any(Severity(row["severity"]).rank <= severity.rank for row in shown)
    assert subca("flags", "--store", sample_store, "--fail-on", severity.value).code == int(judged)


def test_unknowns_are_rows_only_on_request_and_never_judged(subca: Subca, sample_store: Path) -> None:
    question = ("flags", "--store", sample_store, "--format", "csv", "--fail-on", "info")
    without, with_ = rows(subca(*question).out), rows(subca(*question, "--unknown").out)
    unknown = [row for row in with_ if row["status"] == "unknown"]
    assert unknown and len(with_) == len(without) + len(unknown)
    assert {row["severity"] for row in unknown} == {"info"}
    only_unknown = {row["rule_id"] for row in unknown} - {row["rule_id"] for row in without}
    for rule in only_unknown:
        assert subca(*question, "--unknown", "--rule", rule).code == 0


def test_nothing_found_is_a_header_and_code_0(subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store, "--format", "csv", "--owner", "no such owner", "--fail-on", "info")
    assert (ran.code, rows(ran.out)) == (0, [])
    assert ran.out.startswith('"rule_id"')


def test_filters_narrow(subca: Subca, sample_store: Path) -> None:
    question = ("flags", "--store", sample_store, "--format", "csv", "--fail-on", "never")
    everything = rows(subca(*question).out)
    one = everything[0]
    by_rule = rows(subca(*question, "--rule", one["rule_id"]).out)
    assert by_rule == [r for r in everything if r["rule_id"] == one["rule_id"]]
    assert rows(subca(*question, "--rule", one["rule_name"]).out) == by_rule
    high = rows(subca(*question, "--min-severity", "high").out)
    assert high == [r for r in everything if r["severity"] in ("critical", "high")]
    live = rows(subca(*question, "--live-only").out)
    assert live == [r for r in everything if r["programs"]]
    chrome = rows(subca(*question, "--program", "chrome", "--live-only").out)
    assert chrome == [r for r in everything if "Chrome:" in r["programs"]]
    mail = rows(subca(*question, "--purpose", "email", "--live-only").out)
    assert mail == [r for r in everything if ":email" in r["programs"]]


def test_the_record_view_and_the_bases_answer_in_their_own_words(subca: Subca, sample_store: Path) -> None:
    record = json.loads(subca("flags", "--store", sample_store, "--view", "record", "--format", "json").out)
    assert record["view"] == "record"
    default = {}
    for basis in ("mrsp", "v25", "v29", "crtsh", "ccadb"):
        shown = json.loads(subca("flags", "--store", sample_store, "--basis", basis, "--format", "json").out)
        assert shown["basis"] == basis
        default[basis] = json.dumps(shown["findings"])
    assert len(set(default.values())) > 1


def test_an_earlier_day_can_be_asked(subca: Subca, sample_store: Path) -> None:
    question = ("flags", "--store", sample_store, "--format", "json", "--fail-on", "never")
    newest = json.loads(subca(*question).out)
    earlier = json.loads(subca(*question, "--as-of", "2025-01-01").out)
    assert earlier["as_of"] == "2025-01-01" != newest["as_of"]
    assert earlier["snapshot"] != newest["snapshot"]
    assert json.loads(subca(*question, "--as-of", newest["as_of"]).out) == newest


def test_a_day_before_all_lists_says_that_it_is_blind(subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store, "--as-of", "2001-01-01", "--format", "json")
    assert "no CCADB records of 2001-01-01 or before" in ran.err
    assert any("no CCADB records" in warning for warning in json.loads(ran.out)["warnings"])


def test_summary_counts_what_the_file_holds(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    ran = subca("flags", "--store", sample_store, "--format", "csv", "--summary", tmp_path / "s.json")
    told = summary_of(tmp_path / "s.json")
    assert (told["exit_code"], told["exit_name"], told["verb"], ran.code) == (1, "findings", "flags", 1)
    counted = told["counts"]["findings"]
    table = rows(ran.out)
    assert counted == {s.value: sum(row["severity"] == s for row in table) for s in Severity}
    assert {row["snapshot"] for row in table} == {told["counts"]["snapshot"]}


def test_summary_is_written_on_failure_too(subca: Subca, tmp_path: Path) -> None:
    ran = subca("flags", "--store", tmp_path / "none.sqlite", "--summary", tmp_path / "s.json")
    told = summary_of(tmp_path / "s.json")
    assert (ran.code, told["exit_code"], told["exit_name"]) == (2, 2, "usage")
    assert "none.sqlite" in told["causes"][0]["where"] and told["causes"][0]["remedy"]


def test_a_failed_export_leaves_the_old_file_and_no_debris(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    target = tmp_path / "flags.csv"
    target.write_text("old", encoding="ascii")
    assert subca("flags", "--store", tmp_path / "none", "--format", "csv", "--out", target).code == 2
    assert target.read_text(encoding="ascii") == "old"
    (tmp_path / "folder").mkdir()
    assert subca("flags", "--store", sample_store, "--format", "csv", "--out", tmp_path / "folder").code == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flags.csv", "folder"]


def test_an_export_keeps_the_mode_of_the_file(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    target = tmp_path / "flags.csv"
    target.touch()
    os.chmod(target, 0o640)
    assert subca("flags", "--store", sample_store, "--format", "csv", "--out", target).code == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_raw_csv_is_told(subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store, "--format", "csv", "--raw-csv")
    assert "--raw-csv" in ran.err


WRONG = {
    "a rule that is none": ("--rule", "SUBCA-999"),
    "a day that is none": ("--as-of", "2021-02-30"),
    "a loose day": ("--as-of", "20210203"),
    "a program that is none": ("--program", "Opera"),
    "a purpose that is none": ("--purpose", "web"),
    "a severity that is none": ("--fail-on", "bad"),
    "a basis that is none": ("--basis", "v99"),
    "a format that is none": ("--format", "xls"),
    "an argument too much": ("extra",),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_usage_starts_nothing(arguments: tuple[str, ...], subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_quiet_and_json_log(subca: Subca, sample_store: Path) -> None:
    ran = subca("flags", "--store", sample_store, "--format", "csv", "--log-format", "json")
    for line in ran.err.splitlines():
        assert {"time", "run", "level", "message"} <= set(json.loads(line))
    quiet = subca("flags", "--store", sample_store, "--format", "csv", "--quiet")
    assert quiet.out == ran.out
    assert all("warning" in line for line in quiet.err.splitlines())


def test_the_options_of_the_filter_bar(subca: Subca, sample_store: Path) -> None:
    def asked(*options: str) -> list[dict[str, str]]:
        ran = subca("flags", "--store", sample_store, "--format", "csv", "--fail-on", "never", *options)
        assert ran.code == 0
        return rows(ran.out)

    every = asked()
    external, rest = asked("--external", "yes"), asked("--external", "no")
    assert external and rest and len(external) + len(rest) == len(every)
    assert all(row["operator_basis"] in ("E3", "E4") for row in external)
    claimed = asked("--key-state", "claimed")
    assert claimed and {row["key_state"] for row in claimed} == {"claimed"}
    assert 0 < len(asked("--text", "QUARRY", "--expired", "no", "--revoked", "no")) < len(every)
