"""Measuring in pairs (performance page, section 2): ours and a yardstick in turn, and the ratio pair by pair."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-c", "import app, sys; app.main(sys.argv[1:])")  # the command line, without an install


def seconds(run: Callable[[], object]) -> float:
    """Wall seconds of one run, the cyclic collector off and empty before."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start
    finally:
        gc.enable()


def paired(run: Callable[[], float], yardstick: Callable[[], float], pairs: int) -> list[float]:
    """Ratios of both, measured in turn; each returns its own seconds. The first of each warms up and is dropped."""
    run()
    yardstick()
    ratios = []
    for _ in range(pairs):
        below = yardstick()
        ratios.append(run() / below)
    return ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What a whole process took."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: float  # MB of memory
    code: int
    output: str  # what it printed on standard output


def process(*command: str | Path, environment: dict[str, str] | None = None, silent: bool = False) -> Process:
    """Run a command to its end, imports and all, in the folder of the checkout; `silent` drops its standard error."""
    start = time.perf_counter()
    running = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if silent else None,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "",  # an installed program has its byte code
            **(environment or {}),
        },
    )
    assert running.stdout is not None
    output = running.stdout.read().decode()
    _, status, usage = os.wait4(running.pid, 0)
    wall = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stdout.close()
    return Process(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss / 1024,
        code=running.returncode,
        output=output,
    )


def subca(*arguments: str | Path, codes: Sequence[int] = (0, 1)) -> Process:
    """The command `subca` as a process; another exit code than these ends the benchmark."""
    done = process(*PROGRAM, *arguments)
    if done.code not in codes:
        raise SystemExit(f"subca {' '.join(map(str, arguments))} ended with {done.code}")
    return done
