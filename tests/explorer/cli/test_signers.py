"""`subca signers` end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.explorer.cli.verbs import Subca

ORCHARD = "Orchard Street Readers CA"


@pytest.mark.parametrize("form", ["table", "csv", "json", "graphml"])
def test_two_runs_give_the_same_bytes(form: str, subca: Subca, sample_store: Path) -> None:
    question = ("signers", ORCHARD, "--store", sample_store, "--format", form)
    first = subca(*question)
    assert first.code == 0
    assert first.out == subca(*question).out != ""


def test_a_revoked_responder_is_called_self_unrevocable(subca: Subca, sample_store: Path) -> None:
    told = subca("signers", ORCHARD, "--store", sample_store)
    assert "revoked by ccadb; self-unrevocable" in told.out
    assert "key no evidence found" in told.out
    assert "not destroyed" not in told.out


def test_it_answers_for_sisters_of_other_owners(subca: Subca, sample_store: Path) -> None:
    document = json.loads(subca("signers", ORCHARD, "--store", sample_store, "--format", "json").out)
    owners = {row["subject_owner"] for row in document["rows"] if row["relation"] == "by"}
    assert {"Orchard Street Lending Library", "Guild of River Pilots"} <= owners


def test_an_unknown_ca_is_wrong_usage(subca: Subca, sample_store: Path) -> None:
    assert subca("signers", "No Such CA", "--store", sample_store).code == 2
