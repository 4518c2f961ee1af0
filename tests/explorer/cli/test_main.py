"""How a run ends: code, one line on standard error, summary, in every way a verb can end."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from explorer.cli.main import run_verbs
from explorer.errors import (
    ExplorerError,
    InputRejected,
    IntegrityAlarm,
    SourceUnreachable,
    StoreBusy,
    StoreError,
    UsageError,
)
from explorer.terminal.options import common_options
from explorer.terminal.run import Run
from explorer.terminal.verbs import Verb


def end(what: Callable[[Run], None], *arguments: str) -> int:
    """Run one verb, `try`, that does `what`."""

    @click.command("try")
    @common_options
    @click.pass_obj
    def verb(run: Run) -> None:
        what(run)

    return run_verbs({"try": Verb(summary="Try.", load=lambda: verb)}, ["try", *arguments])


def raises(error: BaseException) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        raise error

    return act


def notes(*errors: ExplorerError, found: bool = False) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        if found:
            run.found()
        for error in errors:
            run.note(error)

    return act


REJECTED = InputRejected("no header", where="a.csv", done="nothing stored", remedy="get it again")
ENDS = {
    "done": (notes(), 0),
    "findings": (notes(found=True), 1),
    "usage": (raises(UsageError("no such store")), 2),
    "rejected": (raises(REJECTED), 3),
    "rejected, but the run went on": (notes(REJECTED), 3),
    "rejected beats findings": (notes(REJECTED, found=True), 3),
    "unreachable": (raises(SourceUnreachable("timed out")), 4),
    "unreachable and rejected": (notes(SourceUnreachable("timed out"), REJECTED), 3),
    "store": (raises(StoreError("disk full")), 5),
    "alarm": (raises(IntegrityAlarm("hash differs")), 6),
    "alarm beats rejected": (notes(REJECTED, IntegrityAlarm("hash differs")), 6),
    "busy": (raises(StoreBusy("held")), 7),
    "bug": (raises(ZeroDivisionError("division by zero")), 70),
    "bug beats all that was noted": (lambda run: (notes(REJECTED)(run), 1 / 0)[0], 70),
    "Ctrl-C": (raises(KeyboardInterrupt()), 130),
}


@pytest.mark.parametrize(("what", "code"), ENDS.values(), ids=ENDS)
def test_exit_code(what: Callable[[Run], None], code: int) -> None:
    assert end(what) == code


@pytest.mark.parametrize(("what", "code"), ENDS.values(), ids=ENDS)
def test_summary_is_written_however_the_run_ends(what: Callable[[Run], None], code: int, tmp_path: Path) -> None:
    end(what, "--summary", str(tmp_path / "s.json"))
    summary = json.loads((tmp_path / "s.json").read_bytes())
    assert (summary["schema"], summary["verb"], summary["exit_code"]) == (1, "try", code)


def test_summary_holds_every_cause_with_its_parts_and_the_counts(tmp_path: Path) -> None:
    def act(run: Run) -> None:
        run.count(records={"read": 3, "stored": 2})
        notes(REJECTED, StoreBusy("held"))(run)

    end(act, "--summary", str(tmp_path / "s.json"))
    summary = json.loads((tmp_path / "s.json").read_bytes())
    assert summary["causes"][0] == {
        "code": 3,
        "where": "a.csv",
        "what": "no header",
        "done": "nothing stored",
        "remedy": "get it again",
    }
    assert [cause["code"] for cause in summary["causes"]] == [3, 7]
    assert summary["counts"] == {"records": {"read": 3, "stored": 2}}


def test_summary_is_written_when_the_parser_refuses(tmp_path: Path) -> None:
    assert end(notes(), "--nonsense", "--summary", str(tmp_path / "s.json")) == 2
    assert json.loads((tmp_path / "s.json").read_bytes())["exit_name"] == "usage"


def test_summary_that_cannot_be_written_is_a_store_fault(tmp_path: Path) -> None:
    assert end(notes(), "--summary", str(tmp_path / "missing" / "s.json")) == 5


def test_expected_failure_is_one_line_with_four_parts(capsys: pytest.CaptureFixture[str]) -> None:
    end(raises(REJECTED))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.endswith("error a.csv: no header (nothing stored; get it again)\n")


def test_foreign_text_in_an_error_stays_one_safe_line(capsys: pytest.CaptureFixture[str]) -> None:
    end(raises(InputRejected("odd", where="a\n\x1b[2Jb.csv")))
    assert capsys.readouterr().err.endswith("error a⟦U+000A⟧⟦U+001B⟧[2Jb.csv: odd\n")


def test_no_traceback_without_debug(capsys: pytest.CaptureFixture[str]) -> None:
    end(raises(ZeroDivisionError("x")))
    assert "Traceback" not in capsys.readouterr().err
    end(raises(ZeroDivisionError("x")), "--debug")
    assert "Traceback" in capsys.readouterr().err


def test_bug_names_a_report_that_holds_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    end(raises(ZeroDivisionError("division")))
    line = capsys.readouterr().err
    report = Path(line.rpartition("report it with ")[2].rstrip(")\n"))
    assert "ZeroDivisionError: division" in report.read_text()
    assert line.count("\n") == 1


def test_bug_without_a_place_for_the_report_still_ends_as_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/dev/null")
    assert end(raises(ZeroDivisionError("x"))) == 70
    assert "--debug" in capsys.readouterr().err


def test_signal_to_terminate_unwinds(capsys: pytest.CaptureFixture[str]) -> None:
    unwound = []

    def act(run: Run) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        finally:
            unwound.append(True)

    assert end(act) == 143
    assert unwound == [True]
    assert "stopped by a signal" in capsys.readouterr().err


def test_reader_that_went_away_changes_neither_findings_nor_noise(capsys: pytest.CaptureFixture[str]) -> None:
    def act(run: Run) -> None:
        run.found()
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    assert end(act) == 1
    assert capsys.readouterr().err == ""


def test_output_that_fails_only_when_flushed_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert end(notes()) == 5


USAGE = {
    "no verb": ([], "Usage: subca"),
    "unknown verb": (["nonsense"], "No such command 'nonsense'"),
    "unknown option": (["try", "--nonsense"], "No such option"),
}


@pytest.mark.parametrize(("arguments", "says"), USAGE.values(), ids=USAGE)
def test_wrong_usage(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    verb = Verb(summary="Try.", load=lambda: click.Command("try"))
    assert run_verbs({"try": verb}, arguments) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["try", "--help"]], ids=" ".join)
def test_help_and_version_are_done(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    verb = Verb(summary="Try.", load=lambda: click.Command("try"))
    assert run_verbs({"try": verb}, arguments) == 0
    assert capsys.readouterr().err == ""


def test_help_lists_verbs_without_loading_them(capsys: pytest.CaptureFixture[str]) -> None:
    def load() -> click.Command:
        raise AssertionError("loaded")

    assert run_verbs({"try": Verb(summary="Try it out.", load=load)}, ["--help"]) == 0
    assert "Try it out." in capsys.readouterr().out
