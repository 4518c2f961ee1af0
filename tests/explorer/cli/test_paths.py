"""`subca paths`: what a person reads and what a script reads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.explorer.cli.verbs import Subca


def test_proof_of_a_live_ca(subca: Subca, sample_store: Path) -> None:
    ran = subca(
        "paths", "Rookery Server CA 16", "--store", sample_store, "--program", "Mozilla", "--purpose", "tls-server"
    )
    assert ran.code == 0
    assert "  Mozilla:tls-server  live\n    proof: Rookery Root (" in ran.out
    assert "fails at" not in ran.out


def test_why_not_is_one_line_per_path_with_certificate_condition_and_clause(subca: Subca, sample_store: Path) -> None:
    ran = subca(
        "paths", "Greywater Cellar CA", "--store", sample_store, "--program", "Mozilla", "--purpose", "tls-server", "--why-not"
    )  # fmt: skip
    assert ran.code == 0
    assert "  Mozilla:tls-server  dead\n" in ran.out
    lines = [line for line in ran.out.splitlines() if line.startswith("    fails at ")]
    assert lines
    assert all("[" in line and "; path " in line for line in lines)
    assert any("[path length, RFC 5280 6.1.4 (l), (m)]" in line for line in lines)


def test_a_cut_off_says_what_it_counts(subca: Subca, sample_store: Path) -> None:
    ran = subca("paths", "Lamplighter CA", "--store", sample_store, "--program", "Microsoft", "--purpose", "tls-server")
    assert "conditional (only certificates issued until 2023-02-01)" in ran.out


def test_constrained_cas_show_the_names_left(subca: Subca, sample_store: Path) -> None:
    found = subca("paths", "Foxglove Row i CA", "--store", sample_store, "--program", "Mozilla", "--purpose", "email")
    assert found.code == 0
    ran = subca(
        "paths", "Foxglove Row i CA", "--store", sample_store, "--program", "Mozilla", "--purpose", "tls-server", "--why-not"
    )  # fmt: skip
    assert "the name constraints so far leave it no host name and no address" in ran.out


def test_json_holds_the_same(subca: Subca, sample_store: Path) -> None:
    ran = subca(
        "paths", "Greywater Cellar CA", "--store", sample_store, "--program", "Mozilla", "--purpose", "tls-server",
        "--format", "json",
    )  # fmt: skip
    document = json.loads(ran.out)
    (verdict,) = document["verdicts"]
    assert (verdict["state"], verdict["proof"]) == ("dead", [])
    assert {path["condition"] for path in verdict["refused"]} >= {"path length"}
    assert all(path["why"] and path["clause"] and path["path"] for path in verdict["refused"])


def test_an_unknown_name_is_a_usage_error(subca: Subca, sample_store: Path) -> None:
    ran = subca("paths", "No Such CA", "--store", sample_store)
    assert ran.code != 0
    assert ran.out == ""


def test_same_question_same_bytes(subca: Subca, sample_store: Path) -> None:
    asked = ("paths", "Greywater Field CA", "--store", sample_store, "--why-not")
    assert subca(*asked).out == subca(*asked).out != ""
