"""The first command of a newcomer: `subca demo`, on a terminal and off it."""

from __future__ import annotations

import csv
import os
import pty
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.slow
SCRIPT = "import sys; sys.path.insert(0, sys.argv.pop(1)); import app; app.main()"
SECONDS = 60


def demo(*arguments: str | Path, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(ROOT), "demo", *map(str, arguments)]
    return subprocess.Popen(
        command,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answer(port: int, server: subprocess.Popen[str]) -> int:
    """The status of `/`, as soon as the server is there."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=SECONDS) as page:
                return int(page.status)
        except urllib.error.URLError:
            time.sleep(0.2)
    return 0


def test_off_a_terminal_it_ends_after_the_csv_and_names_the_next_command(tmp_path: Path, port: int) -> None:
    run = demo("--folder", tmp_path, "--port", port)
    said, log = run.communicate(timeout=SECONDS)
    assert run.returncode == 0, log
    assert f"subca serve --store {tmp_path / 'sample.sqlite'} --port {port}" in said
    with (tmp_path / "flags.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) > 50


def test_a_second_time_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        run = demo("--folder", tmp_path, "--once")
        run.communicate(timeout=SECONDS)
        made.append((tmp_path / "flags.csv").read_bytes())
    assert made[0] == made[1]


def test_when_asked_it_serves_until_ctrl_c(tmp_path: Path, port: int) -> None:
    run = demo("--serve", "--folder", tmp_path, "--port", port)
    status = answer(port, run)
    run.send_signal(signal.SIGINT)
    _, log = run.communicate(timeout=SECONDS)
    assert status == 200, log
    assert run.returncode == 130
    assert "Traceback" not in log


def test_on_a_terminal_it_serves(tmp_path: Path, port: int) -> None:
    ours, theirs = pty.openpty()
    run = demo("--folder", tmp_path, "--port", port, stdout=theirs)
    try:
        status = answer(port, run)
        run.send_signal(signal.SIGINT)
        _, log = run.communicate(timeout=SECONDS)
    finally:
        os.close(ours)
        os.close(theirs)
    assert status == 200, log
