"""`subca evidence` and the public register, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.register_folder import public_register
from tests.explorer.cli.verbs import Subca, summary_of
from tests.ingest.test_register_folder import filed, record


def test_template_filled_and_filed_is_checked_and_found(subca: Subca, own_store: Path, tmp_path: Path) -> None:
    """A key from silent to claimed: template, name, check, ingest, list."""
    ca, register = "Orchard Street Readers CA", tmp_path / "register"
    given = ("--set", "Document-Locator=Bugzilla 7", "--set", "Form=ca_statement")
    made = subca("evidence", "template", ca, "--store", own_store, *given, "--summary", tmp_path / "s.json")
    name = summary_of(tmp_path / "s.json")["counts"]["name"]
    assert name in made.err
    path = register / name
    path.parent.mkdir(parents=True)
    path.write_text(made.out, encoding="utf-8")
    assert subca("evidence", "check", register).code == 0
    assert subca("ingest", register, "--store", own_store).code == 0
    keys = json.loads(subca("evidence", "list", "--store", own_store, "--format", "json").out)["keys"]
    assert [key["state"] for key in keys if ca in key["name"]] == ["claimed"]


def test_public_register_is_one_command(subca: Subca, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    assert subca("ingest", "--public-register", "--store", store).code == 0
    told = subca("evidence", "list", "--store", store, "--as-of", "2026-09-01")
    assert told.out.count("Bugzilla") == 14
    assert subca("evidence", "check", public_register()).code == 0


def test_the_sample_world_holds_nothing_of_the_public_register(subca: Subca, sample_store: Path) -> None:
    assert "Bugzilla" not in subca("evidence", "list", "--store", sample_store, "--all").out


CHECKS = {
    "sound": ([record()], 0, ""),
    "of no use": ([record(Event="burnt")], 3, "'burnt' is no word for it; use generated"),
    "two dates of two auditors": (
        [
            record(Form="auditor_destruction_report", Copies="all"),
            record(Form="auditor_destruction_report", Copies="all", Event_Date="2021-07-14"),
        ],
        1,
        "give different days of destruction",
    ),
    "used after it was destroyed": (
        [record(), record(Event="used", Event_Date="2021-02-01")],
        1,
        "says used on 2021-02-01",
    ),
}


@pytest.mark.parametrize(("records", "code", "words"), CHECKS.values(), ids=CHECKS)
def test_check_ends_with_its_code(records: list[bytes], code: int, words: str, subca: Subca, tmp_path: Path) -> None:
    for data in records:
        filed(tmp_path, data)
    ran = subca("evidence", "check", tmp_path)
    assert ran.code == code
    assert words in ran.out


def test_a_slip_of_form_is_a_finding(subca: Subca, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(record())
    ran = subca("evidence", "check", tmp_path)
    assert (ran.code, "does not prove the record" in ran.out) == (1, True)


def test_wrong_usage(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    assert subca("evidence", "check", tmp_path / "nowhere").code == 2
    ca = "Orchard Street Readers CA"
    assert subca("evidence", "template", ca, "--store", sample_store, "--set", "Owner").code == 2
    assert subca("ingest", "--store", tmp_path / "s.sqlite").code == 2


def test_silent_is_never_called_not_destroyed(subca: Subca, sample_store: Path) -> None:
    for form in ("text", "csv", "json"):
        out = subca("evidence", "list", "--store", sample_store, "--format", form).out
        assert out
        assert "not destroyed" not in out
