"""Entries of both formats: what is read, what is refused, and that mutated bytes never do anything else."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from ingest.ct.entry import MAX_CHAIN, EntryError, read_leaf
from ingest.ct.folder import entries_of, logs_below, read_unit, unit_at
from ingest.ct.get_entries import read_consistency, read_get_entries, read_get_roots, read_get_sth
from ingest.ct.merkle import root_of
from ingest.ct.tiles import Tile, entries_of_tile, hashes_of_tile, tile_at, tiles_of
from tests.ingest.ct.encoding import answer_of, chain_of, leaf_of, tile_entry
from tests.real_data import DATA, needs_real_data, real_bytes

KEY = bytes(range(32))
FINAL = (leaf_of(b"final", timestamp=7), chain_of(b"issuer", b"root"))
PRECERT = (leaf_of(b"tbs", key_hash=KEY, extensions=b"abc"), chain_of(b"issuer", precertificate=b"precert"))
PRINTS = (hashlib.sha256(b"issuer").digest(), hashlib.sha256(b"root").digest())


def test_a_certificate_is_read_with_its_chain() -> None:
    entry = read_leaf(*FINAL, 3)
    assert (entry.index, entry.timestamp, entry.is_precertificate, entry.issuer_key_hash) == (3, 7, False, None)
    assert (entry.certificate, entry.tbs, entry.chain) == (b"final", b"", (b"issuer", b"root"))
    assert entry.chain_fingerprints == PRINTS


def test_a_precertificate_is_read_with_its_tbs_and_key_hash() -> None:
    entry = read_leaf(*PRECERT, 0)
    assert (entry.is_precertificate, entry.issuer_key_hash) == (True, KEY)
    assert (entry.certificate, entry.tbs, entry.chain) == (b"precert", b"tbs", (b"issuer",))


def test_both_formats_give_the_same_entry_but_for_the_chain() -> None:
    tile = tile_entry(FINAL[0], *PRINTS) + tile_entry(PRECERT[0], PRINTS[0], precertificate=b"precert")
    for mine, other in zip(entries_of_tile(tile, 5), (read_leaf(*FINAL, 5), read_leaf(*PRECERT, 6)), strict=True):
        assert mine.chain == ()
        for field in ("index", "timestamp", "certificate", "tbs", "issuer_key_hash", "chain_fingerprints", "leaf_hash"):
            assert getattr(mine, field) == getattr(other, field)


@pytest.mark.parametrize(
    ("leaf", "extra", "message"),
    [
        (b"\x01" + FINAL[0][1:], FINAL[1], "version and leaf type 0100"),
        (FINAL[0] + b"x", FINAL[1], "1 octets behind the leaf"),
        (FINAL[0], FINAL[1] + b"x", "1 octets behind the chain"),
        (FINAL[0][:11] + b"\x02" + FINAL[0][12:], FINAL[1], "entry type 2"),
        (FINAL[0][:-1], FINAL[1], "truncated in the extensions"),
        (FINAL[0], chain_of(b"issuer")[:-1], "truncated in the chain"),
        (FINAL[0], chain_of(*[b"c"] * (MAX_CHAIN + 1)), "MAX_CHAIN"),
        (b"", b"", "version and leaf type missing"),
    ],
)
def test_what_is_no_entry_is_refused_with_the_place_or_bound(leaf: bytes, extra: bytes, message: str) -> None:
    with pytest.raises(EntryError, match=message):
        read_leaf(leaf, extra, 0)


def test_an_unreadable_entry_of_an_answer_is_set_aside_alone_and_keeps_its_hash() -> None:
    bad = (FINAL[0] + b"x", FINAL[1])
    found = read_get_entries(answer_of(FINAL, bad, PRECERT), 10, where="answer")
    assert [entry.index for entry in found.read] == [10, 12]
    assert [(entry.index, entry.leaf_input) for entry in found.unreadable] == [(11, bad[0])]
    assert [entry.index for entry in found.in_order] == [10, 11, 12]


def test_a_tile_may_be_packed() -> None:
    tile = tile_entry(FINAL[0], *PRINTS)
    assert list(entries_of_tile(gzip.compress(tile), 0)) == list(entries_of_tile(tile, 0))


@pytest.mark.parametrize(
    ("tile", "message"),
    [
        (tile_entry(FINAL[0], *PRINTS)[:-1], "entry 0: truncated in the chain"),
        (tile_entry(FINAL[0], b"short"), "fingerprints with 5 octets"),
        (tile_entry(FINAL[0], *PRINTS) * 257, "TILE_WIDTH"),
        (gzip.compress(b"x" * 100, mtime=0)[:-9], "truncated"),
    ],
)
def test_a_broken_tile_is_refused(tile: bytes, message: str) -> None:
    with pytest.raises(EntryError, match=message):
        list(entries_of_tile(tile, 0))


@given(st.data())
def test_mutated_bytes_are_entries_or_refused(data: st.DataObject) -> None:
    tile = bytearray(tile_entry(FINAL[0], *PRINTS) + tile_entry(PRECERT[0], precertificate=b"precert"))
    for _ in range(data.draw(st.integers(1, 4))):
        tile[data.draw(st.integers(0, len(tile) - 1))] = data.draw(st.integers(0, 255))
    tile = tile[: data.draw(st.integers(0, len(tile)))]
    try:
        list(entries_of_tile(bytes(tile), 0))
    except EntryError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("tile/data/000", Tile(level=None, number=0)),
        ("log/tile/data/x001/x234/067", Tile(level=None, number=1_234_067)),
        ("tile/0/x001/000.p/12", Tile(level=0, number=1_000, width=12)),
        ("tile/2/003.p/255", Tile(level=2, number=3, width=255)),
        ("tile/data/x000/067", None),  # not canonical
        ("tile/data/067.p/256", None),
        ("tile/data/067.p/0", None),
        ("tile/names/000", None),
        ("tile/data/67", None),
        ("mytile/data/067", None),
    ],
)
def test_tiles_are_told_by_their_path(path: str, tile: Tile | None) -> None:
    assert tile_at(path) == tile
    if tile is not None:
        assert path.endswith(tile.path)


def test_the_tiles_of_a_tree_end_with_a_partial_one() -> None:
    assert [tile.path for tile in tiles_of(600, first=256)] == ["tile/data/001", "tile/data/002.p/88"]
    assert [tile.path for tile in tiles_of(512, 0)] == ["tile/0/000", "tile/0/001"]


def test_units_are_told_by_their_path() -> None:
    for path, first, width, is_tile in [
        ("tile/data/001.p/4", 256, 4, True),
        ("get-entries/100-199.json.gz", 100, 100, False),
        ("get-entries_google_4.json", 0, None, False),
    ]:
        unit = unit_at(path)
        assert unit is not None
        assert (unit.first, unit.width, unit.is_tile) == (first, width, is_tile)
    for path in ("tile/0/001", "get-entries/199-100.json", "get-sth.json", "checkpoint"):
        assert unit_at(path) is None


def test_a_file_with_other_entries_than_its_name_says_is_refused() -> None:
    unit = unit_at("get-entries/0-2.json")
    assert unit is not None
    with pytest.raises(InputRejected, match="2 entries where its name says 3"):
        list(entries_of(unit, answer_of(FINAL, PRECERT), where="file"))


def test_of_a_full_tile_and_its_partial_one_the_full_is_read(tmp_path: Path) -> None:
    whole = tile_entry(FINAL[0], *PRINTS) * 256
    for path, data in {"tile/data/000": whole, "tile/data/000.p/3": whole[: len(whole) * 3 // 256]}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (log,) = logs_below(tmp_path)
    assert [unit.path for unit in log.units] == ["tile/data/000"]
    (deep,) = logs_below(tmp_path / "tile" / "data" / "000.p" / "3")
    assert (deep.folder.name, [unit.width for unit in deep.units]) == (tmp_path.name, [3])


@pytest.mark.parametrize(
    "data",
    [b"[]", b'{"entries": 1}', b'{"entries": [1]}', b'{"entries": [{"leaf_input": "!", "extra_data": ""}]}', b"<html>"],
)
def test_what_is_no_answer_is_rejected(data: bytes) -> None:
    with pytest.raises(InputRejected):
        read_get_entries(data, 0, where="answer")


@needs_real_data
def test_the_real_tiles_have_the_hashes_that_the_log_published() -> None:
    assert DATA is not None
    (log,) = logs_below(DATA / "ct" / "static-ct-api")
    assert log.name == "navigli2025h2"
    count = 0
    for unit in log.units:
        entries = list(entries_of(unit, read_unit(log, unit), where=unit.path))
        hashes = hashes_of_tile(real_bytes(f"ct/static-ct-api/navigli2025h2/{unit.path.replace('data', '0')}"), 256)
        assert tuple(entry.leaf_hash for entry in entries) == hashes
        count += sum(entry.is_precertificate for entry in entries if hasattr(entry, "is_precertificate"))
    assert count == 1_024


@needs_real_data
def test_the_real_answers_are_read() -> None:
    google = read_get_entries(real_bytes("ct/rfc6962/get-entries_google_4.json"), 0, where="google")
    assert [(entry.timestamp, entry.is_precertificate, len(entry.chain)) for entry in google.read] == [
        (1364258252899, False, 2),
        (1364288407155, False, 3),
        (1364288407155, False, 3),
        (1364288407156, False, 2),
    ]
    head = read_get_sth(real_bytes("ct/rfc6962/get-sth_google_4.json"), where="sth")
    assert (head.size, head.signature) == (4, b"signature")
    assert (
        root_of(entry.leaf_hash for entry in google.read) != head.root
    )  # a head made up for a test of another program
    both = read_get_entries(real_bytes("ct/rfc6962/get-entries_precert+cert_2.json"), 0, where="both")
    assert [(entry.is_precertificate, len(entry.chain)) for entry in both.read] == [(True, 3), (False, 2)]
    assert len(read_get_roots(real_bytes("ct/rfc6962/get-roots_1.json"), where="roots")) == 1
    assert len(read_consistency(real_bytes("ct/rfc6962/get-sth-consistency.json"), where="proof")) == 2
