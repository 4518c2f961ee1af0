"""What can go wrong, in four parts: where, what, what was done, what to do next.

The exit code of each error is that of the one table in `explorer/terminal/exit_codes.py`.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """An expected failure that a person can act on.

    `what` says what is wrong; `where` the source, file or position; `done` what the
    program did about it; `remedy` what to do next.
    """

    def __init__(self, what: str, *, where: str = "", done: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.done = done
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        tail = "; ".join(part for part in (self.done, self.remedy) if part)
        return f"{head} ({tail})" if tail else head


class UsageError(ExplorerError):
    """The request makes no sense: wrong option, no such store, unknown or ambiguous CA."""


class InputRejected(ExplorerError):
    """A whole input is doubtful; nothing of it was stored."""


class SourceUnreachable(ExplorerError):
    """A configured source could not be reached, or is frozen for longer than allowed."""


class StoreError(ExplorerError):
    """The store is damaged, full, not writable, or newer than this program."""


class IntegrityAlarm(ExplorerError):
    """Stored or signed facts contradict themselves; the evidence is kept."""


class StoreBusy(ExplorerError):
    """Another run holds the store; nothing was done."""
