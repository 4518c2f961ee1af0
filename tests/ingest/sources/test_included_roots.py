"""The report of included roots: what each program trusts each root for; a word that we do not know is no guess."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from explorer.errors import InputRejected
from explorer.model.program import Program
from explorer.model.purpose import CODE_SIGNING, DOCUMENT_SIGNING, EMAIL, TLS_CLIENT, TLS_SERVER
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.reading import Asked
from ingest.sources.included_roots import SOURCE, IncludedRoots, read_included_roots
from ingest.sources.recognise import Kind, recognise
from tests.ingest.test_build import NOW

HEADER = (
    "CA Owner", "Certificate Name", "Apple Status", "Apple Trust Bits", "Google Chrome Status", "Microsoft Status",
    "Microsoft EKUs", "Mozilla Status", "Mozilla Trust Bits", "SHA-256 Fingerprint",
)  # fmt: skip
DAY = date(2026, 11, 24)
ROOT = {
    "CA Owner": "Alpha Trust",
    "Certificate Name": "Alpha Root",
    "Apple Status": "Not Included",
    "Google Chrome Status": "Included",
    "Microsoft Status": "Included",
    "Microsoft EKUs": "Server Authentication;Client Authentication;Document Signing",
    "Mozilla Status": "Included",
    "Mozilla Trust Bits": "Websites;Email",
    "SHA-256 Fingerprint": "AB" * 32,
}


def report(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[row.get(name, "") for name in header] for row in rows])
    return stream.getvalue().encode()


def read(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> IncludedRoots:
    return read_included_roots(report(*rows, header=header), day=DAY, where="x")


def said(found: IncludedRoots) -> set[tuple[str, str]]:
    return {(a.program.value, str(a.purpose)) for a in found.anchors}


def test_a_root_is_an_anchor_for_each_program_and_purpose() -> None:
    found = read(ROOT)
    assert said(found) == {
        ("Mozilla", TLS_SERVER), ("Mozilla", EMAIL), ("Chrome", TLS_SERVER), ("Microsoft", TLS_SERVER),
        ("Microsoft", TLS_CLIENT), ("Microsoft", DOCUMENT_SIGNING),
    }  # fmt: skip
    assert {(a.source, a.day, a.label, a.certificate) for a in found.anchors} == {
        (SOURCE, DAY, "Alpha Root", "AB" * 32)
    }
    assert (found.counts.read, found.counts.rows, found.counts.quarantined) == (6, 6, 0)


BITS = {
    "words of EKUs": ("serverAuth; codeSigning", {TLS_SERVER, CODE_SIGNING}),
    "lines": ("Code Signing\nSecure Email", {CODE_SIGNING, EMAIL}),
    "said twice": ("Email;Secure Email", {EMAIL}),
    "none": ("", set()),
}


@pytest.mark.parametrize(("cell", "purposes"), BITS.values(), ids=BITS)
def test_spellings_of_trust_bits(cell: str, purposes: set[str]) -> None:
    found = read(ROOT, {**ROOT, "SHA-256 Fingerprint": "CD" * 32, "Apple Status": "Included", "Apple Trust Bits": cell})
    assert {str(a.purpose) for a in found.anchors if a.program is Program.APPLE} == {str(p) for p in purposes}


@pytest.mark.parametrize("status", ["Removed", "Disabled", "Not Yet Included", "", "Pending"])
def test_what_is_not_included_is_no_anchor(status: str) -> None:
    assert "Mozilla" not in {program for program, _ in said(read({**ROOT, "Mozilla Status": status}))}


@pytest.mark.parametrize("status", ["Included ", "included", "Change Requested", "NotBefore"])
def test_what_is_still_trusted_is_an_anchor(status: str) -> None:
    assert "Mozilla" in {program for program, _ in said(read({**ROOT, "Mozilla Status": status}))}


def test_the_older_name_of_the_microsoft_column() -> None:
    header = tuple(name.replace("Microsoft EKUs", "Microsoft EKUs For DTBs") for name in HEADER)
    assert ("Microsoft", EMAIL) in said(read({**ROOT, "Microsoft EKUs For DTBs": "Secure Email"}, header=header))


SET_ASIDE = {
    "an unknown status": {"Apple Status": "Perhaps"},
    "a fingerprint that is none": {"SHA-256 Fingerprint": "AB"},
}


@pytest.mark.parametrize("differs", SET_ASIDE.values(), ids=SET_ASIDE)
def test_half_a_statement_is_quarantined(differs: dict[str, str]) -> None:
    found = read(ROOT, {**ROOT, "SHA-256 Fingerprint": "CD" * 32, **differs})
    assert [q.position for q in found.quarantined] == ["line 3"]
    assert {a.certificate for a in found.anchors} == {"AB" * 32}
    assert (found.counts.read, found.counts.rows, found.counts.quarantined) == (7, 6, 1)


def test_a_trust_bit_that_we_do_not_know_is_an_unknown_purpose() -> None:
    found = read({**ROOT, "Mozilla Trust Bits": "Websites;Teleport"})
    assert {purpose for program, purpose in said(found) if program == "Mozilla"} == {str(TLS_SERVER), "unknown"}
    assert found.unknown == ("Mozilla: Teleport",)
    assert not found.quarantined


REJECTED = {
    "a page": b"<html></html>",
    "a header alone": report(),
    "without fingerprints": report(ROOT, header=HEADER[:-1]),
    "a doubled column": report(ROOT, header=(*HEADER, "Mozilla Status")),
    "cut off in its last row": report(ROOT)[:-70],
    "nothing included": report({"SHA-256 Fingerprint": "AB" * 32}),
    "many unknown words": report(*[{**ROOT, "Apple Status": f"Word {n}"} for n in range(20)]),
}


@pytest.mark.parametrize("data", REJECTED.values(), ids=REJECTED)
def test_whole_file_doubt(data: bytes) -> None:
    with pytest.raises(InputRejected):
        read_included_roots(data, day=DAY, where="x")


def test_it_is_told_from_the_all_records_report() -> None:
    assert recognise(report(ROOT), where="x") is Kind.INCLUDED_ROOTS
    header = (*HEADER, "Salesforce Record ID")
    assert recognise(report(ROOT, header=header), where="x") is Kind.CCADB_RECORDS


def test_it_is_stored_as_a_list_of_its_own(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    name = "AllIncludedRootCertsCSV_2026-09-30.csv"
    found = ingest_bytes({name: report(ROOT)}, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
    (outcome,) = found.outcomes
    assert (outcome.list, outcome.day, outcome.stored) == (SOURCE, date(2026, 9, 30), 6)
    with open_store(store) as opened:
        check_store(opened)
        assert {a.program for a in opened.snapshot().anchors} == {Program.MOZILLA, Program.CHROME, Program.MICROSOFT}
