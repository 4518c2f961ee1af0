"""The real command in a process of its own, and how often a fault is tried.

SUBCA_TEST_FAULTS=200 is the long form: a night's work. The short one is part of every run.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from explorer.analysis.assess import assess
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from tests.house.source import ROOT

TIMES = int(os.environ.get("SUBCA_TEST_FAULTS", "0"))


def times(short: int) -> int:
    """How often to try: `short`, or what the environment asks."""
    return TIMES or short


def start(*arguments: str | Path, file_limit: int | None = None) -> subprocess.Popen[str]:
    """`subca` with these arguments; `file_limit` is the size that no file may outgrow, as on a full disk."""

    def limit() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.Popen(
        [sys.executable, "-c", "import app, sys; app.main(sys.argv[1:])", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # nothing else runs threads here
    )


def run(*arguments: str | Path, file_limit: int | None = None) -> tuple[int, str]:
    """The exit code and what was said."""
    process = start(*arguments, file_limit=file_limit)
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
