"""The real command in a process of its own, and how often a fault is tried.

SUBCA_TEST_FAULTS=200 is the long form: a night's work. The short one is part of every run. `run.py` asks for either and
prints what was seen: each test tells it with `tell`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from explorer.analysis.assess import assess
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from tests.house.source import ROOT

TIMES = int(os.environ.get("SUBCA_TEST_FAULTS", "0"))


def times(short: int) -> int:
    """How often to try: `short`, or what the environment asks."""
    return TIMES or short


def spread(count: int, short: int) -> list[int]:
    """Numbers below `count`: all of them in the long form, else so many, evenly, with first and last."""
    wanted = min(count, max(TIMES, 10**6) if TIMES else short)
    return sorted({round(number * (count - 1) / max(1, wanted - 1)) for number in range(wanted)})


def tell(*seen: str) -> None:
    """What one try came to, for the table of `run.py`."""
    if (tally := os.environ.get("SUBCA_TEST_TALLY")) is not None:
        with Path(tally).open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps(one) + "\n" for one in seen)


def start(
    *arguments: str | Path, file_limit: int | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """`subca` with these arguments; `file_limit` is the size that no file may outgrow, as on a full disk."""

    def limit() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.Popen(
        [sys.executable, "-c", "import app, sys; app.main(sys.argv[1:])", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # nothing else runs threads here
    )


def run(
    *arguments: str | Path, file_limit: int | None = None, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit code and what was said."""
    process = start(*arguments, file_limit=file_limit, environment=environment)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said, said
    return process.returncode, said


def snapshot_id(store: Path) -> str:
    """The identity of the newest day of a whole store."""
    with open_store(store) as opened:
        check_store(opened)
        return opened.snapshot().manifest.id


def answer(store: Path) -> str:
    """Everything that the rules say of the newest day."""
    with open_store(store) as opened:
        judged = assess(opened.snapshot())
    return repr((judged.manifest, judged.findings, judged.unknown, judged.warnings))
