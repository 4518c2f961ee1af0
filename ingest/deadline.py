"""The deadline of one try: when it is over, its connections end, wherever a read waits for a dripping server.

Time-outs of a library are per read, so one byte every 29 seconds passes them for ever; nothing passes this.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Protocol, TypeVar

Found = TypeVar("Found")

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


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """What `work` gives; raises TimeoutError when it takes longer: a resolver has no time-out of its own."""
    found: list[Found] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as fault:  # noqa: BLE001  handed on to the caller, whatever it is
            faults.append(fault)
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise faults[0]
    if not found:
        raise TimeoutError(f"no answer of the resolver within {seconds:.0f} s")
    return found[0]
