"""The real reports: row counts, facts against the standard library, and what damage does to them."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from ingest.sources.ccadb_records import read_records
from tests.ingest.sources.reports import csv_rows
from tests.real_data import DATA, needs_real_data, real_bytes

pytestmark = [needs_real_data, pytest.mark.real_data]

SNAPSHOTS = {  # file -> rows, roots, intermediates, columns, repeated fingerprints, quarantined
    "AllCertificateRecords_2019-07-02": (5616, 470, 5146, 41, 3, 0),
    "AllCertificateRecords_2020-07-01": (6201, 507, 5694, 42, 2, 0),
    "AllCertificateRecords_2021-07-01": (6869, 556, 6313, 43, 11, 1),
    "Mozilla_AllCertificateRecordsReport_2021-04-05": (6714, 543, 6171, 43, 10, 0),
}
SAMPLES = {  # file -> columns
    "2023-04-21_44col": 44,
    "2023-09-28_49col": 49,
    "2024-04-24_50col": 50,
    "2024-08-09_66col": 66,
    "2024-09-27_71col": 71,
    "2024-11-01_79col": 79,
}


def snapshot(name: str) -> bytes:
    return gzip.decompress(real_bytes(f"ccadb/{name}.csv.gz"))


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_snapshots_are_read_whole(name: str) -> None:
    rows, roots, intermediates, columns, repeated, quarantined = SNAPSHOTS[name]
    found = read_records(snapshot(name), where=name)
    assert (found.counts.read, found.counts.duplicates, found.counts.quarantined) == (rows, 0, quarantined)
    kinds = Counter(str(r.kind) for r in found.rows)
    assert (kinds["root"], kinds["intermediate"]) == (roots - quarantined, intermediates)
    assert len(found.columns.named) == columns
    assert found.columns.unknown == ()
    fingerprints = Counter(r.certificate for r in found.rows)
    assert sum(count > 1 for count in fingerprints.values()) == repeated
    assert [aside.reason for aside in found.quarantined] == ["test entry"] * quarantined
    assert not [problem for r in found.rows for problem in r.problems]
    assert not [audit for r in found.rows for audit in r.audits if audit.unread]
    assert len({r.record for r in found.rows}) == found.counts.rows


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_every_cell_is_that_of_the_standard_library(name: str) -> None:
    data = snapshot(name)
    found = read_records(data, where=name)
    expected = [
        {key.strip(): value.strip() for key, value in cells.items()}
        for cells in csv_rows(data)
        if not cells["CA Owner"].startswith("Example CA")
    ]
    assert [dict(r.cells) for r in found.rows] == expected


def test_the_first_snapshot_cannot_tell_external_cas_and_the_later_ones_can() -> None:
    told = {}
    for name in SNAPSHOTS:
        found = read_records(snapshot(name), where=name)
        told[name] = {r.subordinate_owner is not None for r in found.rows}
    assert told.pop("AllCertificateRecords_2019-07-02") == {False}
    assert set(map(tuple, told.values())) == {(True,)}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_later_versions_are_read(name: str) -> None:
    found = read_records(real_bytes(f"ccadb/header-samples/AllCertificateRecords_{name}_1row.csv"), where=name)
    assert (found.counts.read, found.counts.rows) == (1, 1)
    assert len(found.columns.named) == SAMPLES[name]
    assert found.columns.unknown == ()
    record = found.rows[0]
    assert record.certificate == "C0EE0CCED463096DF07D27257AF79C986FF92B678F669C109FFF570F32AB433F"
    assert record.name == "DigiCert QuoVadis G3 Qualified BE itsme RSA4096 SHA256 2023 CA1"
    assert record.technically_constrained is False
    assert record.audits_same_as_parent is True
    assert (record.text("apple_status") is None) == (SAMPLES[name] < 79)
    assert record.problems == ()


def test_one_day_later_nearly_every_row_keeps_its_digest() -> None:
    """The two reports of 2021 come from different pages of CCADB, three months apart, with equal columns."""
    april = read_records(snapshot("Mozilla_AllCertificateRecordsReport_2021-04-05"), where="a")
    july = read_records(snapshot("AllCertificateRecords_2021-07-01"), where="b")
    assert april.columns.digest == july.columns.digest
    same = {r.digest for r in april.rows} & {r.digest for r in july.rows}
    assert len(same) > 5000


HEAD = snapshot("AllCertificateRecords_2021-07-01")[:60_000] if DATA is not None else b""
FRAGMENT = HEAD[: HEAD.rfind(b'"\n"') + 2]
NOISE = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b'"', b",", b"\n", b"\r\n", b'""', b" ", b"\0", b"\xef\xbb\xbf", b"=", b"\xff", b'"\n"', b"\x02"]),
)
EDITS = st.lists(st.tuples(st.integers(0, len(FRAGMENT)), st.integers(0, 400), NOISE), min_size=1, max_size=4)


@given(EDITS)
def test_damage_is_refused_or_every_record_is_accounted_for(edits: list[tuple[int, int, bytes]]) -> None:
    data = FRAGMENT
    for at, length, noise in edits:
        data = data[:at] + noise + data[at + length :]
    try:
        found = read_records(data, where="damaged")
    except InputRejected as refused:
        assert refused.what
        assert refused.done
        return
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    counted = sum(1 for cells in lines if len(cells) > 1 or "".join(cells).strip()) - 1
    assert found.counts.read == counted
    assert found.counts.read == len(found.rows) + found.counts.duplicates + len(found.quarantined)
    for record in found.rows:
        assert record.digest
        assert record.record
        assert len(record.cells) <= 43
        assert record.audits is not None
        assert record.problems is not None


@given(st.randoms(use_true_random=False))
def test_shuffled_and_doubled_rows_give_the_same_world(random: object) -> None:
    lines = list(csv.reader(io.StringIO(FRAGMENT.decode(), newline="")))
    head, rows = lines[0], lines[1:]
    doubled = [*rows, *rows[:5]]
    random.shuffle(doubled)  # type: ignore[attr-defined]  # a random.Random, which hypothesis does not type
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *doubled])
    found = read_records(out.getvalue().encode(), where="shuffled")
    plain = read_records(FRAGMENT, where="plain")
    assert found.counts.duplicates == 5
    assert sorted(r.digest for r in found.rows) == sorted(r.digest for r in plain.rows)
