"""Logs brought into the store: from their servers (`sync_log`), from files (`ingest_files`), from what is kept (`replay`)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected, IntegrityAlarm
from explorer.store.catalog import open_store
from explorer.store.ct import StoredLog, put_log, read_logs
from explorer.store.schema import is_made
from explorer.store.writer import open_writer
from explorer.terminal.progress import Progress
from ingest.ct.advance import STRETCH, Advance, LogRun
from ingest.ct.folder import LogFiles, logs_below
from ingest.ct.given import GivenLog
from ingest.ct.kept import POSITION, KeptLog, kept_log, kept_logs
from ingest.ct.live import Get, LiveAnswers, LiveTiles
from ingest.ct.log_list import ListedLog
from ingest.ct.merkle import MAX_SIZE
from ingest.ct.reader import LogReader, verified_head
from ingest.ct.stretch import Bounds
from ingest.ct.unproved import Stored, store_unproved


def sync_log(
    log: ListedLog,
    *,
    clients: Sequence[Get],
    store: Path,
    now: datetime,
    progress: Progress,
    bounds: Bounds,
    lock_wait: float = 0.0,
    stretch: int = STRETCH,
    wait: Callable[[float], None] = lambda seconds: None,
    say: Callable[[str], None] = lambda line: None,
) -> Advance:
    """Read a log on from where it was left. Raises what `LogRun.advance` raises; what was read before that is stored."""
    kept = kept_log(store, log.id)
    kept.sweep()
    live = (LiveTiles if log.is_tiled else LiveAnswers)(log.url, clients, kept)
    run = LogRun(
        log=_stored(log, kept, store, now, lock_wait), reader=live, kept=kept, store=store, now=now, progress=progress,
        lock_wait=lock_wait, stretch=stretch, wait=wait, say=say,
    )  # fmt: skip
    done = run.advance(bounds)
    run.keep_roots()
    return done


def ingest_files(
    path: Path,
    known: Iterable[ListedLog],
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    say: Callable[[str], None] = lambda line: None,
) -> list[Advance | Stored | InputRejected]:
    """Every log below a path: as that log where a listed key verifies its head, else apart from all logs.

    One that is rejected is told, and the others go on. Raises `UsageError`, `IntegrityAlarm`, `StoreError`, `StoreBusy`.
    """
    keys = {log.id: log for log in (*_known_to(store), *known)}
    done: list[Advance | Stored | InputRejected] = []
    for files in logs_below(path):
        try:
            log = _signer_of(files, keys.values())
            if log is not None:
                found = _ingest_as(log, files, store, now, progress, lock_wait, say)
                done += [] if found is None else [found]
                position = 0 if found is None else found.log.position
                files = replace(files, units=tuple(u for u in files.units if u.first + (u.width or 1) > position))
            if files.units:
                done.append(store_unproved(files, store=store, now=now, progress=progress, lock_wait=lock_wait))
        except InputRejected as error:
            done.append(error)
    return done


def take_files(
    log: ListedLog, files: Mapping[str, bytes], *, store: Path, now: datetime, progress: Progress
) -> Advance:
    """A whole log that is at hand as files by path. Raises what `LogRun.advance` raises."""
    kept = kept_log(store, log.id)
    for path, data in files.items():
        kept.keep(path, data)
    return _of_kept(log, kept, store, now, progress)


def replay(store: Path, into: Path, *, now: datetime, progress: Progress) -> list[Advance | Stored | ExplorerError]:
    """Bring all logs that are kept beside one store into another one, which is to take its place.

    A log of which the kept files no longer fit is told, and the others go on.
    """
    done: list[Advance | Stored | ExplorerError] = []
    for kept, words in kept_logs(store):
        try:
            if words["kind"] == "files":
                done += [
                    store_unproved(replace(one, name=words["name"]), store=into, now=now, progress=progress, kept=kept)
                    for one in logs_below(kept.folder)
                ]
                continue
            log = ListedLog(
                operator=words["operator"], description=words["name"], id=bytes.fromhex(kept.folder.name),
                key=base64.b64decode(words["key"]), is_tiled=words["is_tiled"] == "True", url=words["url"],
                state="", starts=None, ends=None,
            )  # fmt: skip
            done.append(_of_kept(log, kept, into, now, progress))
        except (InputRejected, IntegrityAlarm) as error:
            done.append(error)
    return done


def _of_kept(log: ListedLog, kept: KeptLog, store: Path, now: datetime, progress: Progress) -> Advance:
    """What lies in the folder of a log, as that log."""
    files = next(one for one in logs_below(kept.folder) if one.folder == kept.folder.absolute())
    run = _run(log, GivenLog(files, kept), kept, store, now, progress, 0.0)
    proved = (kept.read(POSITION) or b"").strip()
    done = run.advance(Bounds(most=int(proved) if proved.isdigit() else None))
    run.keep_roots()
    return done


def _ingest_as(
    log: ListedLog, files: LogFiles, store: Path, now: datetime, progress: Progress, lock_wait: float,
    say: Callable[[str], None],
) -> Advance | None:  # fmt: skip
    """The files as those of a known log, as far as they can be proved; None: not at all, whatever the head says."""
    kept = kept_log(store, log.id)
    run = _run(log, GivenLog(files, kept), kept, store, now, progress, lock_wait)
    try:
        done = run.advance(Bounds())
    except InputRejected as error:
        say(f"{error}; its entries are stored apart, as those of files without a head")
        return None
    run.keep_roots()
    return done


def _run(
    log: ListedLog, reader: LogReader, kept: KeptLog, store: Path, now: datetime, progress: Progress, lock_wait: float
) -> LogRun:
    return LogRun(
        log=_stored(log, kept, store, now, lock_wait), reader=reader, kept=kept, store=store, now=now,
        progress=progress, lock_wait=lock_wait, stretch=MAX_SIZE,
    )  # fmt: skip


def _stored(log: ListedLog, kept: KeptLog, store: Path, now: datetime, lock_wait: float) -> StoredLog:
    """The log as the store has it; what it is called is kept beside the store, too."""
    kept.describe(
        name=log.description, operator=log.operator, key=base64.b64encode(log.key).decode(), url=log.url,
        kind="log", is_tiled=str(log.is_tiled),
    )  # fmt: skip
    with open_writer(store, lock_wait=lock_wait, now=now) as writer:
        return put_log(
            writer.connection, id_=log.id, name=log.description, operator=log.operator, key=log.key, url=log.url,
            is_tiled=log.is_tiled,
        )  # fmt: skip


def _known_to(store: Path) -> list[ListedLog]:
    """The logs that the store knows by their key."""
    if not is_made(store):
        return []
    with open_store(store) as opened:
        return [
            ListedLog(
                operator=log.operator, description=log.name, id=log.id, key=log.key, is_tiled=log.is_tiled,
                url=log.url, state="", starts=None, ends=None,
            )
            for log in read_logs(opened.connection)
            if log.key is not None
        ]  # fmt: skip


def _signer_of(files: LogFiles, known: Iterable[ListedLog]) -> ListedLog | None:
    """The log whose key verifies the head among the files; None: none does, or there is no head."""
    if not files.head:
        return None
    data = GivenLog(files, KeptLog(files.folder)).head()
    for log in known:
        if log.is_tiled == files.is_tiled:
            try:
                verified_head(data, id_=log.id, key=log.key, is_tiled=log.is_tiled, where=files.name)
            except InputRejected:
                continue
            return log
    return None
