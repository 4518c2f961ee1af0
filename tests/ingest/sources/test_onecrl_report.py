"""Mozilla's report of the intermediates in OneCRL: issuer and serial come from the certificate of the row."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from explorer.errors import InputRejected
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.decode.pem import pem_blocks
from ingest.decode.skim import skim
from ingest.reading import Asked
from ingest.sample.world import sample_files
from ingest.sources.onecrl_report import LIST, OneCrlReport, read_onecrl_report
from ingest.sources.recognise import Kind, recognise
from tests.ingest.sources.reports import fingerprint, pem
from tests.ingest.test_build import NOW

HEADER = (
    "CA Owner",
    "OneCRL Status",
    "OneCRL Bug Number",
    "Certificate Serial Number",
    "SHA-256 Fingerprint",
    "PEM Info",
)
DERS = [b.der for b in pem_blocks(sample_files()["pem/AllCertificatePEMsCSVFormat_NotBeforeYear_2019.csv"]) if b.der]


def row(number: int = 0, **differs: str) -> dict[str, str]:
    der = DERS[number]
    return {
        "CA Owner": "Alpha Trust", "OneCRL Status": "Added to OneCRL", "OneCRL Bug Number": "1234567",
        "SHA-256 Fingerprint": fingerprint(der), "PEM Info": f"'{pem(der)}'",
    } | {name.replace("_", " "): value for name, value in differs.items()}  # fmt: skip


def report(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[cells.get(name, "") for name in header] for cells in rows])
    return stream.getvalue().encode()


def read(*rows: dict[str, str]) -> OneCrlReport:
    return read_onecrl_report(report(*rows), where="x")


def test_an_entry_names_what_the_certificate_says() -> None:
    (entry,) = read(row()).entries
    read_ = skim(DERS[0])
    assert (entry.source, entry.issuer, entry.serial) == ("onecrl", read_.issuer, read_.serial.hex().upper())
    assert (entry.since, entry.reason, entry.key) == (None, "1234567", None)


def test_equal_rows_are_duplicates() -> None:
    found = read(row(0), row(1), row(0))
    assert (found.counts.read, found.counts.rows, found.counts.duplicates) == (3, 2, 1)


SET_ASIDE = {
    "no certificate": row(1, PEM_Info=""),
    "two certificates": row(1, PEM_Info=pem(DERS[0]) + pem(DERS[1])),
    "broken base64": row(1, PEM_Info="-----BEGIN CERTIFICATE-----\n$$\n-----END CERTIFICATE-----"),
    "no certificate inside": row(1, PEM_Info=pem(b"\x30\x00")) | {"SHA-256 Fingerprint": fingerprint(b"\x30\x00")},
    "another fingerprint": row(1) | {"SHA-256 Fingerprint": "AB" * 32},
    "not in OneCRL yet": row(1, OneCRL_Status="Ready to Add"),
}


@pytest.mark.parametrize("other", SET_ASIDE.values(), ids=SET_ASIDE)
def test_a_row_that_names_nothing_is_quarantined(other: dict[str, str]) -> None:
    found = read(row(0), other)
    assert len(found.entries) == 1
    assert [q.source for q in found.quarantined] == [LIST]
    assert found.counts.quarantined == 1


REJECTED = {
    "a page": b"<html></html>",
    "a header alone": report(),
    "without certificates": report(row(), header=HEADER[:-1]),
    "a doubled column": report(row(), header=(*HEADER, "PEM Info")),
    "cut off": report(row())[:-40],
}


@pytest.mark.parametrize("data", REJECTED.values(), ids=REJECTED)
def test_whole_file_doubt(data: bytes) -> None:
    with pytest.raises(InputRejected):
        read_onecrl_report(data, where="x")


def test_it_is_stored_beside_the_list_of_the_settings_server(tmp_path: Path) -> None:
    assert recognise(report(row()), where="x") is Kind.ONECRL_REPORT
    store = tmp_path / "s.sqlite"
    ingest_bytes({"r_2026-09-30.csv": report(row())}, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
    with open_store(store) as opened:
        check_store(opened)
        assert [(d.name, d.day) for d in opened.days()] == [(LIST, date(2026, 9, 30))]
        assert len(opened.snapshot().revocation_entries) == 1
