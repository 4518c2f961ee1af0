"""One writer at a time: an OS lock beside the store, freed by the kernel when the process ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.errors import StoreBusy, StoreError

_PAUSE = 0.1  # seconds between tries


@contextmanager
def writer_lock(store: Path, *, wait: float, started: str) -> Iterator[None]:
    """Hold the store's lock for the block; wait at most `wait` seconds for another run to end.

    `started` is written into the lock file with our pid, so that a person can see who holds it.
    Raises `StoreBusy` when another run holds it, `StoreError` when the file can't be made.
    """
    path = store.with_name(store.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"the lock can't be made: {error.strerror}", where=str(path)) from error
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip() or "another run"
                    raise StoreBusy(
                        f"is held by {holder}",
                        where=str(store),
                        done="nothing was done",
                        remedy="wait for it to end, or use --lock-wait SECONDS",
                    ) from None
                time.sleep(_PAUSE)
            except OSError as error:
                raise StoreError(
                    f"the lock can't be taken: {error.strerror}", where=str(path), remedy="use a local disk"
                ) from error
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"pid {os.getpid()}, started {started}\n".encode(), 0)
        except OSError as error:
            raise StoreError(
                f"the lock can't be written: {error.strerror}",
                where=str(path),
                done="nothing was started",
                remedy="free space, then run again",
            ) from error
        yield
    finally:
        os.close(handle)
