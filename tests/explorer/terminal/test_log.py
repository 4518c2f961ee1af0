"""The log: one event per line, safe to read, with time and run."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.terminal.log import Level, Log

MOMENT = datetime(2021, 7, 1, 12, 30, 5, tzinfo=UTC)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def log_on(stream: io.StringIO, **options: object) -> Log:
    return Log(run="1a2b3c4d", stream=stream, clock=lambda: MOMENT, **options)  # type: ignore[arg-type]  # test options


def test_line_off_a_terminal_has_time_and_run() -> None:
    stream = io.StringIO()
    log_on(stream).info("read", file="a.csv", rows=3)
    assert stream.getvalue() == "2021-07-01T12:30:05Z 1a2b3c4d info read file=a.csv rows=3\n"


def test_line_on_a_terminal_is_the_message() -> None:
    stream = Screen()
    log = log_on(stream)
    log.info("read", rows=3)
    log.error("a.csv: no header")
    assert stream.getvalue() == "read rows=3\nerror: a.csv: no header\n"


def test_detail_on_a_terminal_brings_time_and_run_back() -> None:
    stream = Screen()
    log_on(stream, level=Level.DETAIL).detail("read")
    assert stream.getvalue().startswith("2021-07-01T12:30:05Z 1a2b3c4d detail ")


def test_json_line_is_one_object() -> None:
    stream = io.StringIO()
    log_on(stream, as_json=True).warning("old data", days=9, source="ccadb")
    assert json.loads(stream.getvalue()) == {
        "time": "2021-07-01T12:30:05Z",
        "run": "1a2b3c4d",
        "level": "warning",
        "message": "old data",
        "days": 9,
        "source": "ccadb",
    }


LEVELS = {
    "quiet": (Level.WARNING, ["warning", "error"]),
    "ordinary": (Level.INFO, ["info", "warning", "error"]),
    "verbose": (Level.DETAIL, ["detail", "info", "warning", "error"]),
    "debug": (Level.DEBUG, ["debug", "detail", "info", "warning", "error"]),
}


@pytest.mark.parametrize(("level", "shown"), LEVELS.values(), ids=LEVELS)
def test_level_decides_what_is_shown(level: Level, shown: list[str]) -> None:
    stream = io.StringIO()
    log = log_on(stream, level=level)
    for tell in (log.debug, log.detail, log.info, log.warning, log.error):
        tell("x")
    assert [line.split()[2] for line in stream.getvalue().splitlines()] == shown


@given(st.text(), st.text(), st.booleans())
def test_foreign_text_never_makes_a_second_line(message: str, value: str, as_json: bool) -> None:
    stream = io.StringIO()
    log_on(stream, as_json=as_json).info(message, name=value)
    assert len(stream.getvalue().splitlines()) == 1
    assert stream.getvalue()[:-1].isprintable() or not stream.getvalue().isascii()


def test_long_value_is_cut() -> None:
    stream = io.StringIO()
    log_on(stream).info("read", name="x" * 10_000)
    assert len(stream.getvalue()) < 500
    assert "10000 characters" in stream.getvalue()


def test_closed_stream_does_not_end_the_run() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    log_on(Gone()).info("nobody listens")
