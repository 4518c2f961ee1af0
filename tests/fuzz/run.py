"""Every reader under the fuzzer for some seconds, and a table: executions, new inputs, faults.

    python -m tests.fuzz.run [--seconds 20] [--only NAME ...] [--jobs 2] [--work .fuzz] [--keep]

Begins with the whole inputs of `readers.py`, the kept ones (`tests/fuzz/kept/READER`) and what earlier runs left in the
work folder. A fault is an exception that the reader may not raise, an answer that contradicts itself, ten seconds or two
gigabytes for one input; its input is left in the work folder, and the exit code is 1. `--keep` takes some of
the inputs that reached new code into the kept corpus; it asks for an environment without public data.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.readers import BY_NAME
from tests.fuzz.target import STATISTICS
from tests.house.source import ROOT
from tests.real_data import DATA

KEPT = Path(__file__).parent / "kept"
KEPT_FILES, KEPT_BYTES = 24, 3_000  # of one reader; of one file
ONE_INPUT, MEMORY, LENGTH = 10, 2048, 16_384  # seconds, megabytes, bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one reader went through."""

    name: str
    executions: int
    seconds: float
    inputs: int  # in the work folder when it ended
    faults: tuple[Path, ...]
    said: str  # the last words of a process that failed

    @property
    def failed(self) -> bool:
        """A fault, or a process that could not do its work."""
        return bool(self.faults or self.said)


def begin(name: str, work: Path) -> Path:
    """The folder of a reader with its whole inputs in it."""
    folder = work / "inputs" / name
    folder.mkdir(parents=True, exist_ok=True)
    for seed in BY_NAME[name].seeds():
        (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    return folder


def fuzz(name: str, work: Path, seconds: int) -> Outcome:
    """One reader in a process of its own."""
    inputs, found = begin(name, work), work / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    kept = [str(KEPT / name)] if (KEPT / name).is_dir() else []
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.target", name, str(inputs), *kept, *_options(found, seconds)],
        cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    counted = re.search(rf"{STATISTICS}\s*(\d+)", done.stderr)
    faults = tuple(sorted(set(found.iterdir()) - before))
    return Outcome(
        name=name,
        executions=int(counted[1]) if counted else 0,
        seconds=time.monotonic() - start,
        inputs=len(list(inputs.iterdir())),
        faults=faults,
        said="" if done.returncode == 0 else _last_words(done.stdout + done.stderr),
    )


def _options(found: Path, seconds: int) -> list[str]:
    return [
        f"-max_total_time={seconds}", f"-artifact_prefix={found}{os.sep}", f"-timeout={ONE_INPUT}",
        f"-rss_limit_mb={MEMORY}", f"-max_len={LENGTH}", "-print_final_stats=1", "-verbosity=0",
    ]  # fmt: skip


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if re.match(r"\w+(Error|Exception|Alarm|Rejected)\b|.*ERROR:", line)]
    return (lines or said.splitlines() or ["no word"])[-1][:200]


def keep(name: str, work: Path) -> int:
    """Take inputs of the work folder that are no seeds, small ones first: each reached code that none before it did."""
    target, seeds = KEPT / name, set(BY_NAME[name].seeds())
    found = {path.read_bytes() for path in (work / "inputs" / name).iterdir()} - seeds
    chosen = sorted((data for data in found if 0 < len(data) <= KEPT_BYTES), key=lambda data: (len(data), data))
    chosen = chosen[:: max(1, len(chosen) // KEPT_FILES)][:KEPT_FILES]
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for data in chosen:
        (target / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)
    return len(chosen)


def main() -> int:
    """Fuzz, print the table, 1 for any fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="of each reader")
    parser.add_argument("--only", nargs="+", choices=sorted(BY_NAME), default=list(BY_NAME))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="readers at once")
    parser.add_argument("--work", type=Path, default=ROOT / ".fuzz", help="inputs and faults of all runs")
    parser.add_argument("--keep", action="store_true", help="renew the kept corpus from the work folder")
    options = parser.parse_args()
    if options.keep and DATA is not None:
        raise SystemExit("--keep would take public data into the corpus: set SUBCA_TEST_DATA to an empty folder")
    way = "atheris" if find_spec("atheris") else "our own damage alone: atheris is not installed"
    print(f"{len(options.only)} readers, {options.seconds} s each, {options.jobs} at once, {way}", flush=True)
    print(f"{'reader':<16}{'executions':>12}{'seconds':>9}{'inputs':>8}{'faults':>8}")
    outcomes = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for outcome in pool.map(lambda name: fuzz(name, options.work, options.seconds), options.only):
            outcomes.append(outcome)
            print(
                f"{outcome.name:<16}{outcome.executions:>12,}{outcome.seconds:>9.1f}{outcome.inputs:>8}"
                f"{len(outcome.faults):>8}  {outcome.said}".rstrip(),
                flush=True,
            )
    failed = [outcome for outcome in outcomes if outcome.failed]
    print(
        f"{'all':<16}{sum(one.executions for one in outcomes):>12,}{'':>17}{sum(len(one.faults) for one in outcomes):>8}"
    )
    for outcome in failed:
        for path in outcome.faults:
            print(f"again: python -m tests.fuzz.target {outcome.name} {path}")
    if options.keep:
        print(f"kept: {sum(keep(name, options.work) for name in options.only)} inputs in {KEPT.relative_to(ROOT)}")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
