"""Inputs told by what they hold; days, programs and parts by what they are called."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import zlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from explorer.model.program import Program
from ingest.sources.recognise import Kind, day_of, part_of, program_of, recognise, unpacked
from ingest.sources.root_programs import HEADER as ROOT_STORE_HEADER
from tests.ingest.sources.reports import der, fingerprint, pem, pem_report, report, row
from tests.real_data import DATA, needs_real_data

SEQ = b"\x30\x82\x01\x2c"  # of 300 octets


def sequence(content: bytes) -> bytes:
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


TIME = b"\x17\x0d200101000000Z"
NAME = sequence(b"\x31\x00" * 80)
ALGORITHM = b"\x30\x03\x06\x01\x2a"
SIGNATURE = b"\x03\x02\x00\x01"


def signed(body: bytes) -> bytes:
    return sequence(sequence(body) + ALGORITHM + SIGNATURE)


VALIDITY = b"\x30\x1e" + TIME * 2
V3 = signed(b"\xa0\x03\x02\x01\x02" + b"\x02\x01\x05" + ALGORITHM + NAME + VALIDITY + NAME)
V1 = signed(b"\x02\x01\x05" + ALGORITHM + NAME + VALIDITY + NAME)
CRL = signed(b"\x02\x01\x01" + ALGORITHM + NAME + TIME + TIME)
CRL_V1 = signed(ALGORITHM + NAME + TIME)
ONECRL = json.dumps({"data": [{"issuerName": "AA==", "serialNumber": "AA=="}]}).encode()
RECORD = b"Document-Locator: x\nEvent: destroyed\nOwner: Alpha\n"

KINDS = {
    "all-records report": (report([row()]), Kind.CCADB_RECORDS),
    "all-records report with byte-order mark": (b"\xef\xbb\xbf" + report([row()]), Kind.CCADB_RECORDS),
    "all-records report without its key": (b"CA Owner,Certificate Name,Auditor,Country\n", Kind.CCADB_RECORDS),
    "PEM report": (pem_report([(fingerprint(der(1)), pem(der(1)))]), Kind.CCADB_PEMS),
    "PEM report in single quotes": (pem_report([], quote="'", all_quoted=True), Kind.CCADB_PEMS),
    "PEM report without rows": (pem_report([]), Kind.CCADB_PEMS),
    "roots of dumps": (b"sha256_fingerprint,sha1_fingerprint,label,pem\n", Kind.ROOT_CERTIFICATES),
    "root store": (",".join(ROOT_STORE_HEADER).encode() + b"\n", Kind.ROOT_STORE),
    "affiliates": (b"group,member,from,until,source\n", Kind.AFFILIATES),
    "OneCRL": (ONECRL, Kind.ONECRL),
    "OneCRL, indented": (b"\n " + ONECRL, Kind.ONECRL),
    "PEM": (pem(der(1)).encode(), Kind.PEM),
    "PEM behind text": (b"Alpha Root\n====\n" + pem(der(1)).encode(), Kind.PEM),
    "certificate, version 3": (V3, Kind.DER),
    "certificate, version 1": (V1, Kind.DER),
    "CRL": (CRL, Kind.CRL),
    "CRL of version 1": (CRL_V1, Kind.CRL),
    "CRL as PEM": (b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n", Kind.CRL),
    "OCSP response": (sequence(b"\x0a\x01\x00" + b"\xa0\x81\x90" + b"\0" * 144), Kind.OCSP_RESPONSE),
    "OCSP response that is a refusal": (bytes.fromhex("30030a0106"), Kind.OCSP_RESPONSE),
    "register record": (RECORD, Kind.EVIDENCE),
}


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_kinds(data: bytes, kind: Kind) -> None:
    assert recognise(data, where="x") is kind


def test_only_an_empty_year_is_told_by_its_name() -> None:
    assert recognise(b"", where="AllCertificatePEMsCSVFormat_NotBeforeYear_1993.csv") is Kind.CCADB_PEMS
    with pytest.raises(InputRejected, match="empty"):
        recognise(b"", where="AllCertificateRecords_2021-07-01.csv")


REFUSED = {
    "HTML": (b"\n<!doctype html><title>Maintenance</title>", "HTML"),
    "HTML that speaks of certificates": (b"<html>-----BEGIN CERTIFICATE-----", "HTML"),
    "JSON of another kind": (b'{"entries": []}', "JSON of a kind"),
    "broken JSON": (b'{"data": [', "JSON"),
    "zip": (b"PK\x03\x04....", "zip archive"),
    "text": (b"Dear subscriber,\n", "neither"),
    "another CSV": (b"name,value\n1,2\n", "neither"),
    "zeros": (b"\0" * 100, "no known kind"),
    "not UTF-8": (b"\xff\xfa\x10\x11", "not UTF-8"),
    "UTF-16": ("CA Owner,Certificate Name".encode("utf-16"), "UTF-16"),
    "a private key": (sequence(b"\x02\x01\x00" + b"\x04\x82\x00\x90" + b"\0" * 144), "a key"),
    "another structure": (sequence(b"\x04\x01\x00" + b"\xa0\x81\x90" + b"\0" * 144), "no certificate"),
    "a certificate cut off": (V3[:-5], "truncated"),
}


@pytest.mark.parametrize(("data", "what"), REFUSED.values(), ids=REFUSED)
def test_refused(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        recognise(data, where="x")
    assert what in refused.value.what
    assert refused.value.remedy


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x30\x82", b"{", b"CA Owner,", b"-----BEGIN ", b"\x1f\x8b"]))
def test_no_bytes_make_it_raise_anything_else(data: bytes, head: bytes) -> None:
    with contextlib.suppress(InputRejected):
        recognise(unpacked(head + data, where="x"), where="x")


PLAIN = report([row(n) for n in range(200)])
PACKED = gzip.compress(PLAIN)


def test_gzip_is_told_by_its_first_bytes() -> None:
    assert unpacked(PACKED, where="x.csv") == PLAIN
    assert unpacked(PLAIN, where="x.csv.gz") == PLAIN
    assert unpacked(gzip.compress(PLAIN[:9]) + gzip.compress(PLAIN[9:]) + b"\0" * 9, where="x") == PLAIN


GZIP_FAULTS = {
    "cut off": (PACKED[:-40], "truncated"),
    "cut off in its last sum": (PACKED[:-1], "truncated"),
    "first bytes only": (PACKED[:2], "truncated"),
    "a wrong sum": (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "broken gzip"),
    "damaged": (PACKED[:30] + b"\xff\xff\xff\xff" + PACKED[34:], "broken gzip"),
    "bytes behind": (PACKED + b"hello", "5 bytes behind"),
    "a bomb": (gzip.compress(bytes(30_000_000)), "GZIP_RATIO_LIMIT"),
    "bombs in a row": (gzip.compress(bytes(600_000)) * 40, "GZIP_RATIO_LIMIT"),
}


@pytest.mark.parametrize(("data", "what"), GZIP_FAULTS.values(), ids=GZIP_FAULTS)
def test_faulty_gzip_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        unpacked(data, where="x")
    assert what in refused.value.what


def test_the_size_is_bounded_whatever_the_ratio() -> None:
    noise = random.Random(1).randbytes(5000)
    with pytest.raises(InputRejected, match="FILE_LIMIT"):
        unpacked(gzip.compress(noise), where="x", limit=1000)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    original = zlib.decompressobj

    class Counting:
        def __init__(self, wbits: int) -> None:
            self.inner = original(wbits)

        def decompress(self, data: bytes, limit: int) -> bytes:
            asked.append(limit)
            return self.inner.decompress(data, limit)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    with pytest.raises(InputRejected):
        unpacked(gzip.compress(bytes(300_000_000)), where="x")
    assert max(asked) <= 300_000_000 // 4


DAYS = {
    "AllCertificateRecords_2021-07-01.csv.gz": date(2021, 7, 1),
    "mozilla_2020-11-02_trust.csv": date(2020, 11, 2),
    "20201102_store.csv": date(2020, 11, 2),
    "2019-01-01/AllCertificateRecords.csv": None,
    "2019-01-01/records 2020-02-02.csv": date(2020, 2, 2),
    "V4_1234567890.csv": None,
    "11111111.csv": None,
    "records-2020-13-01.csv": None,
    "from-2020-01-01-to-2020-02-01.csv": date(2020, 2, 1),
    "records.csv": None,
}


@pytest.mark.parametrize("name", DAYS)
def test_day_of_the_name(name: str) -> None:
    assert day_of(name, b"", Kind.CCADB_RECORDS) == DAYS[name]


def test_certificates_have_no_day_and_revocations_name_it_themselves() -> None:
    assert day_of("certificates-2020-01-01.pem", b"", Kind.PEM) is None
    dated = json.dumps({"data": [{"issuerName": "MAA=", "serialNumber": "AQ==", "last_modified": 1_572_997_851_898}]})
    assert day_of("onecrl-2020-01-01.json", dated.encode(), Kind.ONECRL) == date(2019, 11, 5)
    assert day_of("onecrl-2020-01-01.json", ONECRL.replace(b"AA==", b"MAA="), Kind.ONECRL) == date(2020, 1, 1)


PROGRAMS = {
    "mozilla_2020-11-02_trust.csv.gz": Program.MOZILLA,
    "stores/Chrome_2025-12-16_trust.csv": Program.CHROME,
    "apple_20220706_trust.csv": Program.APPLE,
    "opera_2022-07-06_trust.csv": None,
    "mozilla.csv": None,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_of_the_name(name: str) -> None:
    assert program_of(name) is PROGRAMS[name]


PARTS = {
    "AllCertificateRecordsCSVFormatV4a_2026-05-01.csv": "V4a",
    "AllCertificateRecordsCSVFormatv4b": "V4b",
    "records-V4A.csv.gz": "V4a",
    "AllCertificateRecordsCSVFormatv4": "",
    "AllCertificateRecordsCSVFormatV4archive.csv": "",
    "V4a.csv": "V4a",
    "v4a/AllCertificateRecords.csv": "",
}


@pytest.mark.parametrize("name", PARTS)
def test_part_of_the_name(name: str) -> None:
    assert part_of(name) == PARTS[name]


@needs_real_data
@pytest.mark.real_data
def test_every_real_file_is_told() -> None:
    assert DATA is not None
    told: dict[Kind | None, list[str]] = {}
    for path in sorted(DATA.rglob("*")):
        if path.is_file():
            data = unpacked(path.read_bytes(), where=path.name)
            try:
                told.setdefault(recognise(data, where=path.name), []).append(path.name)
            except InputRejected:
                told.setdefault(None, []).append(path.name)
    assert {kind: len(names) for kind, names in told.items() if kind not in {None, Kind.PEM}} == {
        Kind.CCADB_RECORDS: 10,
        Kind.CCADB_PEMS: 33,
        Kind.ROOT_STORE: 8,
        Kind.ROOT_CERTIFICATES: 1,
        Kind.ONECRL: 1,
    }
