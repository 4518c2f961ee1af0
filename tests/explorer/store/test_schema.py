"""Opening: what is not ours, or too new, or broken is refused and keeps every byte."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from explorer.errors import StoreError
from explorer.store.schema import APPLICATION_ID, VERSION, connect


def other_database(path: Path, statement: str = "CREATE TABLE notes (text)") -> bytes:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_the_database_of_another_program_keeps_every_byte(write: bool, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    before = other_database(path)
    with pytest.raises(StoreError, match="is not a store of subca"):
        connect(path, write=write)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["notes.db"]


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_a_newer_store_keeps_every_byte(write: bool, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    connect(path, write=True).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"has schema {VERSION + 1}") as caught:
        connect(path, write=write)
    assert caught.value.done and caught.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_no_database_at_all(write: bool, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"no database " * 500)
    with pytest.raises(StoreError, match="not a database"):
        connect(path, write=write)
    assert path.read_bytes() == b"no database " * 500


def test_reading_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        connect(tmp_path / "store.sqlite", write=False)
    assert not list(tmp_path.iterdir())


def test_an_empty_file_left_by_a_killed_run_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    connect(path, write=True).close()
    connect(path, write=False).close()


def test_settings_are_explicit(tmp_path: Path) -> None:
    connection = connect(tmp_path / "store.sqlite", write=True)
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id", "user_version")
    }
    connection.close()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "application_id": APPLICATION_ID,
        "user_version": VERSION,
    }
