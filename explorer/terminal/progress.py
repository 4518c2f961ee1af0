"""Progress of long work: a bar on a terminal, one line per step elsewhere; always on standard error.

Builders take a `Progress` and know nothing of terminals; `SILENT` is for callers that do not care.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from explorer.terminal.log import Level, Log
from explorer.text import safe

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Progress(Protocol):
    """What long work tells while it runs."""

    def step(self, what: str, total: int | None = None) -> None:
        """A new step begins and the one before is over; `total` counts what will be advanced, if known."""

    def advance(self, amount: int = 1) -> None:
        """So much more of the present step is done."""


class Silent:
    """Tells nobody."""

    def step(self, what: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, amount: int = 1) -> None:
        """Nothing."""


SILENT = Silent()


class Lines:
    """One log line when a step begins."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def step(self, what: str, total: int | None = None) -> None:
        """Say what begins, and how much of it there is."""
        self._log.info(what if total is None else f"{what} ({total:,})")

    def advance(self, amount: int = 1) -> None:
        """Lines tell of steps only."""


class Bar:
    """A bar per step on the terminal; loads `rich` when the first step begins."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._total: int | None = None

    def step(self, what: str, total: int | None = None) -> None:
        """Finish the bar of the step before, begin one."""
        bar = self._started()
        self._finish_task(bar)
        self._total = total
        self._task = bar.add_task(safe(what, 60), total=total)

    def advance(self, amount: int = 1) -> None:
        """Move the bar of the present step."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, amount)

    def close(self) -> None:
        """Leave the finished bars on the screen and give the cursor back."""
        if self._bar is not None:
            self._finish_task(self._bar)
            self._bar.stop()
            self._bar = self._task = self._log.writer = None

    def _finish_task(self, bar: RichProgress) -> None:
        if self._task is not None:
            done = bar.tasks[self._task].completed
            total = self._total if self._total is not None else max(done, 1)
            bar.update(self._task, total=total, completed=total)

    def _started(self) -> RichProgress:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as RichProgress

            console = Console(file=self._log.stream, markup=False, emoji=False, highlight=False)
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = RichProgress(*columns, console=console, redirect_stdout=False, redirect_stderr=False)
            self._bar.start()
            self._log.writer = lambda line: console.print(line, soft_wrap=True)
        return self._bar


@contextmanager
def progress_on(log: Log) -> Iterator[Progress]:
    """Progress as the log's stream allows: a bar for a person, lines for a file, nothing when quiet."""
    if log.level > Level.INFO:
        yield SILENT
    elif log.on_terminal() and not log.as_json:
        bar = Bar(log)
        try:
            yield bar
        finally:
            bar.close()
    else:
        yield Lines(log)
