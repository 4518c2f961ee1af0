"""One store in the place of another: what a rebuild ends with. Only for the holder of the old store's lock."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import StoreError
from explorer.terminal.files import sync_folder

_BESIDE = ("-wal", "-shm")  # files of SQLite beside its database


def replace_store(new: Path, old: Path) -> None:
    """Put the store `new`, which nobody has open, in the place of `old`; readers of the old one go on with it.

    The write-ahead log of the old database goes first: beside the new one it would be replayed into it.
    """
    try:
        log = new.with_name(new.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise StoreError(
                "was not closed", where=str(new), done="the old store is as it was", remedy="run the rebuild again"
            )
        for suffix in _BESIDE:
            old.with_name(old.name + suffix).unlink(missing_ok=True)
        new.replace(old)
        sync_folder(old.parent)
    except OSError as error:
        raise StoreError(
            f"can't be replaced: {error.strerror}",
            where=str(old),
            done="its raw inputs are as they were",
            remedy="look at space and permissions, then run the rebuild again",
        ) from error


def remove_store(path: Path) -> None:
    """Remove a store that a stopped run left half made, with everything beside it but raw inputs."""
    for suffix in ("", *_BESIDE, ".lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
