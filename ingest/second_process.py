"""A process for one long piece of work: Python computes in one thread at a time, machines have more than one core.

    with SecondProcess(work) as beside:
        beside.start()                   # loads the modules of `work` while this process goes on
        answer = beside.answer(job)      # work(job)

The process is started anew, never forked: it holds no lock, file or socket of ours. It ends when it has answered,
when the block ends, and by itself when this process is killed. Where there is none, or it dies, the work is done
here: the answer is the same.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

_Job = TypeVar("_Job")
_Answer = TypeVar("_Answer")


class SecondProcess(Generic[_Job, _Answer]):
    """At most one process for `work`, a function of a module, and one job for it."""

    def __init__(self, work: Callable[[_Job], _Answer]) -> None:
        self._work = work
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> SecondProcess[_Job, _Answer]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    @property
    def is_started(self) -> bool:
        """Whether a process was started."""
        return self._process is not None

    def start(self) -> None:
        """Start the process, if that was not done before."""
        if self._process is not None:
            return
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(self._work, theirs), daemon=True)
        with suppress(OSError):
            process.start()
            self._process, self._pipe = process, ours
        theirs.close()

    def answer(self, job: _Job) -> _Answer:
        """What `work` says to the job."""
        if self._pipe is not None:
            pipe, self._pipe = self._pipe, None
            with suppress(OSError, EOFError), pipe:
                pipe.send(job)
                found: _Answer = pipe.recv()
                return found
        return self._work(job)


def _serve(work: Callable[[_Job], _Answer], pipe: Connection) -> None:
    """One job, then the end. Signals of the terminal are for the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # one large job without garbage
    with suppress(EOFError, BrokenPipeError), pipe:
        pipe.send(work(pipe.recv()))
