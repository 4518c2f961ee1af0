"""kill -9 at any moment of `watch`: the folder of results is the old or the new one, and the next run is right."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path
from random import Random

import pytest

from tests.faults.machine import run, start, tell, times

pytestmark = pytest.mark.slow


def results(out: Path) -> set[tuple[str, str]]:
    """What the folder says; it must be whole."""
    summary = json.loads((out / "summary.json").read_bytes())
    assert {path.name for path in out.iterdir()} >= {*summary["counts"]["files"], "told.json"}
    with (out / "flags.csv").open(newline="", encoding="utf-8") as stream:
        return {(row["rule_id"], row["subject_id"]) for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def undisturbed(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, set[tuple[str, str]]]:
    """Seconds of a whole run, and what it finds."""
    folder = tmp_path_factory.mktemp("whole")
    began = time.monotonic()
    code, said = run("watch", "--from", sample_folder, "--store", folder / "s.sqlite", "--out", folder / "out")
    assert code == 1, said
    return time.monotonic() - began, results(folder / "out")


@pytest.mark.parametrize("number", range(times(6)))
def test_watch(
    number: int, undisturbed: tuple[float, set[tuple[str, str]]], sample_folder: Path, tmp_path: Path
) -> None:
    """Killed on its first run, and killed on its second; each time the one after it ends as it should."""
    seconds, expected = undisturbed
    out, chance = tmp_path / "out", Random(number)
    command = ("watch", "--from", sample_folder, "--store", tmp_path / "s.sqlite", "--out", out)
    for code in (1, 0):
        process = start(*command)
        time.sleep(chance.uniform(0.3, 1.02) * seconds)
        process.kill()
        process.communicate()
        if out.exists():
            assert results(out) == expected
            code = 0  # the run had come to its end
        tell("killed with results" if out.exists() else "killed before there were any")
        ended, said = run(*command)
        assert ended == code, said
        assert results(out) == expected
    assert not list(tmp_path.rglob("*.part"))
