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
    """How a run ended, as a scheduler sees it."""

    DONE = 0  # all sources fresh and complete, no finding at or above --fail-on
    FINDINGS = 1  # done, findings at or above --fail-on
    USAGE = 2  # wrong usage or configuration, no such store, CA unknown or ambiguous; nothing was started
    REJECTED = 3  # an input was rejected; a report uses the last good data
    UNREACHABLE = 4  # a source could not be reached, or is frozen
    STORE = 5  # store or output fault: damaged, disk full, no permission, newer schema
    ALARM = 6  # signed or stored facts contradict themselves
    BUSY = 7  # another run holds the store; nothing done
    BUG = 70  # uncaught exception
    INTERRUPTED = 130  # SIGINT
    TERMINATED = 143  # SIGTERM


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
