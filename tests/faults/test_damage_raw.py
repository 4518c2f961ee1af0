"""Flipped bytes in the raw inputs: the check finds them, and a rebuild refuses them; the store's own answers stand."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from random import Random

import pytest

from explorer.errors import ExplorerError, IntegrityAlarm
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from tests.faults.machine import run, tell, times

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copied(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store with raw inputs that may be damaged."""
    copy = tmp_path_factory.mktemp("raw") / "s.sqlite"
    shutil.copy(sample_store, copy)
    shutil.copytree(f"{sample_store}.raw", f"{copy}.raw")
    return copy


@pytest.mark.parametrize("number", range(times(16)))
def test_flipped_lost_or_cut(number: int, copied: Path) -> None:
    """Of an input or of its receipt. A flip in what packing adds (name, time) changes nothing and is told apart."""
    chance = Random(number)
    kind = "receipt" if number % 4 == 0 else "input"
    path = chance.choice(sorted(Path(f"{copied}.raw").glob("??/*.json" if kind == "receipt" else "??/*.gz")))
    before = path.read_bytes()
    damage = "lost" if kind == "input" and number % 4 == 3 else chance.choice(("flipped", "cut"))
    if damage == "lost":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(before[: chance.randrange(len(before) - 1)])
    else:
        place = chance.randrange(len(before))
        path.write_bytes(before[:place] + bytes((before[place] ^ 1 << chance.randrange(8),)) + before[place + 1 :])
    try:
        with open_store(copied) as opened:
            check_store(opened)
    except ExplorerError as error:
        assert error.where and error.remedy
        tell(f"{kind} {damage}: found")
        if number < 4:
            code, said = run("store", "rebuild", "--store", copied)
            assert code in (3, 5, 6), said
    else:
        assert damage == "flipped" and same(path, before), "a damaged file that nobody noticed"
        tell(f"{kind} {damage}: without effect")
    finally:
        path.write_bytes(before)


def same(path: Path, before: bytes) -> bool:
    """Whether the file still says what it said."""
    if path.suffix == ".json":
        return bool(json.loads(path.read_bytes())["receipts"] == json.loads(before)["receipts"])
    return gzip.decompress(path.read_bytes()) == gzip.decompress(before)


def test_bytes_that_no_longer_match_are_an_alarm(copied: Path) -> None:
    blob = min(path for path in Path(f"{copied}.raw").glob("??/*.gz"))
    before = blob.read_bytes()
    blob.write_bytes(before[:-9] + bytes((before[-9] ^ 1,)) + before[-8:])
    try:
        with pytest.raises(IntegrityAlarm), open_store(copied) as opened:
            check_store(opened)
    finally:
        blob.write_bytes(before)
