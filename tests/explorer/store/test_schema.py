"""A store of an older schema: readers see what is new as empty, a writer migrates it and leaves a copy."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.schema import VERSION
from explorer.store.writer import open_writer

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def old_store(sample_store: Path, tmp_path: Path) -> Path:
    """The sample as version 1 would have written it."""
    path = tmp_path / "old.sqlite"
    shutil.copy(sample_store, path)
    shutil.copytree(f"{sample_store}.raw", f"{path}.raw")
    with closing(sqlite3.connect(path)) as connection:
        for table in ("key_use", "finding_span", "finding_state", "assessed", "validator"):
            connection.execute(f"DROP TABLE {table}")
            connection.execute("DELETE FROM seal WHERE name = ?", (table,))
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_reader_sees_what_is_new_as_empty_and_changes_nothing(old_store: Path) -> None:
    with open_store(old_store) as opened:
        check_store(opened)
        assert opened.snapshot().key_uses == ()
    assert version_of(old_store) == 1


def test_a_writer_migrates_and_leaves_a_copy(old_store: Path) -> None:
    with open_writer(old_store, lock_wait=0, now=NOW):
        pass
    assert version_of(old_store) == VERSION
    assert version_of(old_store.with_name("old.sqlite.schema-1")) == 1
    with open_store(old_store) as opened:
        check_store(opened)
