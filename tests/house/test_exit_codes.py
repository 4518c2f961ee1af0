"""One test per exit code, by the real verbs (reliability contract section 2); every end of a made-up verb: test_main."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import VERBS
from explorer.cli.main import run_verbs
from explorer.terminal.exit_codes import ExitCode
from tests.house.source import ROOT


def subca(*arguments: str | Path) -> int:
    return run_verbs(VERBS, [str(argument) for argument in arguments])


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store that a test may damage."""
    copy = tmp_path / "copy.sqlite"
    shutil.copy(sample_store, copy)
    raw = sample_store.with_name(sample_store.name + ".raw")
    if raw.is_dir():
        shutil.copytree(raw, tmp_path / "copy.sqlite.raw")
    return copy


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """What a web server sends instead of a report."""
    path = tmp_path / "AllCertificateRecords.csv"
    path.write_text("<!DOCTYPE html><html><body>Service unavailable</body></html>\n" * 20, encoding="ascii")
    return path


def test_0_done(store: Path) -> None:
    assert subca("flags", "--store", store, "--fail-on", "never") == 0
    assert subca("store", "check", "--store", store) == 0
    assert subca("store", "list", "--store", store) == 0
    assert subca("rules") == 0


def test_1_findings(store: Path) -> None:
    assert subca("flags", "--store", store) == 1
    assert subca("flags", "--store", store, "--fail-on", "critical", "--format", "csv") == 1


WRONG_USAGE: dict[str, Callable[[Path], list[str | Path]]] = {
    "no verb": lambda store: [],
    "unknown verb": lambda store: ["nonsense"],
    "unknown option": lambda store: ["flags", "--nonsense"],
    "no such store": lambda store: ["flags", "--store", store.with_name("missing.sqlite")],
    "no such rule": lambda store: ["flags", "--store", store, "--rule", "SUBCA-999"],
    "rule to explain unknown": lambda store: ["rules", "SUBCA-999"],
    "unknown CA": lambda store: ["show", "--store", store, "No CA Of This Name"],
    "no such input": lambda store: ["ingest", "--store", store, store.with_name("missing.csv")],
    "unknown kind": lambda store: ["ingest", "--store", store, "--source", "nonsense", store],
}


@pytest.mark.parametrize("arguments", WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_2_usage(
    arguments: Callable[[Path], list[str | Path]], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = store.read_bytes()
    assert subca(*arguments(store)) == 2
    assert store.read_bytes() == before
    assert "Traceback" not in capsys.readouterr().err


def test_2_leaves_no_new_store(tmp_path: Path) -> None:
    assert subca("flags", "--store", tmp_path / "missing.sqlite") == 2
    assert list(tmp_path.iterdir()) == []


def test_3_rejected(store: Path, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = tmp_path / "summary.json"
    assert subca("ingest", "--store", store, page, "--summary", summary) == 3
    (cause,) = json.loads(summary.read_bytes())["causes"]
    assert cause["code"] == 3
    assert all(cause[part] for part in ("where", "what", "done", "remedy"))
    assert "AllCertificateRecords.csv" in capsys.readouterr().err


def test_3_keeps_the_last_good_data(store: Path, page: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    question = ("flags", "--store", store, "--format", "csv", "--fail-on", "never")
    assert subca(*question) == 0
    before = capsysbinary.readouterr().out
    assert subca("ingest", "--store", store, page) == 3
    capsysbinary.readouterr()
    assert subca(*question) == 0
    assert capsysbinary.readouterr().out == before


def test_4_frozen(store: Path) -> None:
    assert subca("store", "check", "--store", store, "--max-age", "0") == 4


@pytest.mark.parametrize("verb", [["flags"], ["show", "x"], ["store", "check"], ["store", "list"]], ids=" ".join)
def test_5_not_a_store(verb: list[str], tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.sqlite"
    garbage.write_bytes(b"not a database, just bytes" * 100)
    assert subca(*verb, "--store", garbage) == 5
    assert garbage.read_bytes() == b"not a database, just bytes" * 100


def test_5_newer_schema(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA user_version = 999")
    connection.commit()
    connection.close()
    assert subca("flags", "--store", store) == 5


def test_5_output_that_cannot_be_written(store: Path, tmp_path: Path) -> None:
    assert subca("flags", "--store", store, "--format", "csv", "--out", tmp_path / "missing" / "flags.csv") == 5


def test_6_stored_bytes_differ_from_their_hash(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute(
        "UPDATE der SET body = zeroblob(length(body)) WHERE certificate = (SELECT min(certificate) FROM der)"
    )
    connection.commit()
    connection.close()
    assert subca("store", "check", "--store", store) == 6


def test_6_raw_input_is_gone(store: Path) -> None:
    next(path for path in store.with_name(store.name + ".raw").rglob("*") if path.is_file()).unlink()
    assert subca("store", "check", "--store", store) == 6


def test_7_busy(store: Path, page: Path) -> None:
    with store.with_name(store.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert subca("ingest", "--store", store, page) == 7


def test_70_bug(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(VERBS, "rules", type(VERBS["rules"])(summary="Broken.", load=broken))  # type: ignore[arg-type]
    assert subca("rules") == 70
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_130_and_143_stopped(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """The run waits for an input that never comes: a pipe that nobody fills."""
    pipe = tmp_path / "records.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", f"import app, sys; app.main(['ingest', '--store', 's.sqlite', {str(pipe)!r}])"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    with pipe.open("wb"):  # opens as soon as the run opens its end
        time.sleep(0.3)
        run.send_signal(number)
        _, said = run.communicate(timeout=30)
    assert run.returncode == code, said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("*.part"))


def test_every_code_has_a_test() -> None:
    tested = {name.split("_")[1] for name in globals() if name.startswith("test_") and name.split("_")[1].isdigit()}
    assert tested | {"143"} == {str(int(code)) for code in ExitCode}
