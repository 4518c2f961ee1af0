"""Many dated files: a folder of them, or one file through the history of a git repository; oldest first.

Of several versions of one day the last counts. Nothing is read before it is asked for. git is called with fixed
argument lists, names go in as data, and it may neither reach the network nor run what a repository configures.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected, UsageError
from ingest.sources.inputs import files_below, read_file
from ingest.sources.interface import FILE_LIMIT, rejected
from ingest.sources.recognise import Kind, day_of

COMMITS_LIMIT = 200_000  # of one file

_GIT = (
    "git", "--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "protocol.allow=never",
)  # fmt: skip
_MARK = "commit "
_DIGITS = re.compile(r"\d+")
_SHORT = 12  # digits of a commit in the name of its file


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFile:
    """One file of one day; its own data may still name another day (OneCRL)."""

    day: date
    name: str  # by which its kind, program and part are told
    file: str  # as it is stored: the name, of a version in git with its commit
    is_fixed: bool  # equal `file` is equal bytes
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFiles:
    """What was found: files oldest first, and those that name no day."""

    files: tuple[DatedFile, ...]
    rejected: tuple[ExplorerError, ...]


@contextmanager
def dated_files(path: Path, file: str) -> Iterator[DatedFiles]:
    """The dated files of a folder, or the versions of `file` in a git repository, for the block.

    Raises `UsageError` for what is neither, `InputRejected` for a history that cannot be read.
    """
    if file:
        with _git_history(path, file) as found:
            yield found
    else:
        yield _folder(path)


def _folder(path: Path) -> DatedFiles:
    """Files by the day in their names; of the same name but for its digits the last one of a day counts."""
    undated: list[ExplorerError] = []
    chosen: dict[tuple[date, str], DatedFile] = {}
    for found in files_below(path):
        name = str(found.relative_to(path.parent)) if path.is_dir() else str(found)
        day = day_of(found.name, b"", Kind.CCADB_RECORDS)
        if day is None:
            undated.append(rejected("its name holds no day", where=name, remedy="name it like report_2021-04-05.csv"))
            continue
        chosen[day, _DIGITS.sub("#", name)] = DatedFile(
            day=day, name=name, file=name, is_fixed=False, read=partial(read_file, found)
        )
    return DatedFiles(files=tuple(chosen[key] for key in sorted(chosen)), rejected=tuple(undated))


@contextmanager
def _git_history(path: Path, file: str) -> Iterator[DatedFiles]:
    """The versions of one file: the last commit of each day (committer's time, UTC) that changed it."""
    versions = _versions(path, file)
    named = day_of(Path(file).name, b"", Kind.CCADB_RECORDS)
    if named is not None:  # a dated name speaks for that day, in its last version
        versions = {named: versions[max(versions)]}
    with subprocess.Popen(  # noqa: S603  fixed arguments
        [*_GIT, "-C", str(path), "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:

        def reader(blob: str, name: str) -> Callable[[], bytes]:
            return partial(_blob, process, blob, name)

        files = []
        for day, (commit, blob) in sorted(versions.items()):
            stored = f"{file}@{commit[:_SHORT]}"
            files.append(DatedFile(day=day, name=file, file=stored, is_fixed=True, read=reader(blob, stored)))
        try:
            yield DatedFiles(files=tuple(files), rejected=())
        finally:
            if process.stdin:
                process.stdin.close()
            process.kill()  # it may wait to hand over a version that nobody reads any more


def _versions(path: Path, file: str) -> dict[date, tuple[str, str]]:
    """Day -> commit and blob."""
    if not path.is_dir():
        raise UsageError("no such folder", where=str(path), done="nothing was started", remedy="check the path")
    command = [
        *_GIT, "-C", str(path), "log", "--reverse", "--date-order", "--raw", "--no-abbrev", "--no-renames", "--no-color",
        "--no-ext-diff", f"--format={_MARK}%H %ct", "--", file,
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  fixed arguments
    except OSError as error:
        raise UsageError(
            f"git can't be started: {error.strerror}", where="git", done="nothing was started", remedy="install git"
        ) from error
    if done.returncode:
        said = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[0]
        raise UsageError(
            f"git can't read its history: {said}",
            where=str(path),
            done="nothing was started",
            remedy="give a git repository, or a folder of dated files without --file",
        )
    found: dict[date, tuple[str, str]] = {}
    commit, day, count = "", date.min, 0
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith(_MARK):
            commit, seconds = line.removeprefix(_MARK).split(" ")
            day = datetime.fromtimestamp(int(seconds), UTC).date()
            count += 1
        elif line.startswith(":"):
            _, mode, _, blob, *_ = line.split(" ")
            if mode.startswith("100"):  # a file; neither gone, nor a link, nor a folder
                found[day] = (commit, blob)
    if count > COMMITS_LIMIT:
        raise rejected(f"{count} commits are over the limit of {COMMITS_LIMIT} (COMMITS_LIMIT)", where=str(path))
    if not found:
        raise UsageError(
            "no commit has such a file",
            where=f"{path}: {file}",
            done="nothing was started",
            remedy="give the path as git ls-files prints it",
        )
    return found


def _blob(process: subprocess.Popen[bytes], blob: str, name: str) -> bytes:
    """One version, through the open `git cat-file --batch`."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(blob.encode("ascii") + b"\n")
        process.stdin.flush()
        head = process.stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            raise rejected("git does not hold this version", where=name, remedy="fetch the whole history of it")
        size = int(head[2])
        if size > FILE_LIMIT:
            while size > 0:
                size -= len(process.stdout.read(min(size, 1 << 20)) or b"\0" * size)
            process.stdout.read(1)
            raise rejected(f"more than {FILE_LIMIT} bytes (FILE_LIMIT)", where=name)
        data = process.stdout.read(size)
        process.stdout.read(1)
    except OSError as error:
        raise _broken_pipe(name) from error
    if len(data) != size:
        raise _broken_pipe(name)
    return data


def _broken_pipe(name: str) -> InputRejected:
    return rejected("git stopped while it was read", where=name, remedy="check the repository with git fsck")
