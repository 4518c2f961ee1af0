"""A store of another schema: migrated where its rows can stay as they are, else left alone with the way to a new one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm, StoreError
from explorer.store import schema
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.writer import open_writer

NOW = datetime(2026, 9, 1, tzinfo=UTC)
NEXT = schema.VERSION + 1
NEW_TABLE = "CREATE TABLE novelty (id INTEGER PRIMARY KEY, word TEXT NOT NULL)"

FOURTH = {
    "certificate": ("signature_encoding", "pss", "alternative_names", "critical"),
    "disclosure": ("tls_ev_audit_url", "audits", "full_crl", "partitioned_crls"),
}
"""Columns that a store of version 4 does not have (those of disclosures: at the first of its kind)."""


@pytest.fixture
def copy(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store with its raw inputs."""
    path = tmp_path / "copy.sqlite"
    shutil.copy(sample_store, path)
    shutil.copytree(f"{sample_store}.raw", f"{path}.raw")
    return path


def as_version_4(path: Path) -> None:
    """Make a store what version 4 would have written of the same inputs, but for its seals."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE certificate ADD COLUMN eku_critical INTEGER NOT NULL DEFAULT 0")
        for table, columns in FOURTH.items():
            for column in columns:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_store_whose_facts_must_be_read_again_is_left_alone_with_the_way_out(copy: Path) -> None:
    as_version_4(copy)
    before = copy.read_bytes()
    with pytest.raises(StoreError, match="schema 4") as reading, open_store(copy):
        pass
    with pytest.raises(StoreError) as writing, open_writer(copy, lock_wait=0, now=NOW):
        pass
    assert "subca store rebuild" in reading.value.remedy == writing.value.remedy
    assert copy.read_bytes() == before


@pytest.fixture
def with_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """This program, one version later: with one more table."""
    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setattr(schema, "STEPS", {**schema.STEPS, NEXT: NEW_TABLE})


@pytest.mark.usefixtures("with_a_step")
def test_a_reader_sees_what_is_new_as_empty_and_changes_nothing(copy: Path) -> None:
    with open_store(copy) as opened:
        check_store(opened)
        assert opened.connection.execute("SELECT * FROM novelty").fetchall() == []
    assert version_of(copy) == NEXT - 1


@pytest.mark.usefixtures("with_a_step")
def test_a_writer_migrates_and_leaves_a_copy(copy: Path) -> None:
    with open_writer(copy, lock_wait=0, now=NOW) as writer:
        writer.connection.execute("INSERT INTO novelty VALUES (1, 'new')")
    assert version_of(copy) == NEXT
    assert version_of(copy.with_name(f"copy.sqlite.schema-{NEXT - 1}")) == NEXT - 1
    with open_store(copy) as opened:
        check_store(opened)
        assert opened.connection.execute("SELECT word FROM novelty").fetchall() == [("new",)]


@pytest.mark.usefixtures("with_a_step")
def test_a_migration_that_fails_leaves_the_store_as_it_was(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(schema.STEPS, NEXT, f"{NEW_TABLE};\nCREATE TABLE list (id INTEGER)")
    with pytest.raises(StoreError), open_writer(copy, lock_wait=0, now=NOW):
        pass
    assert version_of(copy) == NEXT - 1
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM sqlite_master WHERE name = 'novelty'").fetchall() == []


def test_every_step_makes_what_a_new_store_has() -> None:
    """Tables of a migrated store and of a new one are the same."""
    assert set(schema.STEPS) == set(range(schema.OLDEST + 1, schema.VERSION + 1))
    for step in schema.STEPS.values():
        for statement in step.split(";\n"):
            assert statement.strip() in schema.TABLES


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


ODD_ROWS = {
    "a day is gone": "DELETE FROM day WHERE list = (SELECT min(list) FROM day)",
    "a day is of another list": "UPDATE list SET name = 'onecrl-2' WHERE name = 'onecrl'",
    "the newest disclosure is gone": "DELETE FROM disclosure WHERE id = (SELECT max(id) FROM disclosure)",
    "a link nobody sealed": "INSERT INTO link SELECT certificate, zeroblob(32), 0 FROM link LIMIT 1",
}


@pytest.mark.parametrize("statement", ODD_ROWS.values(), ids=ODD_ROWS)
def test_a_quick_look_at_opening_finds_rows_that_were_not_stored(statement: str, copy: Path) -> None:
    changed(copy, statement)
    with pytest.raises(IntegrityAlarm, match="not those that were stored"), open_store(copy):
        pass


def test_a_file_without_its_end_is_damaged(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) - 4096])
    with pytest.raises(StoreError, match="malformed") as found, open_store(copy):
        pass
    assert "subca store rebuild" in found.value.remedy
