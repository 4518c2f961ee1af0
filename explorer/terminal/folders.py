"""A folder of results that is replaced as a whole or not at all, with some of the runs before it.

`OUT` is a link to the newest folder in `OUT.runs/`; one rename makes it name another. A reader sees the old
folder or the new one, never a mixture, and a run that is killed leaves the old one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from explorer.errors import StoreError, UsageError
from explorer.terminal.files import sync_folder

_UNFINISHED = ".part"


def check_folder(out: Path) -> None:
    """Raise `UsageError` when something stands there that is not ours to replace."""
    if out.is_symlink():
        if out.readlink().parent == Path(_runs(out).name):
            return
    elif not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    raise UsageError(
        "exists, and is no folder of results of subca watch",
        where=str(out),
        done="nothing was started",
        remedy="give the name of a folder that is not there yet",
    )


@contextmanager
def replaced_folder(out: Path, name: str, *, keep: int) -> Iterator[Path]:
    """A new folder to fill; it takes the place of `out` when the block ends without an error.

    `name` sorts after those of earlier runs. Of these, `keep` stay. Raises `StoreError` when the system refuses.
    Only for the holder of a lock on `out`.
    """
    runs = _runs(out)
    unfinished = runs / f"{name}.{os.urandom(4).hex()}{_UNFINISHED}"
    with _faults(out):
        unfinished.mkdir(parents=True)
    try:
        yield unfinished
        with _faults(out):
            place = _place_for(runs / name)
            sync_folder(unfinished)
            unfinished.rename(place)
            sync_folder(runs)
            if out.is_dir() and not out.is_symlink():
                out.rmdir()  # empty: `check_folder`
            link = out.with_name(f".{out.name}.{os.urandom(4).hex()}.link")
            link.symlink_to(Path(runs.name) / place.name)
            link.replace(out)
            sync_folder(out.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _sweep(out, runs, keep)


def _runs(out: Path) -> Path:
    return out.with_name(f"{out.name}.runs")


def _place_for(wanted: Path) -> Path:
    """The place, or the first free one after it: two runs may begin in one second."""
    place, number = wanted, 1
    while place.exists():
        number += 1
        place = wanted.with_name(f"{wanted.name}-{number}")
    return place


def _sweep(out: Path, runs: Path, keep: int) -> None:
    """Remove older runs, and what a killed one left; what cannot be removed now is tried again next time."""
    with suppress(OSError):
        current = out.readlink().name
        found = sorted((p for p in runs.iterdir() if p.is_dir()), key=lambda p: (p.stat().st_mtime_ns, p.name))
        finished = [p for p in found if p.name != current and p.suffix != _UNFINISHED]
        gone = [p for p in found if p.suffix == _UNFINISHED] + finished[: max(0, len(finished) - keep)]
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        for link in out.parent.glob(f".{out.name}.*.link"):
            link.unlink()


@contextmanager
def _faults(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StoreError(
            f"the results cannot be put in place: {fault.strerror or fault}",
            where=str(out),
            done="the folder of before is as it was",
            remedy="free space or choose another place, then run again",
        ) from fault
