"""A disk that fails at one call: `failing.c`, compiled once, put between the command and the C library."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to fail: which calls are counted, and what the chosen one does."""

    name: str
    call: str  # "write" (write, pwrite, ftruncate), "sync" (fsync, fdatasync) or "rename"
    settings: tuple[tuple[str, str], ...]
    may_succeed: bool = False  # a call that only writes less is no error: the rest is written by the next


def _fails(name: str, call: str, number: int, **more: str) -> Fault:
    return Fault(name=name, call=call, settings=(("SUBCA_FAIL_ERRNO", str(number)), *more.items()))


FAULTS = (
    _fails("no space left", "write", errno.ENOSPC, SUBCA_FAIL_ON="1"),
    _fails("input/output error", "write", errno.EIO),
    Fault(name="short write", call="write", settings=(("SUBCA_FAIL_SHORT", "1"),), may_succeed=True),
    _fails("short write, then no space", "write", errno.ENOSPC, SUBCA_FAIL_SHORT="1", SUBCA_FAIL_ON="1"),
    _fails("sync fails", "sync", errno.EIO),
    _fails("rename fails", "rename", errno.EIO),
)


def compiled(folder: Path) -> Path | None:
    """The library; None where there is no compiler, or no preloading."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    library = folder / "failing.so"
    if compiler is None or os.uname().sysname != "Linux":
        return None
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    return library if subprocess.run(command, check=False, capture_output=True).returncode == 0 else None


def environment(
    library: Path, below: Path, fault: Fault, at: int | None = None, count: Path | None = None
) -> Mapping[str, str]:
    """The settings of a process whose call number `at` on files below a folder fails, or whose calls are counted."""
    found = {"LD_PRELOAD": str(library), "SUBCA_FAIL_BELOW": str(below), "SUBCA_FAIL_CALL": fault.call}
    if at is not None:
        found |= {"SUBCA_FAIL_AT": str(at), **dict(fault.settings)}
    if count is not None:
        found["SUBCA_FAIL_COUNT"] = str(count)
    return found
