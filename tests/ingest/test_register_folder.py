"""Registers as folders: the public one holds what it says; two contributors merge by union; faults are named."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.errors import UsageError
from explorer.model.ids import sha256_hex
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest
from ingest.reading import Asked
from ingest.register_folder import public_register, read_register_folder

NOW = datetime(2026, 9, 1, tzinfo=UTC)
INCIDENTS = {
    "1649937": "GlobalSign", "1649938": "QuoVadis", "1649939": "WISeKey", "1649941": "T-Systems",
    "1649942": "SK ID Solutions", "1649943": "Firmaprofesional", "1649944": "Camerfirma", "1649945": "HARICA",
    "1649947": "Microsec", "1649951": "DigiCert", "1649961": "Actalis", "1649962": "SECOM", "1649963": "Atos",
    "1649964": "PKIoverheid",
}  # fmt: skip
DESTROYED = {"GlobalSign", "Firmaprofesional", "HARICA", "SECOM", "Atos"}  # of the others nothing is known


def record(**differs: str) -> bytes:
    fields = {
        "Document-Locator": "Bugzilla 1",
        "Event": "destroyed",
        "Event-Date": "2020-07-14",
        "Event-Date-Precision": "day",
        "Form": "ca_statement",
        "Key-SPKI-SHA256": "AB" * 32,
        "Owner": "Alpha",
        "Source-Level": "secondary",
        **{name.replace("_", "-"): value for name, value in differs.items()},
    }
    return "".join(f"{name}: {value}\n" for name, value in sorted(fields.items()) if value).encode()


def filed(folder: Path, data: bytes) -> Path:
    """Put a record where its content says."""
    fields = dict(line.split(": ", 1) for line in data.decode().splitlines())
    name = f"{fields['Event']}-{fields.get('Event-Date', 'undated')}-{sha256_hex(data)[:12].lower()}.txt"
    path = folder / fields["Key-SPKI-SHA256"][:16] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.txt")}


# -- the public register


def test_every_public_record_is_without_fault() -> None:
    found = read_register_folder(public_register())
    assert found.problems == ()
    assert len(found.records) == 14


@pytest.mark.parametrize("path", sorted(public_register().rglob("*.txt")), ids=lambda p: p.name)
def test_every_public_file_name_proves_its_content_and_its_fields_are_sorted(path: Path) -> None:
    data = path.read_bytes()
    assert path.stem.rsplit("-", 1)[1] == sha256_hex(data)[:12].lower()
    assert path.parent.name == "unresolved"
    fields = [line.split(":")[0] for line in data.decode("utf-8").splitlines()]
    assert fields == sorted(fields)
    assert data.endswith(b"\n")
    assert b"\r" not in data


def test_the_fourteen_incidents_are_there_with_their_honest_level() -> None:
    records = [record for _, record in read_register_folder(public_register()).records]
    assert {r.document_locator.removeprefix("Bugzilla "): r.owner for r in records} == INCIDENTS
    assert {r.owner for r in records if r.event == "destroyed"} == DESTROYED
    assert {r.event for r in records if r.owner not in DESTROYED} == {"certified"}
    assert {(r.source_level, r.keys, r.document_sha256) for r in records} == {("secondary", (), "")}
    assert not {r.form for r in records} & {"auditor_destruction_report", "auditor_lifecycle_report", "audit_statement"}


def test_it_is_ingested_like_any_other_source_and_proves_nothing_by_itself(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    report = ingest((public_register(),), Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
    assert (len(report.outcomes), report.rejected) == (14, ())
    assert not [outcome for outcome in report.outcomes if outcome.notes]
    with open_store(store) as opened:
        evidence = opened.snapshot(NOW.date()).evidence
    assert len(evidence) == 14
    assert not [record for record in evidence if record.keys or record.certificates]


# -- two contributors


def test_merging_two_contributors_is_a_plain_union(tmp_path: Path) -> None:
    """Both start from the public register; each adds a record of its own and one that both found."""
    one, two, merged = tmp_path / "one", tmp_path / "two", tmp_path / "merged"
    for folder, own in ((one, "Beta"), (two, "Gamma")):
        shutil.copytree(public_register(), folder)
        filed(folder, record(Owner=own))
        filed(folder, record(Owner="found by both"))
    for folder in (one, two):
        shutil.copytree(folder, merged, dirs_exist_ok=True)
    assert names(merged) == names(one) | names(two)
    assert len(names(merged)) == 14 + 3
    found = read_register_folder(merged)
    assert found.problems == ()
    assert {r.id for _, r in found.records} == {r.id for f in (one, two) for _, r in read_register_folder(f).records}


def test_a_correction_is_a_new_record(tmp_path: Path) -> None:
    old = filed(tmp_path, record())
    filed(tmp_path, record(Owner="Alpha Trust", Supersedes=sha256_hex(old.read_bytes())))
    assert read_register_folder(tmp_path).problems == ()


# -- faults


def faults(folder: Path) -> list[str]:
    return [str(problem) for problem in read_register_folder(folder).problems]


def test_an_edited_record_is_found_out(tmp_path: Path) -> None:
    path = filed(tmp_path, record())
    path.write_bytes(path.read_bytes().replace(b"2020-07-14", b"2020-07-13"))
    (fault,) = faults(tmp_path)
    assert "edited after it was named" in fault
    assert "Supersedes" in fault


def test_a_renamed_record_is_told_its_name(tmp_path: Path) -> None:
    path = filed(tmp_path, record())
    path.rename(path.with_name("my record.txt"))
    (fault,) = faults(tmp_path)
    assert f"name it {'AB' * 8}/{path.name}" in fault


def test_a_record_in_the_wrong_folder_is_told_the_right_one(tmp_path: Path) -> None:
    path = filed(tmp_path, record())
    (tmp_path / "elsewhere").mkdir()
    path.rename(tmp_path / "elsewhere" / path.name)
    (fault,) = faults(tmp_path)
    assert f"name it {'AB' * 8}/{path.name}" in fault


CORRUPTED = {
    "a line that is no field": (record() + b"and so on\n", ":9: no field"),
    "a word that is none": (record(Event="burnt"), "'burnt' is no word for it"),
    "a hash that is none": (record(Document_SHA256="12"), "Document-SHA256 is no SHA-256"),
    "a day that does not exist": (record(Event_Date="2020-02-30"), "is no day"),
    "a required field is missing": (record(Owner=""), "no Owner"),
    "a field twice": (record() + b"Source-Level: primary\n", "Source-Level stands twice"),
    "bytes that are no text": (b"\xff\xfe\xfd" + record(), "UTF-8"),
}


@pytest.mark.parametrize(("data", "words"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_corrupted_record_says_where_and_what_to_do(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_bytes(data)
    told = [fault for fault in faults(tmp_path) if words in fault]
    assert told, faults(tmp_path)
    assert told[0].startswith("r.txt")
    assert "; " in told[0]


def test_a_record_that_replaces_one_that_is_not_there(tmp_path: Path) -> None:
    path = filed(tmp_path, record(Supersedes="CD" * 32))
    (fault,) = faults(tmp_path)
    assert fault.startswith(path.relative_to(tmp_path).as_posix())
    assert "supersedes cdcdcdcdcdcd, which is not here" in fault


def test_the_same_record_twice(tmp_path: Path) -> None:
    path = filed(tmp_path, record())
    shutil.copy(path, tmp_path / path.name)
    assert any("the same record as" in fault for fault in faults(tmp_path))


def test_what_is_no_record_is_told_and_what_may_lie_beside_is_not(tmp_path: Path) -> None:
    filed(tmp_path, record())
    for name in ("README.md", "affiliates.csv", "scan.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    (fault,) = faults(tmp_path)
    assert fault.startswith("scan.pdf: no record")


def test_a_folder_without_records_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(b"nothing yet\n")
    with pytest.raises(UsageError, match="holds no record"):
        read_register_folder(tmp_path)
