"""No space left, at any place: exit code 5, the last good state stands, and with space the next run succeeds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.store.catalog import open_store
from explorer.store.check import check_store
from tests.faults.machine import run, snapshot_id, tell, times

pytestmark = pytest.mark.slow
KB = 1024


@pytest.mark.parametrize("limit", [1, 40, 300, 900, 1500], ids=lambda limit: f"{limit} kB a file")
def test_a_new_store(limit: int, sample_folder: Path, expected: str, tmp_path: Path) -> None:
    """A limit on the size of files: the store outgrows it early or late, a raw input too if it is tiny."""
    store = tmp_path / "s.sqlite"
    code, said = run("ingest", sample_folder, "--store", store, file_limit=limit * KB)
    assert code == 5, said
    tell("code 5")
    assert not list(tmp_path.rglob("*.part"))
    code, said = run("ingest", sample_folder, "--store", store)
    assert code == 0, said
    assert snapshot_id(store) == expected


def test_a_store_with_a_good_state(sample_folder: Path, tmp_path: Path) -> None:
    store, first = tmp_path / "s.sqlite", tmp_path / "first"
    shutil.copytree(sample_folder / "rootstores", first)
    assert run("ingest", first, "--store", store)[0] == 0
    before, size = snapshot_id(store), store.stat().st_size
    for limit in (size, size + 200 * KB):
        code, said = run("ingest", sample_folder, "--store", store, file_limit=limit)
        assert code == 5, said
        tell("code 5")
        assert "last good state" in said or "nothing" in said
        assert snapshot_id(store) == before


def test_an_export(sample_store: Path, tmp_path: Path) -> None:
    target = tmp_path / "flags.csv"
    target.write_text("old", encoding="ascii")
    code, said = run("flags", "--store", sample_store, "--format", "csv", "--out", target, file_limit=8 * KB)
    assert code == 5, said
    tell("code 5")
    assert target.read_text(encoding="ascii") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["flags.csv"]


def test_a_summary(sample_store: Path, tmp_path: Path) -> None:
    code, said = run("store", "list", "--store", sample_store, "--summary", tmp_path / "s.json", file_limit=16)
    assert code == 5, said
    tell("code 5")
    assert not list(tmp_path.iterdir())


def test_a_rebuild(ingested: Path, expected: str, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    shutil.copy(ingested, store)
    shutil.copytree(f"{ingested}.raw", f"{store}.raw")
    code, said = run("store", "rebuild", "--store", store, file_limit=800 * KB)
    assert code == 5, said
    tell("code 5")
    assert snapshot_id(store) == expected
    assert not list(tmp_path.glob("*.rebuild*"))


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a tiny disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up(tiny_disk: Path, sample_folder: Path) -> None:
    store = tiny_disk / "s.sqlite"
    assert run("ingest", sample_folder / "rootstores" / "chrome_2026-09-01_trust.csv", "--store", store)[0] == 0
    before = snapshot_id(store)
    for _ in range(times(4)):
        free = os.statvfs(tiny_disk).f_bavail * os.statvfs(tiny_disk).f_frsize
        (tiny_disk / f"filler {free}").write_bytes(bytes(min(free, 64 * KB)))
        code, said = run("ingest", sample_folder, "--store", store)
        assert code == 5, said
        tell("code 5")
        assert snapshot_id(store) == before
        assert not list(tiny_disk.rglob("*.part"))
    with open_store(store) as opened:
        check_store(opened)
