"""Exit codes: one table, one enum, one order of precedence (reliability contract section 2).

They are API: a change is a major version.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from explorer.errors import (
    ExplorerError,
    InputRejected,
    IntegrityAlarm,
    SourceUnreachable,
    StoreBusy,
    StoreError,
    UsageError,
)


class ExitCode(IntEnum):
    """How a run ended, as a scheduler sees it; `MEANING` says it in words."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    REJECTED = 3
    UNREACHABLE = 4
    STORE = 5
    ALARM = 6
    BUSY = 7
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


MEANING = {
    ExitCode.DONE: "done; all that was asked for was read, no finding at or above `--fail-on`",
    ExitCode.FINDINGS: "done; there are findings at or above `--fail-on`",
    ExitCode.USAGE: "wrong usage or configuration, no such store, CA unknown or ambiguous; nothing was started",
    ExitCode.REJECTED: "an input was rejected; nothing of it was stored, a report uses the last good data",
    ExitCode.UNREACHABLE: "a source could not be reached, or is frozen; a report uses the last good data",
    ExitCode.STORE: "store or output fault: damaged, disk full, no permission, schema newer than the program",
    ExitCode.ALARM: "integrity alarm: stored bytes do not match their hash, or signed statements contradict themselves",
    ExitCode.BUSY: "another run holds the store; nothing was done",
    ExitCode.BUG: "a bug in the program; the message names a report file",
    ExitCode.INTERRUPTED: "stopped by SIGINT (Ctrl-C); the store is in its last good state",
    ExitCode.TERMINATED: "stopped by SIGTERM; the store is in its last good state",
}

# When several causes apply, the first of these wins. 2, 130 and 143 end a run at once and never meet another cause.
PRECEDENCE = (
    ExitCode.BUG,
    ExitCode.STORE,
    ExitCode.ALARM,
    ExitCode.REJECTED,
    ExitCode.UNREACHABLE,
    ExitCode.BUSY,
    ExitCode.FINDINGS,
    ExitCode.DONE,
)

CODE_OF: dict[type[ExplorerError], ExitCode] = {
    UsageError: ExitCode.USAGE,
    InputRejected: ExitCode.REJECTED,
    SourceUnreachable: ExitCode.UNREACHABLE,
    StoreError: ExitCode.STORE,
    IntegrityAlarm: ExitCode.ALARM,
    StoreBusy: ExitCode.BUSY,
}


def code_of(error: BaseException) -> ExitCode:
    """The exit code of an error: that of its nearest class in the table, else BUG."""
    for ancestor in type(error).__mro__:
        if ancestor in CODE_OF:
            return CODE_OF[ancestor]
    return ExitCode.BUG


def strongest(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that wins when several causes apply; DONE when there is none."""
    return min(codes, key=_rank, default=ExitCode.DONE)


def _rank(code: ExitCode) -> int:
    return PRECEDENCE.index(code) if code in PRECEDENCE else -1
