"""Logs, positions and sightings in the store: what is kept, and that the order of reading changes nothing."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm
from explorer.model.sighting import Place
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.ct import (
    Seen,
    Standing,
    StoredHead,
    StoredLog,
    Tally,
    UnitCount,
    add_head,
    move_log,
    put_log,
    put_unit,
    read_heads,
    read_log,
    read_sightings,
    see,
)
from explorer.store.writer import Writer, open_writer

NOW = datetime(2026, 9, 1, tzinfo=UTC)
CERTIFICATE = bytes(range(32))


def log_in(writer: Writer, *, key: bytes | None = b"key") -> StoredLog:
    return put_log(
        writer.connection, id_=b"i" * 32, name="Alder", operator="Alder Trust", key=key, url="https://a/", is_tiled=True
    )


def test_position_and_tally_move_together(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    for _ in range(2):
        with open_writer(store, lock_wait=0, now=NOW) as writer:
            log = log_in(writer)
            move_log(
                writer.connection, log.number, log.position + 5, b"p" * 64, Tally(precertificates=3, certificates=2)
            )
    with open_store(store) as opened:
        found = read_log(opened.connection, b"i" * 32)
        assert found is not None
        assert (found.position, found.peaks, found.tally.entries, found.key) == (10, b"p" * 64, 10, b"key")
        check_store(opened)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_first_and_last_sighting_do_not_depend_on_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    parts = [(7, 9), (1, 3), (20, 20)]
    with open_writer(tmp_path / "s.sqlite", lock_wait=0, now=NOW) as writer:
        log = log_in(writer, key=None)
        for first, last in (parts[i] for i in order):
            seen = Seen(
                certificate=CERTIFICATE, place=Place.CHAIN,
                first_entry=first, first_seen=first * 1_000, last_entry=last, last_seen=last * 1_000,
            )  # fmt: skip
            see(writer.connection, log.number, [seen, seen])
        (found,) = read_sightings(writer.connection)
    assert (found.first_entry, found.last_entry, found.is_verified) == (1, 20, False)
    assert found.first_seen == datetime.fromtimestamp(1, UTC)
    assert found.last_seen == datetime.fromtimestamp(20, UTC)


def test_a_head_is_kept_once_and_in_the_order_it_came(tmp_path: Path) -> None:
    with open_writer(tmp_path / "s.sqlite", lock_wait=0, now=NOW) as writer:
        log = log_in(writer)
        for size, standing in ((5, Standing.ACCEPTED), (5, Standing.ACCEPTED), (4, Standing.CONTRADICTS)):
            add_head(
                writer.connection,
                log.number,
                StoredHead(size=size, timestamp=size, root=b"r", signed=b"%d" % size, received=NOW, standing=standing),
            )
        heads = read_heads(writer.connection, log.number)
    assert [(head.size, head.standing) for head in heads] == [(5, Standing.ACCEPTED), (4, Standing.CONTRADICTS)]


def test_a_wider_file_takes_the_place_of_a_narrow_one_in_the_sum(tmp_path: Path) -> None:
    with open_writer(tmp_path / "s.sqlite", lock_wait=0, now=NOW) as writer:
        log = log_in(writer, key=None)
        for path, count in (("000.p/3", 3), ("000", 256)):
            unit = UnitCount(first=0, path=path, sha256=b"s", tally=Tally(precertificates=count))
            put_unit(writer.connection, log.number, unit)
        found = read_log(writer.connection, log.id)
    assert found is not None
    assert found.tally == Tally(precertificates=256)


def test_a_changed_position_is_noticed(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        log_in(writer)
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE ct_log SET position = 7")
    with open_store(store) as opened, pytest.raises(IntegrityAlarm, match="ct_log"):
        check_store(opened)
