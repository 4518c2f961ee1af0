"""Files that are whole or not there: written beside, flushed, synced, renamed (reliability contract section 3).

`-` is standard output. An error of write, sync or close is final for that file: the old one stays, no debris is left.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from explorer.errors import StoreError

STANDARD_OUTPUT = "-"


@contextmanager
def open_output(target: str | Path, *, sync_name: bool = True) -> Iterator[BinaryIO]:
    """A stream of bytes to `target`; the file appears, or is replaced, when the block ends without an error.

    A device or pipe (`/dev/stdout`) is written as it is. Without `sync_name` the caller syncs the folder, once for many
    files (`sync_folders`); until then a power cut may take the file away again. Raises StoreError when the system refuses;
    BrokenPipeError passes through, for the reader went away.
    """
    if str(target) == STANDARD_OUTPUT:
        with _faults("standard output", "part of the output may have been written"):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    path = Path(os.path.realpath(target))  # a link keeps pointing: what it names is replaced
    with _faults(str(target), "nothing written, an older file is as it was"):
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            if path.is_dir():
                raise IsADirectoryError(21, "is a folder, not a file")
            with path.open("wb") as device:
                yield device
            return
        yield from _beside(path)
        if sync_name:
            sync_folder(path.parent)


def write_file(target: str | Path, data: bytes, *, sync_name: bool = True) -> None:
    """Write all of `data` to `target`, whole or not at all; `sync_name` as above."""
    with open_output(target, sync_name=sync_name) as stream:
        stream.write(data)


def _beside(path: Path) -> Iterator[BinaryIO]:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            if path.exists():
                os.fchmod(stream.fileno(), stat.S_IMODE(path.stat().st_mode))
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folders(folders: Iterable[Path]) -> None:
    """Make renames in several folders survive a power cut. Raises StoreError when the system refuses."""
    for folder in sorted(folders):
        with _faults(str(folder), "what was written there may be gone after a power cut"):
            sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _faults(where: str, done: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise StoreError(
            f"cannot write: {fault.strerror or fault}",
            where=where,
            done=done,
            remedy="free space or choose another place, then run again",
        ) from fault
