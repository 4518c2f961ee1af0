"""`subca distrust`: the question on the command line, and the answer in text and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.explorer.cli.verbs import Subca


def test_distrust_of_an_owner_says_who_loses_and_who_survives(subca: Subca, sample_store: Path) -> None:
    ran = subca("distrust", "--owner", "Rookery Hill Certificates", "--store", sample_store)
    assert ran.code == 0
    assert "\nLose trust: " in ran.out
    assert "Rookery Server CA 16" in ran.out


def test_only_one_program_and_purpose(subca: Subca, sample_store: Path) -> None:
    ran = subca(
        "distrust", "--owner", "Rookery Hill Certificates", "--program", "Mozilla", "--purpose", "tls-server", "--store", sample_store,
        "--format", "json",
    )  # fmt: skip
    document = json.loads(ran.out)
    lost = {use for fate in document["certificates"] for use in fate["lost"]}
    assert lost and all(use.startswith(("Mozilla:tls-server", "Mozilla:ev")) for use in lost)


def test_csv_has_a_row_for_each_certificate_of_the_answer(subca: Subca, sample_store: Path) -> None:
    words = ("distrust", "--owner", "Rookery Hill Certificates", "--store", sample_store, "--format")
    rows = list(csv.DictReader(io.StringIO(subca(*words, "csv").out)))
    fates = json.loads(subca(*words, "json").out)["certificates"]
    assert [row["certificate_sha256"] for row in rows] == [fate["certificate"] for fate in fates]
    assert [row["lost"] for row in rows] == ["; ".join(fate["lost"]) for fate in fates]
    assert [row["survives_through"] for row in rows] == [" > ".join(fate["survives_through"]) for fate in fates]
    assert {row["fate"] for row in rows if row["lost"]} == {"loses"}


def test_issued_after_limits_and_takes_nothing(subca: Subca, sample_store: Path) -> None:
    ran = subca(
        "distrust", "--owner", "Rookery Hill Certificates", "--issued-after", "2024-01-01", "--store", sample_store, "--format", "json"
    )  # fmt: skip
    fates = json.loads(ran.out)["certificates"]
    assert not any(fate["lost"] for fate in fates)
    assert any("(until 2024-01-01)" in use for fate in fates for use in fate["limited"])


def test_smallest_cut_of_a_target(subca: Subca, sample_store: Path) -> None:
    ran = subca("distrust", "--target", "Rookery Server CA 16", "--store", sample_store, "--format", "json")
    document = json.loads(ran.out)
    assert set(document) == {"as_of", "snapshot", "smallest_cut"}
    cut = document["smallest_cut"]
    assert len(cut["certificates"]) == 1 <= len(cut["against"])
    text = subca("distrust", "--target", "Rookery Server CA 16", "--store", sample_store).out
    assert "revoke 1: " in text
    assert "no smaller set will do" in text


def test_nothing_asked_is_a_usage_error(subca: Subca, sample_store: Path) -> None:
    ran = subca("distrust", "--store", sample_store)
    assert ran.code != 0
    assert "nothing to distrust" in ran.err


def test_an_owner_without_a_root_is_a_usage_error(subca: Subca, sample_store: Path) -> None:
    ran = subca("distrust", "--owner", "Nobody At All", "--store", sample_store)
    assert ran.code != 0
    assert "no root of this CA owner at hand" in ran.err
