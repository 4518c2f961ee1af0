"""The counting walk: it reads what the careful reader reads, on real tiles, odd shapes and mutated bytes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from ingest.ct.entry import EntryError
from ingest.ct.scan import count_months, dns_names, place_in_leaf, read_rows, walk_tile
from ingest.ct.tiles import entries_of_tile
from ingest.decode.der import DerError
from tests.ingest.ct.encoding import leaf_of, tile_entry
from tests.ingest.ct.issued import END, START, Ca, final_leaf, precert_leaf, tbs
from tests.real_data import needs_real_data, real_bytes

ALPHA = Ca("Alpha")
PRINTS = (b"\x01" * 32, b"\x02" * 32)
REAL_TILES = [f"ct/static-ct-api/navigli2025h2/tile/data/00{n}" for n in range(4)]


def tile_of(*leaves: bytes) -> bytes:
    return b"".join(tile_entry(leaf, *PRINTS, precertificate=b"precert" if leaf[11] else b"") for leaf in leaves)


TILE = tile_of(precert_leaf(ALPHA, 7, "a.example"), final_leaf(ALPHA, 7, "a.example"), precert_leaf(ALPHA, -5))


def test_key_name_serial_and_validity_of_each_entry() -> None:
    rows, unread = read_rows(TILE, walk_tile(TILE))
    times = (START.strftime("%y%m%d%H%M%SZ").encode(), END.strftime("%y%m%d%H%M%SZ").encode())
    assert unread == []
    assert [row[:6] for row in rows] == [
        (1, ALPHA.key_hash, ALPHA.name, b"\x07", *times),
        (0, b"", ALPHA.name, b"\x07", *times),
        (1, ALPHA.key_hash, ALPHA.name, b"\xfb", *times),
    ]
    assert [dns_names(TILE, row[6], row[7]) for row in rows] == [[b"a.example"], [b"a.example"], []]


def test_a_chain_lies_where_the_place_says() -> None:
    places = walk_tile(TILE)
    assert [TILE[place[3] : place[4]] for place in places] == [b"".join(PRINTS)] * 3


@pytest.mark.parametrize(
    "signed",
    [
        tbs(ALPHA.name, 1, end=datetime(2051, 1, 2, tzinfo=UTC)),
        tbs(ALPHA.name, 1, version=1),
        tbs(ALPHA.name, 1 << 1100),
        tbs(ALPHA.name, 1, padding=0),
        tbs(ALPHA.name, 1, padding=70_000),
    ],
    ids=["after 2049", "version 1", "long serial", "shorter than 256 octets", "longer than 65535 octets"],
)
def test_other_shapes_are_read_by_the_careful_reader(signed: bytes) -> None:
    tile = tile_of(leaf_of(signed, key_hash=ALPHA.key_hash))
    rows, unread = read_rows(tile, walk_tile(tile))
    assert unread == []
    assert rows[0][1:3] == (ALPHA.key_hash, ALPHA.name)


@pytest.mark.parametrize(
    "signed", [b"", b"garbage", tbs(ALPHA.name, 1)[:-3], b"\x30\x82\x7f\x00" + tbs(ALPHA.name, 1)[4:]]
)
def test_garbage_is_counted_as_unread_and_its_neighbours_are_read(signed: bytes) -> None:
    leaf = leaf_of(signed, key_hash=ALPHA.key_hash)
    tile = tile_of(precert_leaf(ALPHA, 1), leaf, precert_leaf(ALPHA, 2))
    rows, unread = read_rows(tile, walk_tile(tile))
    assert [row[3] for row in rows] == [b"\x01", b"\x02"]
    assert [number for number, _ in unread] == [1]


@pytest.mark.parametrize("cut", [1, 20, 60, 400])
def test_a_truncated_tile_is_refused(cut: int) -> None:
    with pytest.raises(EntryError, match="truncated"):
        walk_tile(TILE[:-cut])


def test_an_entry_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(EntryError, match="type 2"):
        walk_tile(TILE[:9] + b"\x02" + TILE[10:])


def test_a_leaf_has_its_place() -> None:
    leaf = precert_leaf(ALPHA, 9)
    rows, unread = read_rows(leaf, [place_in_leaf(leaf)])
    assert (rows[0][1], rows[0][3], unread) == (ALPHA.key_hash, b"\x09", [])


@pytest.mark.parametrize(
    "leaf", [b"", precert_leaf(ALPHA, 9)[:-1], precert_leaf(ALPHA, 9) + b"x", b"\x01" + b"\0" * 40]
)
def test_what_is_no_leaf_is_refused(leaf: bytes) -> None:
    with pytest.raises(EntryError):
        place_in_leaf(leaf)


def test_the_quick_count_agrees_with_the_rows_and_leaves_certificates_aside() -> None:
    counts: dict[tuple[bytes, bytes, bytes], int] = {}
    assert count_months(TILE, walk_tile(TILE), counts) == 1
    assert counts == {(ALPHA.key_hash, ALPHA.name, b"2603"): 2}


@given(st.binary(max_size=2), st.integers(0, len(TILE) - 1))
def test_mutated_bytes_give_an_error_or_unread_entries_and_nothing_else(piece: bytes, at: int) -> None:
    mutated = TILE[:at] + piece + TILE[at + 1 :]
    try:
        places = walk_tile(mutated)
    except EntryError:
        return
    rows, unread = read_rows(mutated, places)
    assert len(rows) + len(unread) == len(places)
    for row in rows:
        try:
            dns_names(mutated, row[6], row[7])
        except DerError:
            continue


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize("path", REAL_TILES)
def test_real_tiles_are_read_as_the_readers_of_entries_and_certificates_read_them(path: str) -> None:
    data = real_bytes(path)
    places = walk_tile(data)
    rows, unread = read_rows(data, places)
    counts: dict[tuple[bytes, bytes, bytes], int] = {}
    assert unread == []
    assert count_months(data, places, counts) == 0
    assert counts == Counter((row[1], row[2], row[4][:4]) for row in rows)
    for entry, row in zip(entries_of_tile(data, 0), rows, strict=True):
        precertificate = x509.load_der_x509_certificate(entry.certificate)
        names = precertificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert entry.issuer_key_hash == row[1]
        assert int.from_bytes(row[3], "big", signed=True) == precertificate.serial_number
        assert row[4].decode() == precertificate.not_valid_before_utc.strftime("%y%m%d%H%M%SZ")
        assert row[5].decode() == precertificate.not_valid_after_utc.strftime("%y%m%d%H%M%SZ")
        assert [name.decode() for name in dns_names(data, row[6], row[7])] == names.get_values_for_type(x509.DNSName)
