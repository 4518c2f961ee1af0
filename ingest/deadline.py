"""The deadline of one try: when it is over, its connections end, wherever a read waits for a dripping server.

Time-outs of a library are per read, so one byte every 29 seconds passes them for ever; nothing passes this.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType
from typing import Protocol

_BOTH_WAYS = 2  # SHUT_RDWR


class Handle(Protocol):
    """A handle of its own on a connection: TLS takes the first one away."""

    def shutdown(self, how: int, /) -> None:
        """End the connection; a read that waits sees its end."""

    def close(self) -> None:
        """Give the handle back."""


class Deadline:
    """Runs from the beginning of the `with` block to its end."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._handles: list[Handle] = []
        self.is_over = False

    def watch(self, handle: Handle) -> None:
        """End this connection, too."""
        self._handles.append(handle)

    def _end(self) -> None:
        self.is_over = True
        for handle in list(self._handles):
            with suppress(OSError):
                handle.shutdown(_BOTH_WAYS)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        for handle in self._handles:
            handle.close()
