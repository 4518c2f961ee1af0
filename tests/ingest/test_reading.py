"""One input, read: which list and day it speaks for, and that every record has its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from explorer.errors import InputRejected
from explorer.model.program import Program
from explorer.store.catalog import ONECRL, RECORDS, RECORDS_OLD, RECORDS_RECENT
from ingest.reading import Asked, read_input
from ingest.sample.world import sample_files
from ingest.sources.recognise import Kind
from tests.ingest.sources.reports import report, row
from tests.real_data import DATA, needs_real_data

TODAY = date(2026, 10, 1)
D1, D2 = date(2021, 1, 1), date(2021, 1, 2)
ASKED = Asked(today=TODAY)
ROWS = report([row(1)])
ROOTS = next(data for name, data in sample_files().items() if name.startswith("rootstores/mozilla_"))

LISTS = {
    "a full report": ("AllCertificateRecords_2021-01-01.csv", ROWS, RECORDS),
    "V4a": ("AllCertificateRecordsCSVFormatv4a_2021-01-01.csv", ROWS, RECORDS_RECENT),
    "V4b": ("AllCertificateRecordsCSVFormatv4b_2021-01-01.csv", ROWS, RECORDS_OLD),
    "a root store": ("x/mozilla_2021-01-01_trust.csv", ROOTS, "root-store:Mozilla"),
    "another root store": ("Apple_2021-01-01_trust.csv", ROOTS, "root-store:Apple"),
    "OneCRL": ("onecrl.json", sample_files()["onecrl/onecrl.json"], ONECRL),
}


@pytest.mark.parametrize(("file", "data", "name"), LISTS.values(), ids=LISTS)
def test_lists(file: str, data: bytes, name: str) -> None:
    reading = read_input(file, data, ASKED)
    assert reading.list == name and reading.day is not None and reading.day_basis
    if "2021" in file:
        assert reading.day == D1


def test_a_root_store_of_no_program_is_rejected_and_told_how_to_name_it() -> None:
    with pytest.raises(InputRejected, match="of which program") as caught:
        read_input("trust.csv", ROOTS, ASKED)
    assert "_trust.csv" in caught.value.remedy and caught.value.done
    asked = Asked(today=TODAY, kind=Kind.ROOT_STORE, program=Program.CHROME)
    assert read_input("trust.csv", ROOTS, asked).list == "root-store:Chrome"


DAYS = {
    "as the name says": (Asked(today=TODAY), "All_2021-01-01.csv", D1),
    "the name beats the option": (Asked(today=TODAY, taken_on=D2), "All_2021-01-01.csv", D1),
    "the option for one single file": (Asked(today=TODAY, taken_on=D2, taken_on_wins=True), "All_2021-01-01.csv", D2),
    "the option where no name speaks": (Asked(today=TODAY, taken_on=D2), "All.csv", D2),
    "today, when nobody speaks": (Asked(today=TODAY), "All.csv", TODAY),
}


@pytest.mark.parametrize(("asked", "file", "day"), DAYS.values(), ids=DAYS)
def test_days(asked: Asked, file: str, day: date) -> None:
    assert read_input(file, ROWS, asked).day == day


@pytest.mark.parametrize("name", sorted(sample_files()))
def test_every_file_of_the_sample(name: str) -> None:
    reading = read_input(name, sample_files()[name], ASKED)
    counts = reading.counts
    assert counts.read == counts.rows + counts.duplicates + counts.quarantined
    assert len(reading.quarantined) == counts.quarantined
    parts = (reading.rows, reading.anchors, reading.entries, reading.certificates, reading.evidence, reading.affiliates)
    assert sum(bool(part) for part in parts) <= 1
    assert (reading.day is None) is (reading.list == "")


def test_a_day_is_only_for_lists() -> None:
    pems = next(name for name in sample_files() if "PEMs" in name)
    reading = read_input(pems, sample_files()[pems], Asked(today=TODAY, taken_on=D2, taken_on_wins=True))
    assert (reading.day, reading.list, reading.day_basis) == (None, "", "")


@needs_real_data
@pytest.mark.real_data
def test_every_public_file_is_read_and_conserved() -> None:
    assert DATA is not None
    read = 0
    for kind in ("ccadb", "rootstores", "onecrl", "pem"):
        for path in sorted((DATA / kind).rglob("*")):
            if path.is_file() and not path.name.endswith((".md", ".txt")):
                reading = read_input(str(path.relative_to(DATA)), path.read_bytes(), ASKED)
                counts = reading.counts
                assert counts.read == counts.rows + counts.duplicates + counts.quarantined, path.name
                read += 1
    assert read >= 40


def test_a_name_is_never_a_path(tmp_path: Path) -> None:
    """Names are data: nothing is opened, made or followed because of one."""
    for name in ("../../etc/passwd_2021-01-01.csv", "a\0b_2021-01-01.csv", "/abs/2021-01-01.csv", ""):
        assert read_input(name, ROWS, ASKED).counts.rows == 1
    assert not list(tmp_path.iterdir())
