"""The log: one event per line on standard error, UTC, with the id of the run (reliability contract section 6).

Off a terminal each line is `TIME RUN LEVEL message name=value …`, or a JSON object with `--log-format json`.
On a terminal the text form leaves time, run and the level of ordinary events away: nobody greps a screen,
and `-v` brings them back. Every foreign word passes `explorer.text`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import TextIO

from explorer.text import safe

Value = str | int | float | bool | None

MESSAGE_LIMIT = 4000  # characters of one message
VALUE_LIMIT = 300  # characters of one value


class Level(IntEnum):
    """How much an event matters; DETAIL needs -v, DEBUG needs --debug, --quiet leaves WARNING and ERROR."""

    DEBUG = 10
    DETAIL = 20
    INFO = 30
    WARNING = 40
    ERROR = 50


def utc_now() -> datetime:
    """The present moment; command lines read it, nothing below them does."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Log:
    """Where the events of one run go. Options change `level` and `as_json` once they are parsed."""

    run: str
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    level: Level = Level.INFO
    as_json: bool = False
    clock: Callable[[], datetime] = utc_now
    writer: Callable[[str], None] | None = None  # takes the lines while a progress bar owns the screen

    def error(self, message: str, **values: Value) -> None:
        """What made the run, or a part of it, fail."""
        self._event(Level.ERROR, message, values)

    def warning(self, message: str, **values: Value) -> None:
        """What a reader of the results must know."""
        self._event(Level.WARNING, message, values)

    def info(self, message: str, **values: Value) -> None:
        """A step done, with its counts."""
        self._event(Level.INFO, message, values)

    def detail(self, message: str, **values: Value) -> None:
        """Shown with -v."""
        self._event(Level.DETAIL, message, values)

    def debug(self, message: str, **values: Value) -> None:
        """Shown with --debug."""
        self._event(Level.DEBUG, message, values)

    def on_terminal(self) -> bool:
        """Whether a person looks at the log."""
        return self.stream.isatty()

    def _event(self, level: Level, message: str, values: dict[str, Value]) -> None:
        if level < self.level:
            return
        line = self._json(level, message, values) if self.as_json else self._text(level, message, values)
        try:
            if self.writer is not None:
                self.writer(line)
            else:
                self.stream.write(line + "\n")
                self.stream.flush()
        except OSError:
            return  # nobody listens; the run and its exit code do not change for that

    def _json(self, level: Level, message: str, values: dict[str, Value]) -> str:
        event = {"time": self._time(), "run": self.run, "level": level.name.lower(), "message": safe(message)}
        return json.dumps(event | {name: _cut(value) for name, value in values.items()})

    def _text(self, level: Level, message: str, values: dict[str, Value]) -> str:
        tail = "".join(f" {name}={_cut(value)}" for name, value in values.items())
        shown = safe(message, MESSAGE_LIMIT) + tail
        if self.on_terminal() and self.level >= Level.INFO:
            return f"{level.name.lower()}: {shown}" if level >= Level.WARNING else shown
        return f"{self._time()} {self.run} {level.name.lower()} {shown}"

    def _time(self) -> str:
        return self.clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def _cut(value: Value) -> Value:
    return safe(value, VALUE_LIMIT) if isinstance(value, str) else value
