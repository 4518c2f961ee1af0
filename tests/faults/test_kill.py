"""kill -9 at any moment: the next run succeeds without help and gives what an undisturbed one would have given."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from explorer.errors import ExplorerError
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.schema import STEPS, VERSION
from ingest.sample.world import sample_files
from tests.faults.machine import run, snapshot_id, start, tell, times

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def duration(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds of an undisturbed ingest."""
    began = time.monotonic()
    assert run("ingest", sample_folder, "--store", tmp_path_factory.mktemp("whole") / "s.sqlite")[0] == 0
    return time.monotonic() - began


@pytest.mark.parametrize("number", range(times(6)))
def test_ingest(number: int, duration: float, sample_folder: Path, expected: str, tmp_path: Path) -> None:
    """Killed several times, each time later or earlier, then left alone."""
    store = tmp_path / "s.sqlite"
    chance = Random(number)
    for _ in range(chance.randrange(1, 3)):
        process = start("ingest", sample_folder, "--store", store)
        time.sleep(chance.uniform(0.3, 1.05) * duration)
        process.kill()
        process.communicate()
        held = None
        if store.exists() and store.stat().st_size:
            try:
                with open_store(store) as opened:
                    held = check_store(opened)
                    assert held.days == 0 or opened.snapshot().manifest.id == expected, "half a snapshot is visible"
            except ExplorerError as error:
                assert "is not a store" in error.what, error  # killed before its tables were made
        tell("killed with all of it stored" if held and held.days else "killed before the day was stored")
    code, said = run("ingest", sample_folder, "--store", store)
    assert code == 0, said
    assert snapshot_id(store) == expected
    debris = [path.name for path in tmp_path.rglob("*.part")]
    assert not debris


@pytest.mark.parametrize("number", range(times(3)))
def test_one_more_day(number: int, duration: float, sample_folder: Path, expected: str, tmp_path: Path) -> None:
    """The store holds a good state already: readers see that one or the new one."""
    store, rest = tmp_path / "s.sqlite", tmp_path / "sample"
    shutil.copytree(sample_folder, rest)
    newest = max(rest.rglob("AllCertificateRecords_*.csv"))
    newest.rename(tmp_path / newest.name)
    assert run("ingest", rest, "--store", store)[0] == 0
    before = snapshot_id(store)
    process = start("ingest", tmp_path / newest.name, "--store", store)
    time.sleep(Random(number).uniform(0.4, 0.9) * duration)
    process.kill()
    process.communicate()
    seen = snapshot_id(store)
    assert seen in (before, expected)
    tell("old state" if seen == before else "new state")
    assert run("ingest", tmp_path / newest.name, "--store", store)[0] == 0
    assert snapshot_id(store) == expected


@pytest.mark.parametrize("number", range(times(3)))
def test_rebuild(number: int, duration: float, expected: str, ingested: Path, tmp_path: Path) -> None:
    """The old store stays until the new one takes its place."""
    store = tmp_path / "s.sqlite"
    shutil.copy(ingested, store)
    shutil.copytree(f"{ingested}.raw", f"{store}.raw")
    process = start("store", "rebuild", "--store", store)
    time.sleep(Random(number).uniform(0.3, 1.0) * duration)
    process.kill()
    ended = process.communicate() and process.returncode == 0
    assert snapshot_id(store) == expected
    tell("rebuilt before the kill" if ended else "killed")
    assert run("store", "rebuild", "--store", store)[0] == 0
    assert snapshot_id(store) == expected
    assert not list(tmp_path.glob("*.rebuild*"))


@pytest.mark.parametrize("number", range(times(4)))
def test_migration(number: int, duration: float, ingested: Path, tmp_path: Path) -> None:
    """A store of the schema before: the one or the other is there, whole, and the next writer brings it up."""
    store, more = tmp_path / "s.sqlite", tmp_path / "All_2031-01-01.csv"
    shutil.copy(ingested, store)
    shutil.copytree(f"{ingested}.raw", f"{store}.raw")
    more.write_bytes(sample_files()["ccadb/AllCertificateRecords_2026-09-01.csv"])
    one_schema_back(store)
    before = snapshot_id(store)
    process = start("ingest", more, "--store", store)
    time.sleep(Random(number).uniform(0.2, 1.0) * duration)
    process.kill()
    process.communicate()
    with closing(sqlite3.connect(store)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    assert version in (VERSION - 1, VERSION)
    tell(
        f"killed with schema {'new' if version == VERSION else 'old'}, {'old' if snapshot_id(store) == before else 'new'} state"
    )
    assert run("ingest", more, "--store", store)[0] == 0
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    assert snapshot_id(store) != before


def one_schema_back(store: Path) -> None:
    """What the version before would have written: without the tables of the last step, which are empty here."""
    with closing(sqlite3.connect(store)) as connection:
        names = re.findall(r"CREATE TABLE (\w+)", STEPS[VERSION])
        assert names and all(connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,) for name in names)
        for name in reversed(names):
            connection.execute(f"DROP TABLE {name}")
        connection.execute(f"PRAGMA user_version = {VERSION - 1}")
        connection.commit()


@pytest.mark.parametrize("number", range(times(4)))
def test_export(number: int, duration: float, sample_store: Path, tmp_path: Path) -> None:
    """The file that was there stays until the new one is whole; what a kill leaves beside it is named as such."""
    target = tmp_path / "graph.json"
    target.write_bytes(b"old")
    command = ("export", "json", "--store", sample_store, "--out", target)
    process = start(*command)
    time.sleep(Random(number).uniform(0.3, 1.3) * duration)
    process.kill()
    process.communicate()
    held = target.read_bytes()
    assert held == b"old" or json.loads(held)
    assert all(path.name.endswith(".part") for path in tmp_path.iterdir() if path != target)
    tell("old file" if held == b"old" else "new file")
    assert run(*command)[0] == 0
    assert json.loads(target.read_bytes())


def test_a_log_left_by_a_killed_writer_is_replayed_or_dropped_as_a_whole(ingested: Path, tmp_path: Path) -> None:
    """The write-ahead log cut off at any place: the store is whole, with the last run or without it."""
    store = tmp_path / "s.sqlite"
    shutil.copy(ingested, store)
    shutil.copytree(f"{ingested}.raw", f"{store}.raw")
    keeper = sqlite3.connect(store)  # a reader keeps the log from being folded into the file
    keeper.execute("BEGIN")
    keeper.execute("SELECT count(*) FROM day").fetchone()
    csv = tmp_path / "All_2031-01-01.csv"
    csv.write_bytes(sample_files()["ccadb/AllCertificateRecords_2026-09-01.csv"])
    assert run("ingest", csv, "--store", store)[0] == 0
    log = Path(f"{store}-wal").read_bytes()
    after = snapshot_id(store)
    before = snapshot_id(ingested)
    whole = store.read_bytes()
    keeper.close()
    seen = set()
    for number in range(times(12)):
        copy = tmp_path / f"{number}.sqlite"
        copy.write_bytes(whole)
        Path(f"{copy}.raw").symlink_to(f"{store}.raw")
        Path(f"{copy}-wal").write_bytes(log[: Random(number).randrange(len(log) + 1) if number else len(log)])
        seen.add(snapshot_id(copy))
        tell("with the last run" if snapshot_id(copy) == after else "without it")
    assert seen <= {before, after} and after in seen
