"""Every fault as a row: its command, how often it was tried, what must come of it, what was seen.

    python -m tests.faults.run [--long] [--times N] [--only ROW ...]

Short: some tries a row, minutes. `--long`: 200 kills a row, every write, sync and rename of an ingest failing in turn,
100 races, 200 damaged files: a night's work. The exit code is 1 when a row fails; what pytest said of it is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import ROOT

LONG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault: the tests that try it, and what must come of it."""

    name: str
    tests: str  # below tests/faults, apart by blanks
    expected: str
    most: int = LONG  # tries in the long form


ROWS = (
    Row(name="kill-ingest", tests="test_kill.py::test_ingest", expected="never half; the next run ends right"),
    Row(name="kill-day", tests="test_kill.py::test_one_more_day", expected="the old state or the new one"),
    Row(name="kill-migration", tests="test_kill.py::test_migration", expected="old schema or new, every row; the next run migrates"),
    Row(name="kill-rebuild", tests="test_kill.py::test_rebuild", expected="the old store until the new one is whole"),
    Row(name="kill-export", tests="test_kill.py::test_export", expected="the old file or the new one"),
    Row(name="kill-watch", tests="test_kill_watch.py", expected="results old or new; the next run is right"),
    Row(name="torn-log", tests="test_kill.py::test_a_log_left_by_a_killed_writer_is_replayed_or_dropped_as_a_whole", expected="with the last run or without it"),
    Row(name="failing-calls", tests="test_failing_calls.py::test_ingest", expected="code 5; store whole; the next run right"),
    Row(name="failing-export", tests="test_failing_calls.py::test_an_export", expected="code 5; old file or new one"),
    Row(name="full-disk", tests="test_full_disk.py", expected="code 5; last good state stands", most=20),
    Row(name="two-writers", tests="test_races.py::test_two_writers test_races.py::test_a_writer_that_waits_gets_its_turn", expected="one writes, the other ends with 7, or waits", most=100),
    Row(name="readers", tests="test_races.py::test_readers_see_whole_states_only test_races.py::test_a_reader_does_not_hold_up_a_writer", expected="whole states only", most=10),
    Row(name="damaged-store", tests="test_damage.py", expected="found, or without effect"),
    Row(name="damaged-input", tests="test_damage_raw.py", expected="found by store check and by rebuild"),
)  # fmt: skip


def run(row: Row, times: int) -> tuple[bool, str]:
    """Try one row; whether it held, and its line."""
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally"
        settings = {"SUBCA_TEST_TALLY": str(tally)}
        if times:
            settings["SUBCA_TEST_FAULTS"] = str(min(times, row.most))
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/files", "-rs", *_paths(row)],
            cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        seen = Counter(map(json.loads, tally.read_text(encoding="utf-8").splitlines())) if tally.exists() else Counter()
        taken = time.monotonic() - start
    held = done.returncode == 0
    words = "; ".join(f"{count} {what}" for what, count in sorted(seen.items()))
    skipped = [line.partition(": ")[2] for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    words += "".join(f"; skipped: {reason}" for reason in skipped)
    line = f"{row.name:<16}{seen.total():>6}{taken:>8.0f} s  {'held' if held else 'FAILED':<8}{row.expected}: {words}"
    return held, line if held else f"{line}\n{done.stdout[-4000:]}"


def _paths(row: Row) -> list[str]:
    return [f"tests/faults/{one}" for one in row.tests.split()]


def main() -> int:
    """Try all rows, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--times", type=int, default=0, help="how often to try each row; 0: a few")
    parser.add_argument("--only", nargs="+", choices=[row.name for row in ROWS])
    options = parser.parse_args()
    times = options.times or (LONG if options.long else 0)
    print(f"{'fault':<16}{'tries':>6}{'time':>10}  {'verdict':<8}expected: seen", flush=True)
    failed = False
    for row in ROWS:
        if options.only is None or row.name in options.only:
            held, line = run(row, times)
            failed |= not held
            print(line, flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
