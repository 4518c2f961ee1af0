"""Options that verbs of both packages share (command-line contract section 1); foreign words are checked here.

The words of programs and purposes belong to `explorer/model`, a room on the same floor: verbs hand them in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

import click

from explorer.terminal.files import STANDARD_OUTPUT
from explorer.terminal.log import Level
from explorer.terminal.run import Run

_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,38})){1,40}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Command = TypeVar("Command", bound=Callable[..., object])


class Option(Protocol):
    """A decorator that adds one option to a verb."""

    def __call__(self, command: Command, /) -> Command:
        """The verb with the option."""


def default_store() -> Path:
    """The store in the user's data folder (XDG base directories)."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "subca" / "subca.sqlite"


class Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse exactly that form; the looser ISO forms are refused."""
        if isinstance(value, date):
            return value
        try:
            if not _DAY.fullmatch(str(value)):
                raise ValueError
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day like 2021-04-05", param, ctx)


class Word(click.ParamType[str]):
    """One of the words of the field, in any case; an OID too where `oids` says so."""

    name = "word"

    def __init__(self, words: Sequence[str], *, oids: bool = False) -> None:
        self.words = tuple(words)
        self._oids = oids

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words themselves."""
        return "[" + "|".join((*self.words, "OID") if self._oids else self.words) + "]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as the field writes it."""
        given = str(value)
        for word in self.words:
            if word.casefold() == given.casefold():
                return word
        if self._oids and _OID.fullmatch(given):
            return given
        self.fail(f"{given!r} is none of {', '.join(self.words)}" + (" and no OID" if self._oids else ""), param, ctx)


def store_option(command: Command) -> Command:
    """`--store PATH`: parameter `store`, a Path that need not exist."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="SUBCA_STORE",
        show_envvar=True,
        default=default_store,
        show_default="subca/subca.sqlite in the user's data folder",
        help="The store to use.",
    )(command)


def as_of_option(command: Command) -> Command:
    """`--as-of DATE`: parameter `as_of`, a date or None."""
    return click.option(
        "--as-of",
        type=Day(),
        metavar="DATE",
        help="Judge the world of this day.  [default: the day of the newest all-records snapshot]",
    )(command)


def known_at_option(command: Command) -> Command:
    """`--known-at DATE`: parameter `known_at`, a date or None."""
    return click.option(
        "--known-at",
        type=Day(),
        metavar="DATE",
        help="Only with what could be known on this day.  [default: all that the store holds of the day judged]",
    )(command)


def program_option(words: Sequence[str]) -> Option:
    """`--program NAME`, repeatable: parameter `programs`, a tuple of words, empty for all."""
    return click.option(
        "--program", "programs", type=Word(words), multiple=True, help="Root program; repeatable.  [default: all]"
    )


def purpose_option(words: Sequence[str]) -> Option:
    """`--purpose NAME`, repeatable: parameter `purposes`, a tuple of words or OIDs, empty for all."""
    return click.option(
        "--purpose",
        "purposes",
        type=Word(words, oids=True),
        metavar="WORD|OID",
        multiple=True,
        help=f"Purpose: {', '.join(words)}, or an OID; repeatable.  [default: all]",
    )


def format_option(formats: Sequence[str], default: str) -> Option:
    """`--format NAME`: parameter `format_`, one of `formats`."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(tuple(formats)),
        default=default,
        show_default=True,
        help="Form of the result.",
    )


def out_option(command: Command) -> Command:
    """`--out FILE`: parameter `out`, for `files.open_output`."""
    return click.option(
        "--out",
        metavar="FILE",
        default=STANDARD_OUTPUT,
        help="Write the result here, whole or not at all.  [default: -, standard output]",
    )(command)


def lock_wait_option(command: Command) -> Command:
    """`--lock-wait SECONDS`: parameter `lock_wait`, for verbs that write the store."""
    return click.option(
        "--lock-wait",
        type=click.FloatRange(min=0),
        metavar="SECONDS",
        default=0.0,
        show_default=True,
        help="Wait so long for another run to leave the store before ending with code 7.",
    )(command)


def common_options(command: Command) -> Command:
    """Options of every verb; they act on the `Run` and add no parameter."""
    for option in reversed(_common()):
        command = option(command)
    return command


def _common() -> list[Option]:
    return [
        _on_run("--summary", _set_summary, metavar="FILE", help="Write a JSON summary of the run, on failure too."),
        _on_run("--quiet", _set_quiet, is_flag=True, help="Only warnings and errors on standard error."),
        _on_run("-v", _set_verbose, "--verbose", is_flag=True, help="More detail on standard error."),
        _on_run("--debug", _set_debug, is_flag=True, help="Tracebacks, and all that the log has."),
        _on_run(
            "--log-format",
            _set_log_format,
            type=click.Choice(("text", "json")),
            help="Form of the log.  [default: text]",
        ),
        _on_run(
            "--color",
            _set_color,
            type=click.Choice(("auto", "always", "never")),
            help="Colour in tables; NO_COLOR is honoured.  [default: auto]",
        ),
    ]


def _on_run(
    name: str,
    act: Callable[[Run, str], None],
    *more_names: str,
    is_flag: bool = False,
    type: click.ParamType[str] | None = None,
    metavar: str | None = None,
    help: str,
) -> Option:
    def callback(ctx: click.Context, param: click.Parameter, value: str | bool | None) -> None:
        run = ctx.find_object(Run)
        if value and run is not None:
            act(run, str(value))

    return click.option(
        name,
        *more_names,
        callback=callback,
        expose_value=False,
        is_eager=True,
        is_flag=is_flag,
        type=type,
        metavar=metavar,
        help=help,
    )


def _set_summary(run: Run, value: str) -> None:
    run.summary_file = value


def _set_quiet(run: Run, value: str) -> None:
    run.log.level = max(run.log.level, Level.WARNING)


def _set_verbose(run: Run, value: str) -> None:
    run.log.level = min(run.log.level, Level.DETAIL)


def _set_debug(run: Run, value: str) -> None:
    run.debug = True
    run.log.level = Level.DEBUG


def _set_log_format(run: Run, value: str) -> None:
    run.log.as_json = value == "json"


def _set_color(run: Run, value: str) -> None:
    run.color = value
