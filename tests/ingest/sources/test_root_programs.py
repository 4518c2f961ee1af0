"""Root-store rows -> anchors: purposes, cut-offs, and nothing half understood."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EMAIL, EV, TLS_SERVER
from ingest.sources.recognise import Kind, day_of, program_of, recognise
from ingest.sources.root_programs import HEADER, RootStoreReport, read_root_store
from tests.real_data import needs_real_data, real_bytes

FINGERPRINT = "AB" * 32
DAY = date(2025, 10, 23)
SERVER = ("1.3.6.1.5.5.7.3.1", "Server Authentication")


def rows(*cells: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    lines = [",".join(header), *(",".join(f'"{cell}"' for cell in row) for row in cells)]
    return ("\n".join(lines) + "\n").encode()


def anchor_row(
    fingerprint: str = FINGERPRINT,
    purpose: tuple[str, str] = SERVER,
    disabled: str = "",
    until: str = "",
) -> tuple[str, ...]:
    return (fingerprint, "Alpha Root, Inc.", *purpose, disabled, until)


def read(data: bytes) -> RootStoreReport:
    return read_root_store(data, program=Program.MOZILLA, day=DAY, where="x")


def only(**differs: str | tuple[str, str]) -> TrustAnchor:
    return read(rows(anchor_row(**differs))).anchors[0]  # type: ignore[arg-type]  # each of its own type


def test_a_plain_row() -> None:
    assert only() == TrustAnchor(
        program=Program.MOZILLA,
        certificate=only().certificate,
        purpose=TLS_SERVER,
        policy="",
        disabled_from=None,
        not_before_until=None,
        label="Alpha Root, Inc.",
        source="root-store:Mozilla",
        day=DAY,
    )
    assert only().certificate == FINGERPRINT


PURPOSES = {
    "server": (SERVER, TLS_SERVER, ""),
    "e-mail": (("1.3.6.1.5.5.7.3.4", "Secure Email"), EMAIL, ""),
    "EV": (("2.16.840.1.114412.2.1", "EV Server Authentication (policy OID)"), EV, "2.16.840.1.114412.2.1"),
    "without a word of ours": (("1.2.840.113635.100.4.3", "Apple System Identity"), "1.2.840.113635.100.4.3", ""),
}


@pytest.mark.parametrize(("cells", "purpose", "policy"), PURPOSES.values(), ids=PURPOSES)
def test_purposes(cells: tuple[str, str], purpose: str, policy: str) -> None:
    found = only(purpose=cells)
    assert (found.purpose, found.policy) == (purpose, policy)


MOMENTS = {
    "blank": ("", None),
    "a moment": ("2019-02-01T00:00:00Z", datetime(2019, 2, 1, tzinfo=UTC)),
    "a moment with a blank": ("2019-02-01 12:30:00", datetime(2019, 2, 1, 12, 30, tzinfo=UTC)),
    "a day": ("2019-02-01", datetime(2019, 2, 1, tzinfo=UTC)),
    "never was": ("-infinity", datetime.min.replace(tzinfo=UTC)),
    "no limit": ("infinity", None),
}


@pytest.mark.parametrize(("cell", "expected"), MOMENTS.values(), ids=MOMENTS)
def test_cut_offs(cell: str, expected: datetime | None) -> None:
    assert only(disabled=cell).disabled_from == expected
    assert only(until=cell).not_before_until == expected


SET_ASIDE = {
    "no fingerprint": (anchor_row(fingerprint=""), "no SHA-256"),
    "SHA-1": (anchor_row(fingerprint="AB" * 20), "no SHA-256"),
    "no purpose": (anchor_row(purpose=("", "")), "no object identifier"),
    "purpose in words": (anchor_row(purpose=("server", "")), "no object identifier"),
    "a cut-off that is no date must not read as none": (anchor_row(until="soon"), "notbefore_until is no date"),
    "no such day": (anchor_row(disabled="2019-02-30T00:00:00Z"), "disabled_from is no date"),
    "a short row": (anchor_row()[:5], "ends before the last column"),
}


@pytest.mark.parametrize(("cells", "reason"), SET_ASIDE.values(), ids=SET_ASIDE)
def test_half_a_row_is_set_aside(cells: tuple[str, ...], reason: str) -> None:
    found = read(rows(anchor_row(), cells, anchor_row(fingerprint="CD" * 32)))
    assert (found.counts.read, found.counts.rows, found.counts.quarantined) == (3, 2, 1)
    assert reason in found.quarantined[0].reason
    assert found.quarantined[0].position == "line 3"


def test_equal_rows_are_duplicates_and_contradicting_ones_both_kept() -> None:
    found = read(rows(anchor_row(), anchor_row(), anchor_row(disabled="-infinity")))
    assert (found.counts.rows, found.counts.duplicates) == (2, 1)


DOUBTFUL = {
    "header only": (rows(), "a header and no root"),
    "a column short": (rows(anchor_row()[:5], header=HEADER[:5]), "lacks 'notbefore_until'"),
    "doubled column": (rows(anchor_row(), header=(*HEADER, "label")), "has twice 'label'"),
    "cut off": (rows(anchor_row()) + b'"ABAB","Alp', "inside a quoted cell"),
    "cut off between cells": (rows(anchor_row()) + b'"ABAB","Alpha"', "truncated"),
    "JSON": (b"[]", "JSON"),
}


@pytest.mark.parametrize(("data", "what"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubt_about_the_file_refuses_it(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read(data)
    assert what in refused.value.what


BASE = rows(*(anchor_row(fingerprint=f"{n:064X}") for n in range(30)))


@given(st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 80), st.binary(max_size=6)), max_size=4))
def test_damage_is_refused_or_every_row_is_accounted_for(edits: list[tuple[int, int, bytes]]) -> None:
    data = BASE
    for at, length, noise in edits:
        data = data[:at] + noise + data[at + length :]
    try:
        found = read(data)
    except InputRejected:
        return
    assert found.counts.read == len(found.anchors) + found.counts.duplicates + len(found.quarantined)


REAL = {  # file -> rows, roots, roots for servers, with a notBefore cut-off, disabled for something
    "mozilla_2020-11-02": (235, 148, 138, 14, 0),
    "mozilla_2025-10-23": (249, 178, 144, 9, 0),
    "chrome_2023-04-14": (204, 135, 135, 0, 0),
    "chrome_2025-12-16": (176, 112, 112, 6, 0),
    "apple_2022-07-06": (944, 158, 158, 0, 0),
    "apple_2025-10-29": (604, 140, 126, 5, 0),
    "microsoft_2020-06-13": (2435, 410, 346, 206, 108),
    "microsoft_2025-08-28": (2691, 507, 390, 282, 209),
}


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_real_root_stores(name: str) -> None:
    file = f"{name}_trust.csv.gz"
    data = gzip.decompress(real_bytes(f"rootstores/{file}"))
    program, day = program_of(file), day_of(file, data, Kind.ROOT_STORE)
    assert recognise(data, where=file) is Kind.ROOT_STORE
    assert program is not None
    assert str(program).casefold() == name.split("_")[0]
    assert day == date.fromisoformat(name.split("_")[1])
    found = read_root_store(data, program=program, day=day, where=file)
    assert found.quarantined == ()

    def roots(anchors: list[TrustAnchor]) -> int:
        return len({anchor.certificate for anchor in anchors})

    every = list(found.anchors)
    assert (
        found.counts.read,
        roots(every),
        roots([a for a in every if a.purpose == TLS_SERVER]),
        roots([a for a in every if a.not_before_until]),
        roots([a for a in every if a.disabled_from]),
    ) == REAL[name]
