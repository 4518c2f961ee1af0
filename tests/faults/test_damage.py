"""Flipped bytes in the store: found by the check, or without any effect; never a wrong answer that passes it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest

from explorer.errors import IntegrityAlarm, StoreError, UsageError
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from tests.faults.machine import answer, tell, times

pytestmark = pytest.mark.slow


@pytest.fixture
def whole(sample_store: Path, tmp_path: Path) -> Path:
    """The sample store in one file, raw inputs beside it."""
    copy = tmp_path / "s.sqlite"
    source, target = sqlite3.connect(sample_store), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    Path(f"{copy}.raw").symlink_to(f"{sample_store}.raw")
    return copy


def test_flipped_bytes(whole: Path, sample_store: Path) -> None:
    expected = answer(sample_store)
    found = harmless = 0
    for number in range(times(60)):
        chance = Random(number)
        damaged = bytearray(whole.read_bytes())
        before = bytes(damaged)
        for _ in range(chance.choice((1, 1, 1, 8))):
            place = chance.randrange(len(damaged)) if number % 3 else chance.randrange(4096)
            damaged[place] ^= 1 << chance.randrange(8)
        whole.write_bytes(damaged)
        try:
            with open_store(whole) as opened:
                check_store(opened)
        except (StoreError, IntegrityAlarm) as error:
            assert error.where and error.what
            found += 1
            tell("found")
        else:
            assert answer(whole) == expected, f"flip {number}: passes the check and answers otherwise"
            harmless += 1
            tell("without effect")
        whole.write_bytes(before)
    assert found > harmless


def test_a_damaged_store_is_answered_or_refused_and_never_a_crash(whole: Path) -> None:
    """Without the check: what can't be read is a store fault, whatever was hit."""
    for number in range(times(40)):
        chance = Random(-number)
        damaged = bytearray(whole.read_bytes())
        before = bytes(damaged)
        for _ in range(chance.choice((1, 4, 32))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        whole.write_bytes(damaged)
        try:
            with open_store(whole) as opened:
                opened.snapshot()
                opened.days()
                opened.quarantined()
            tell("read without the check")
        except (StoreError, UsageError, IntegrityAlarm):
            tell("refused")
        whole.write_bytes(before)


@pytest.mark.parametrize("kept", [0, 1, 50, 99, 100, 4096, 50_000])
def test_a_store_that_is_cut_off(kept: int, whole: Path) -> None:
    whole.write_bytes(whole.read_bytes()[:kept])
    with pytest.raises(StoreError), open_store(whole) as opened:
        check_store(opened)
