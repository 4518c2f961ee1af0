"""Damage is found: in the shape of the file, in any value of any row, and in the raw inputs."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm, StoreError
from explorer.store.catalog import Store, open_store
from explorer.store.check import CheckReport, check_store
from explorer.store.schema import TABLES
from explorer.store.seals import CHANGING, GROWING


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store that a test may damage, all of it in one file."""
    copy = tmp_path / "copy.sqlite"
    source = sqlite3.connect(sample_store)
    target = sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    (tmp_path / "copy.sqlite.raw").symlink_to(sample_store.with_name(sample_store.name + ".raw"))
    return copy


def check(store: Path) -> CheckReport:
    with open_store(store) as opened:
        return check_store(opened)


@pytest.fixture(scope="module")
def whole(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One copy that many tests damage inside a transaction of their own, and give back whole."""
    path = tmp_path_factory.mktemp("damage") / "copy.sqlite"
    source = sqlite3.connect(sample_store)
    target = sqlite3.connect(path, isolation_level=None)
    source.backup(target)
    source.close()
    return Store(path, target)


@contextmanager
def damaged(store: Store) -> Iterator[sqlite3.Connection]:
    """Damage done to the connection in the block must be found at its end."""
    store.connection.execute("BEGIN")
    try:
        yield store.connection
        with pytest.raises((StoreError, IntegrityAlarm), match=r"is damaged|rows of table|day \d|does not match"):
            check_store(store)
    finally:
        store.connection.execute("ROLLBACK")


def test_a_whole_store_passes(store: Path) -> None:
    report = check(store)
    assert report.certificates and report.days and report.raw_inputs and report.quarantined
    assert all(f"{n}" for n in report.counts().values())


def columns() -> list[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize(("table", "column"), columns(), ids=lambda word: word)
def test_any_value_of_any_row_that_changed_is_found(table: str, column: str, whole: Store) -> None:
    """One value of the last row becomes another of its kind."""
    with damaged(whole) as connection:
        held = connection.execute(
            f"SELECT rowid FROM {table} LIMIT 1" if table in GROWING else f"SELECT 1 FROM {table}"
        )
        if held.fetchone() is None:
            pytest.skip("the sample has no such row")
        last = connection.execute(f"SELECT {column} FROM {table} ORDER BY 1 DESC LIMIT 1").fetchone()[0]
        other: object = b"\x01" * 32 if isinstance(last, bytes) else last + 1 if isinstance(last, int) else f"{last}x"
        same = "IS NULL" if last is None else "= :last"
        connection.execute(
            f"UPDATE {table} SET {column} = :other WHERE {column} {same}", {"other": other, "last": last}
        )


@pytest.mark.parametrize("table", (*GROWING, *CHANGING, "span", "seal", "der"))
def test_a_row_that_is_gone_is_found(table: str, whole: Store) -> None:
    with damaged(whole) as connection:
        if connection.execute(f"SELECT 1 FROM {table}").fetchone() is None:
            pytest.skip("the sample has no such row")
        first = connection.execute(f"PRAGMA table_info({table})").fetchone()[1]
        connection.execute(f"DELETE FROM {table} WHERE {first} = (SELECT max({first}) FROM {table})")


def test_a_row_too_much_is_found(whole: Store) -> None:
    with damaged(whole) as connection:
        connection.execute("INSERT INTO opaque VALUES (x'00', 'smuggled', x'00')")


def test_a_raw_input_that_changed_is_found(store: Path, sample_store: Path, tmp_path: Path) -> None:
    raw = tmp_path / "copy.sqlite.raw"
    raw.unlink()
    shutil.copytree(sample_store.with_name(sample_store.name + ".raw"), raw)
    blobs = sorted(p for p in raw.rglob("*") if p.is_file() and p.suffix != ".json")
    for blob in random.Random(1).sample(blobs, 12):
        whole = blob.read_bytes()
        place = random.Random(blob.name).randrange(10, len(whole))
        blob.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with pytest.raises(IntegrityAlarm, match="raw input"):
            check(store)
        blob.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(IntegrityAlarm, match="raw input"):
            check(store)
        blob.unlink()
        with pytest.raises(IntegrityAlarm, match="is missing"):
            check(store)
        blob.write_bytes(whole)
    check(store)
