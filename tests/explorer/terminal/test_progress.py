"""Progress: a bar for a person, a line per step for a file, nothing when quiet."""

from __future__ import annotations

import io

from explorer.terminal.log import Level, Log
from explorer.terminal.progress import SILENT, Bar, Lines, progress_on


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(log: Log) -> None:
    with progress_on(log) as progress:
        progress.step("reading", 2)
        progress.advance(2)
        log.warning("odd row", row=7)
        progress.step("linking")
        progress.advance()


def test_one_line_per_step_off_a_terminal() -> None:
    stream = io.StringIO()
    work(Log(run="1a2b3c4d", stream=stream))
    assert [line.split(" ", 2)[2] for line in stream.getvalue().splitlines()] == [
        "info reading (2)",
        "warning odd row row=7",
        "info linking",
    ]


def test_bar_on_a_terminal_lets_log_lines_through() -> None:
    stream = Screen()
    log = Log(run="1a2b3c4d", stream=stream)
    work(log)
    assert "reading" in stream.getvalue()
    assert "2/2" in stream.getvalue()
    assert "warning: odd row row=7" in stream.getvalue()
    assert log.writer is None


def test_bar_is_given_back_when_the_work_fails() -> None:
    log = Log(run="1a2b3c4d", stream=Screen())
    try:
        with progress_on(log) as progress:
            progress.step("reading", 2)
            raise ValueError
    except ValueError:
        assert log.writer is None


def test_quiet_work_says_nothing_but_warnings() -> None:
    stream = io.StringIO()
    work(Log(run="1a2b3c4d", stream=stream, level=Level.WARNING))
    assert stream.getvalue().count("\n") == 1


def test_json_log_on_a_terminal_gets_lines() -> None:
    with progress_on(Log(run="1a2b3c4d", stream=Screen(), as_json=True)) as progress:
        assert isinstance(progress, Lines)


def test_step_name_from_a_file_cannot_repaint_the_screen() -> None:
    stream = Screen()
    bar = Bar(Log(run="1a2b3c4d", stream=stream))
    bar.step("a\x1b]0;title\x07[bold]b")
    bar.close()
    assert "\x1b]0" not in stream.getvalue()
    assert "[bold]b" in stream.getvalue()


def test_silent_progress_takes_everything() -> None:
    SILENT.step("reading", 3)
    SILENT.advance(3)
