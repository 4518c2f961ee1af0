"""One run of one verb: its options, its log, what it met on the way, and the exit code that follows.

A verb takes the `Run` with `@click.pass_obj`. It raises an `ExplorerError` to end, notes one with
`run.note(error)` to go on with the last good data, and calls `run.found()` before it prints when findings
reach `--fail-on`, so that a reader who closes the pipe early changes nothing. `explorer/cli/main.py` does the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from explorer.errors import ExplorerError
from explorer.terminal.exit_codes import ExitCode, code_of, strongest
from explorer.terminal.files import write_file
from explorer.terminal.log import Level, Log, utc_now
from explorer.terminal.progress import Progress, progress_on
from explorer.terminal.summary import Cause, Json, Summary

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OFF_TERMINAL = 200  # columns of a table that goes to a file or pipe


def new_run_id() -> str:
    """Eight hex digits that name one run in every line of its log."""
    return os.urandom(4).hex()


@dataclass(slots=True, kw_only=True)
class Run:
    """State of one run; the common options (`options.py`) fill it in."""

    version: str
    id: str = field(default_factory=new_run_id)
    started: datetime = field(default_factory=utc_now)
    log: Log = field(init=False)
    verb: str = ""
    debug: bool = False
    color: str = "auto"  # auto, always, never
    summary_file: str = ""  # empty: none asked for
    causes: list[Cause] = field(default_factory=list)
    counts: dict[str, Json] = field(default_factory=dict)
    has_findings: bool = False

    def __post_init__(self) -> None:
        self.log = Log(run=self.id)

    def note(self, error: ExplorerError) -> None:
        """Print the error as one line and count it; the run goes on and its exit code will tell."""
        self.causes.append(
            Cause(code=code_of(error), where=error.where, what=error.what, done=error.done, remedy=error.remedy)
        )
        if error.__cause__ is not None:
            self.log.detail(f"because of {type(error.__cause__).__name__}: {error.__cause__}")
        self.log.error(str(error))

    def found(self) -> None:
        """Findings reached `--fail-on`: the run will end with FINDINGS unless something worse applies."""
        self.has_findings = True

    def count(self, **counts: Json) -> None:
        """Add figures to the summary."""
        self.counts.update(counts)

    def code(self) -> ExitCode:
        """The exit code of all that is known so far."""
        codes = [cause.code for cause in self.causes]
        return strongest([*codes, ExitCode.FINDINGS] if self.has_findings else codes)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress for long work, as standard error allows."""
        with progress_on(self.log) as progress:
            yield progress

    def quiet(self) -> bool:
        """Whether `--quiet` was given."""
        return self.log.level > Level.INFO

    def colors(self, stream: TextIO) -> bool:
        """Whether to colour what goes to `stream` (`--color`, NO_COLOR, a terminal or not)."""
        if self.color == "auto":
            return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return self.color == "always"

    def console(self, stream: TextIO, width: int | None = None) -> Console:
        """A `rich` console on `stream` without markup, emoji or highlighting; loads `rich`.

        A file or pipe gets wide lines (or those of COLUMNS), for nobody resizes it.
        """
        from rich.console import Console

        colors = self.colors(stream)
        if width is None and not stream.isatty() and not os.environ.get("COLUMNS"):
            width = WIDTH_OFF_TERMINAL
        return Console(
            file=stream,
            width=width,
            force_terminal=True if colors else None,
            no_color=not colors,
            color_system="auto" if colors else None,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def summary(self, code: ExitCode) -> bytes:
        """All that is known so far, as the JSON of `--summary`."""
        summary = Summary(
            version=self.version,
            run=self.id,
            verb=self.verb,
            started=self.started,
            ended=utc_now(),
            code=code,
            causes=tuple(self.causes),
            counts=self.counts,
        )
        return summary.to_json()

    def write_summary(self, code: ExitCode) -> None:
        """Write `--summary FILE`, if one was asked for. Raises StoreError when it cannot be written."""
        if self.summary_file:
            write_file(self.summary_file, self.summary(code))
