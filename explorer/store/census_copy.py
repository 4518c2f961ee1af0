"""The census of one store into another: it is counted from files that may lie elsewhere, so a rebuild takes it over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from explorer.errors import IntegrityAlarm, StoreError
from explorer.store.catalog import open_store
from explorer.store.census_report import broken_count
from explorer.store.schema import is_made
from explorer.store.seals import broken_seal
from explorer.store.writer import open_writer

_TABLES = ("census_log", "census_unit", "census_tally", "census_serials", "census_total")


def take_over_census(old: Path, new: Path, *, now: datetime) -> bool:
    """Copy the census as it stands; False when the old store is damaged, so that it has to be counted again."""
    if not is_made(old):
        return True
    try:
        with open_store(old) as opened:
            if broken_seal(opened.connection, changing_only=True) or broken_count(opened.connection):
                return False
            if not opened.census().is_loaded:
                return True
            with open_writer(new, lock_wait=0.0, now=now) as writer:
                for table in _TABLES:
                    rows = opened.connection.execute(f"SELECT * FROM {table}")  # noqa: S608  constants only
                    marks = ", ".join("?" * len(rows.description))
                    writer.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  marks only
    except (StoreError, IntegrityAlarm):
        return False
    return True
