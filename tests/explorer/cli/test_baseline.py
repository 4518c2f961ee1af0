"""`subca flags` with a baseline and a history, `subca diff` and `subca show`: what a person sees, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from app import VERBS
from explorer.cli.diff import TYPES
from explorer.cli.main import run_verbs
from explorer.model.change import ChangeKind
from explorer.model.fingerprint import fingerprint_of
from tests.ingest.sources.reports import row
from tests.ingest.test_history import bring, put


def subca(*words: object) -> int:
    return run_verbs(VERBS, [str(word) for word in words])


def rows_of(store: Path, *words: object, out: Path) -> list[dict[str, str]]:
    subca("flags", "--store", store, "--format", "csv", "--out", out, "--quiet", *words)
    return list(csv.DictReader(io.StringIO(out.read_text("utf-8"), newline="")))


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.sqlite"
    shutil.copy(sample_store, copy)
    return copy


def accept(store: Path, file: Path, *names: str, until: str = "2099-01-01") -> int:
    named = [word for name in names for word in ("--accept", name)]
    return subca(
        "flags", "--store", store, "--baseline", file, *named, "--reason", "known", "--author", "A. Person",
        "--until", until, "--quiet",
    )  # fmt: skip


def test_an_accepted_finding_does_not_count(store: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "flags.csv", tmp_path / "accepted.toml"
    bad = [r for r in rows_of(store, out=out) if r["severity"] in ("critical", "high")]
    assert bad and subca("flags", "--store", store, "--quiet", "--out", out) == 1
    names = [f"{r['rule_id']}:{r['subject_id']}" for r in bad[1:]]
    names.append(fingerprint_of(bad[0]["rule_id"], bad[0]["subject_id"]))
    assert accept(store, file, *names) == 0
    assert subca("flags", "--store", store, "--baseline", file, "--quiet", "--out", out) == 0
    again = rows_of(store, "--baseline", file, out=out)
    assert {r["status"] for r in again if r["severity"] in ("critical", "high")} == {"accepted"}


def test_an_expired_acceptance_fires_again(store: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "flags.csv", tmp_path / "accepted.toml"
    bad = [r for r in rows_of(store, out=out) if r["severity"] in ("critical", "high")]
    assert accept(store, file, *(f"{r['rule_id']}:{r['subject_id']}" for r in bad), until=bad[0]["as_of"]) == 0
    assert subca("flags", "--store", store, "--baseline", file, "--quiet", "--out", out) == 0
    file.write_text(file.read_text().replace(f"until = {bad[0]['as_of']}", "until = 2001-01-01"))
    assert subca("flags", "--store", store, "--baseline", file, "--quiet", "--out", out) == 1


def test_a_finding_that_got_worse_fires_again(store: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "flags.csv", tmp_path / "accepted.toml"
    bad = [r for r in rows_of(store, out=out) if r["severity"] in ("critical", "high")]
    accept(store, file, *(f"{r['rule_id']}:{r['subject_id']}" for r in bad))
    text = file.read_text()
    assert text.count('severity = "high"')
    file.write_text(text.replace('severity = "high"', 'severity = "low"', 1))
    assert subca("flags", "--store", store, "--baseline", file, "--quiet", "--out", out) == 1


WRONG = {
    "without a reason": ("--accept", "X:Y", "--author", "a", "--until", "2099-01-01", "--baseline", "b.toml"),
    "without a file": ("--accept", "X:Y", "--reason", "r", "--author", "a", "--until", "2099-01-01"),
    "no such finding": (
        "--accept", "X:Y", "--reason", "r", "--author", "a", "--until", "2099-01-01", "--baseline", "b.toml",
    ),
    "a reason for nothing": ("--reason", "r"),
    "no such baseline": ("--baseline", "none.toml"),
}  # fmt: skip


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage(words: tuple[str, ...], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert subca("flags", "--store", store, "--quiet", *words) == 2
    assert not (tmp_path / "b.toml").exists()


@pytest.fixture
def days(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    first = date(2026, 1, 1)
    spelled = row(4, **{"Subordinate CA Owner": "BETA Sub"})  # DATA-004, on both days
    put(folder, first, [row(1), row(2), spelled])
    put(folder, first + timedelta(1), [row(1, CA_Owner="=Gamma()"), row(2), row(3, CA_Owner="ALPHA Trust"), spelled])
    path = tmp_path / "days.sqlite"
    bring(folder, path)
    return path


def test_history_fills_first_seen(days: Path, tmp_path: Path) -> None:
    out = tmp_path / "flags.csv"
    before = {r["subject_id"]: r["first_seen"] for r in rows_of(days, "--rule", "DATA-004", out=out)}
    after = {r["subject_id"]: r["first_seen"] for r in rows_of(days, "--rule", "DATA-004", "--history", out=out)}
    assert set(before.values()) == {"at or before 2026-01-02"}
    assert {"2026-01-02", "at or before 2026-01-01"} == set(after.values())


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "table"])
def test_diff_in_every_form(form: str, days: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes"
    assert subca("diff", "2026-01-01", "2026-01-02", "--store", days, "--format", form, "--out", out, "--quiet") == 0
    text = out.read_text("utf-8")
    assert "appeared" in text and "owner-changed" in text
    if form == "csv":
        found = {r["type"]: r for r in csv.DictReader(io.StringIO(text, newline=""))}
        assert found["owner-changed"]["new"] == "'=Gamma()"
        assert (found["owner-changed"]["cause_day"], found["owner-changed"]["cause_field"]) == (
            "2026-01-02",
            "CA Owner",
        )
    if form == "json":
        assert json.loads(text)["counts"] == {"appeared": 1, "owner-changed": 1}


def test_diff_backwards_is_wrong_usage(days: Path) -> None:
    assert subca("diff", "2026-01-02", "2026-01-01", "--store", days, "--quiet") == 2


def test_diff_filters(days: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes"
    for words, count in ((("--type", "appeared"), 1), (("--owner", "gamma"), 1), (("--program", "Apple"), 0)):
        subca("diff", "2026-01-01", "2026-01-02", "--store", days, "--format", "jsonl", "--out", out, "--quiet", *words)
        assert len(out.read_text().splitlines()) == count


def test_the_words_of_types_are_those_of_the_model() -> None:
    assert tuple(kind.value for kind in ChangeKind) == TYPES


def test_show_tells_the_history(days: Path, tmp_path: Path) -> None:
    out = tmp_path / "shown"
    subca("show", f"{1:064X}", "--store", days, "--out", out, "--quiet")
    told = out.read_text("utf-8").partition("\nHistory\n")[2]
    assert "at or before 2026-01-01" in told and "changed: CA Owner “Alpha Trust” → “=Gamma()”" in told
