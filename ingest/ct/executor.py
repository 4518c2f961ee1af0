"""Where units of work run: here, in processes of this machine, or on a cluster that the user names.

One seam: an `Executor` with `submit`. By default the standard library's pool; with the address of a scheduler the
`distributed` client behind the same interface, which has its own retries, work stealing and spilling. A worker may die
at any time: its units are done again, for a unit gives the same part however often it is done.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from explorer.errors import ExplorerError, SourceUnreachable, UsageError

MAX_BREAKS = 5  # times that workers may die without a single unit done in between
AHEAD = 2  # units handed out per worker beyond the one it works on
CONNECT_SECONDS = 30

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """What runs units."""

    workers: int

    def executor(self) -> Executor:
        """Where to submit the next unit."""

    def broken(self) -> None:
        """Workers died: make ready for the next submit."""

    def close(self) -> None:
        """Let go of the workers."""


@dataclass(slots=True)
class Pool:
    """Processes of this machine; a broken pool is replaced."""

    workers: int
    _pool: ProcessPoolExecutor | None = None

    def executor(self) -> Executor:
        """The pool. Its processes are spawned, not forked: the parent may hold threads and an open store."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_begin_worker)
        return self._pool

    def broken(self) -> None:
        """Drop the pool of which a worker died."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        """End all workers; a unit that has begun is finished and forgotten."""
        self.broken()


@dataclass(slots=True)
class Cluster:
    """Workers of a scheduler, which looks after them itself."""

    workers: int
    _executor: Executor

    def executor(self) -> Executor:
        """The client, as the standard library names such things."""
        return self._executor

    def broken(self) -> None:
        """Nothing to do: the scheduler hands the units of a dead worker to another one."""

    def close(self) -> None:
        """Take back what has not begun."""
        self._executor.shutdown(wait=False)


@contextmanager
def engine(scheduler: str | None, workers: int) -> Iterator[Engine]:
    """Local processes, or the cluster of the scheduler at that address (`tcp://host:8786`).

    Raises `UsageError` when the extra is not installed, `SourceUnreachable` when no scheduler answers.
    """
    if scheduler is None:
        pool = Pool(workers)
        try:
            yield pool
        finally:
            pool.close()
        return
    try:
        client_of = importlib.import_module("distributed").Client
    except ImportError as error:
        raise UsageError(
            f"a cluster needs a package that is not installed: {error.name}",
            where="--scheduler",
            remedy="install the extra: pip install 'subca[scale]', with the same versions as on the workers",
        ) from error
    try:
        client = client_of(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:  # a timeout of its own is an OSError
        raise SourceUnreachable(
            f"no scheduler answers: {error}", where=scheduler, remedy="start one: dask scheduler; dask worker ADDRESS"
        ) from error
    with client:
        cluster = Cluster(max(1, sum(client.nthreads().values())), client.get_executor(pure=False))
        try:
            yield cluster
        finally:
            cluster.close()


def results(
    runs_on: Engine | None, work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result | ExplorerError]]:
    """Do the work on every item, in any order; without an engine here and now, in order.

    An `ExplorerError` of one item is its result. `work` and the items must be picklable. Raises `SourceUnreachable`
    when workers die again and again.
    """
    if runs_on is None:
        for item in items:
            yield item, _here(work, item)
        return
    waiting = iter(items)
    again: list[Item] = []
    running: dict[Future[Result], Item] = {}
    breaks = 0
    while True:
        is_broken = _fill(runs_on, work, again, waiting, running)
        if not running and not is_broken:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            item = running.pop(future)
            try:
                result: Result | ExplorerError = future.result()
            except ExplorerError as error:
                result = error
            except BrokenProcessPool:
                is_broken = True
                again.append(item)
                continue
            except Exception as error:
                if type(error).__name__ != "KilledWorker":
                    raise
                raise _dying(f"{error}") from error
            breaks = 0
            yield item, result
        if is_broken:
            again.extend(running.values())
            running.clear()
            runs_on.broken()
            breaks += 1
            if breaks > MAX_BREAKS:
                raise _dying(f"{breaks} times, and no unit was done in between")


def _fill(
    runs_on: Engine,
    work: Callable[[Item], Result],
    again: list[Item],
    waiting: Iterator[Item],
    running: dict[Future[Result], Item],
) -> bool:
    """Hand out units until every worker has some ahead; whether the pool turned out to be broken."""
    while len(running) < runs_on.workers * (1 + AHEAD):
        item = again.pop() if again else next(waiting, None)
        if item is None:
            return False
        try:
            running[runs_on.executor().submit(work, item)] = item
        except BrokenProcessPool:
            again.append(item)
            return True
    return False


def _here(work: Callable[[Item], Result], item: Item) -> Result | ExplorerError:
    try:
        return work(item)
    except ExplorerError as error:
        return error


def _dying(what: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"workers die at their work: {what}",
        where="census",
        done="the units that were done are stored",
        remedy="look for want of memory, then run again: it goes on where it stopped",
    )


def _begin_worker() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when that one is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
