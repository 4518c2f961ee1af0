"""Shared options: what they accept, what they hand to a verb, what they do to the run."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from explorer.terminal import options
from explorer.terminal.log import Level
from explorer.terminal.run import Run

PROGRAMS = ("Mozilla", "Chrome")
PURPOSES = ("tls-server", "email")


@click.command()
@options.store_option
@options.as_of_option
@options.program_option(PROGRAMS)
@options.purpose_option(PURPOSES)
@options.format_option(("table", "csv"), "table")
@options.out_option
@options.lock_wait_option
@options.common_options
def verb(**values: object) -> None:
    for name, value in values.items():
        click.echo(f"{name}={value!r}")


def call(*arguments: str, environment: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(verb, list(arguments), obj=Run(version="0"), env=environment)


def said(*arguments: str, environment: dict[str, str] | None = None) -> dict[str, str]:
    result = call(*arguments, environment=environment)
    assert result.exit_code == 0, result.output
    return dict(line.split("=", 1) for line in result.output.splitlines())


def test_defaults() -> None:
    assert said() == {
        "store": repr(options.default_store()),
        "as_of": "None",
        "programs": "()",
        "purposes": "()",
        "format_": "'table'",
        "out": "'-'",
        "lock_wait": "0.0",
    }


def test_default_store_is_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert options.default_store() == Path("/data/subca/subca.sqlite")


def test_store_from_the_environment() -> None:
    assert said(environment={"SUBCA_STORE": "/s.sqlite"})["store"] == repr(Path("/s.sqlite"))


def test_option_wins_over_the_environment() -> None:
    assert said("--store", "a", environment={"SUBCA_STORE": "b"})["store"] == repr(Path("a"))


def test_words_in_any_case_become_the_words_of_the_field() -> None:
    assert said("--program", "mozilla", "--program=CHROME")["programs"] == "('Mozilla', 'Chrome')"


def test_purpose_without_a_word_is_an_oid() -> None:
    assert said("--purpose", "1.3.6.1.5.5.7.3.1")["purposes"] == "('1.3.6.1.5.5.7.3.1',)"


def test_day() -> None:
    assert said("--as-of", "2021-04-05")["as_of"] == repr(date(2021, 4, 5))


REFUSED = {
    "unknown program": ("--program", "Opera"),
    "unknown purpose": ("--purpose", "tls"),
    "not quite an OID": ("--purpose", "1.3.6."),
    "OID with a leading zero": ("--purpose", "1.03.6"),
    "OID where a program is asked for": ("--program", "1.2.3"),
    "no such day": ("--as-of", "2021-02-30"),
    "compact day": ("--as-of", "20210405"),
    "a moment": ("--as-of", "2021-04-05T00:00"),
    "unknown format": ("--format", "xml"),
    "negative wait": ("--lock-wait", "-1"),
    "store is a folder": ("--store", "/"),
    "unknown log format": ("--log-format", "xml"),
}


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED)
def test_refused(arguments: tuple[str, ...]) -> None:
    assert call(*arguments).exit_code == 2


def run_after(*arguments: str) -> Run:
    run = Run(version="0")
    result = CliRunner().invoke(verb, list(arguments), obj=run)
    assert result.exit_code == 0, result.output
    return run


LEVELS = {
    "--quiet": Level.WARNING,
    "-v": Level.DETAIL,
    "--verbose": Level.DETAIL,
    "--debug": Level.DEBUG,
}


@pytest.mark.parametrize(("option", "level"), LEVELS.items())
def test_level_options_set_the_log(option: str, level: Level) -> None:
    assert run_after(option).log.level is level


def test_other_common_options_set_the_run() -> None:
    run = run_after("--summary", "s.json", "--log-format", "json", "--color", "never")
    assert (run.summary_file, run.log.as_json, run.color) == ("s.json", True, "never")


COLORS = {
    "always": ("always", {}, False, True),
    "never": ("never", {}, True, False),
    "auto on a terminal": ("auto", {}, True, True),
    "auto off a terminal": ("auto", {}, False, False),
    "auto with NO_COLOR": ("auto", {"NO_COLOR": "1"}, True, False),
    "auto with an empty NO_COLOR": ("auto", {"NO_COLOR": ""}, True, True),
    "auto on a dumb terminal": ("auto", {"TERM": "dumb"}, True, False),
}


@pytest.mark.parametrize(("color", "environment", "terminal", "expected"), COLORS.values(), ids=COLORS)
def test_color(
    monkeypatch: pytest.MonkeyPatch, color: str, environment: dict[str, str], terminal: bool, expected: bool
) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = Run(version="0", color=color)
    assert run.colors(Stream()) is expected
