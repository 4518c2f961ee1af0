"""Files as a person names them: one file, or a folder of them, read within bounds."""

from __future__ import annotations

import os
from pathlib import Path

from explorer.errors import UsageError
from ingest.sources.interface import FILE_LIMIT, rejected

FILES_LIMIT = 100_000  # files below one folder


def files_below(path: Path) -> tuple[Path, ...]:
    """The file itself, or every file below the folder, sorted; hidden ones and linked folders are left out.

    Raises `UsageError` when there is no such path, `InputRejected` when it cannot be listed or holds no file.
    """
    if not path.exists():
        raise UsageError("no such file or folder", where=str(path), done="nothing was started", remedy="check the path")
    if not path.is_dir():
        return (path,)
    found: list[Path] = []

    def refuse(fault: OSError) -> None:
        raise rejected(
            f"the folder cannot be listed: {fault.strerror}",
            where=str(fault.filename),
            remedy="look at its permissions",
        ) from fault

    for folder, folders, names in os.walk(path, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
        if len(found) > FILES_LIMIT:
            raise rejected(f"more than {FILES_LIMIT} files (FILES_LIMIT)", where=str(path), remedy="give parts of it")
    files = tuple(sorted(file for file in found if file.is_file()))
    if not files:
        raise rejected("the folder holds no file", where=str(path), remedy="check the path")
    return files


def read_file(path: Path, *, limit: int = FILE_LIMIT) -> bytes:
    """All bytes of a file; raises `InputRejected` when it cannot be read or is too big."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as fault:
        raise rejected(
            f"cannot be read: {fault.strerror or fault}", where=str(path), remedy="look at its permissions"
        ) from fault
    if len(data) > limit:
        raise rejected(f"more than {limit} bytes", where=str(path), remedy="split it, if it is what it should be")
    return data
