"""The sample log: the same every time, the same in both formats, and as it says of itself."""

from __future__ import annotations

from collections import Counter

from explorer.model.ids import sha256_hex
from ingest.ct.checkpoint import head_of, read_checkpoint
from ingest.ct.entry import LogEntry
from ingest.ct.get_entries import read_get_entries, read_get_sth
from ingest.ct.merkle import root_of
from ingest.ct.tiles import entries_of_tile, hashes_of_tile, tile_at
from ingest.decode.der import DerError
from ingest.decode.skim import skim
from ingest.link.heads import refusal_of_head
from ingest.sample.keys import spki
from ingest.sample.log import LEAST, SampleLog
from ingest.sample.log_cast import alder_cast
from ingest.sample.log_files import ALDER, rfc6962_files, tiled_files

LOG = SampleLog(cast=alder_cast(), size=700)
TILED = dict(tiled_files(LOG))
ANSWERS = dict(rfc6962_files(LOG, page=300))


def entries() -> list[LogEntry]:
    found: list[LogEntry] = []
    for path in sorted(TILED):
        tile = tile_at(path)
        if tile is not None and tile.level is None:
            found += entries_of_tile(TILED[path], tile.first)
    return found


def test_it_is_the_same_every_time() -> None:
    assert dict(tiled_files(SampleLog(cast=alder_cast(), size=700))) == TILED


def test_both_formats_hold_the_same_tree_under_a_good_signature() -> None:
    answers = [
        entry
        for first in (0, 300, 600)
        for entry in read_get_entries(
            ANSWERS[f"get-entries/{first}-{min(first + 299, 699)}.json"], first, where="a"
        ).read
    ]
    hashes = [entry.leaf_hash for entry in entries()]
    assert [entry.leaf_hash for entry in answers] == hashes
    checkpoint = head_of(read_checkpoint(TILED["checkpoint"], where="note"), ALDER.id, where="note")
    sth = read_get_sth(ANSWERS["get-sth.json"], where="sth")
    for head in (checkpoint, sth):
        assert (head.size, head.root, refusal_of_head(head, spki(ALDER.key))) == (700, root_of(hashes), "")
    assert refusal_of_head(sth, spki(LOG.cast.root.plan.key)) != ""


def test_the_hash_tiles_are_those_of_the_entries() -> None:
    leaves = hashes_of_tile(TILED["tile/0/001"], 256)
    assert leaves == tuple(entry.leaf_hash for entry in entries()[256:512])
    assert hashes_of_tile(TILED["tile/1/000.p/2"], 2)[1] == root_of(leaves)


def test_what_it_says_of_itself_is_what_a_reader_counts() -> None:
    counted: Counter[tuple[str, str]] = Counter()
    garbage = 0
    for entry in entries():
        try:
            read = skim(entry.certificate)
        except DerError:
            garbage += 1
            continue
        counted[read.serial.hex().upper(), "pre" if entry.is_precertificate else "final"] += 1
        assert entry.issuer_key_hash is None or entry.tbs
    assert garbage == LOG.garbage == 2
    for one in LOG.issued:
        assert counted.pop((one.serial, "pre"), 0) == one.precertificates
        assert counted.pop((one.serial, "final"), 0) == one.certificates
    assert not counted


def test_every_kind_of_entry_is_in_the_smallest_log() -> None:
    small = SampleLog(cast=alder_cast(), size=LEAST)
    shown = {sha256_hex(member.der) for member in (*small.cast.as_entries, small.cast.signer, small.cast.superfluous)}
    assert shown <= small.members
    assert small.garbage == 2
    assert {(one.precertificates, one.certificates) for one in small.issued} >= {(1, 0), (1, 1), (2, 0), (0, 1), (0, 2)}
