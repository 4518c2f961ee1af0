"""Which logs a census is asked for: those kept beside the store, by name or id, or folders and object stores by path.

A log that was brought in by `subca ct sync` or `ct ingest` is counted as verified up to where its entries are proved.
Whatever is named by a path is `head unverified`, whatever lies beside its entries: only reading all of it could prove
it, and that is what `ct ingest` does. Such a log is told by its first entry at hand, so that it is the same one wherever
it lies and however it grows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

from explorer.errors import InputRejected, UsageError
from explorer.store.catalog import open_store
from explorer.store.ct import StoredLog, read_logs
from explorer.store.schema import is_made
from ingest.ct.census import LogToCount
from ingest.ct.folder import GET_ENTRIES, LogFiles, Unit, entries_of, logs_below, read_unit, unit_at
from ingest.ct.kept import kept_log
from ingest.ct.plan import AtHand, at_hand
from ingest.ct.shelf import File, Shelf, is_url
from ingest.ct.tiles import TILE_LIMIT
from ingest.sources.interface import JSON_LIMIT, rejected

LEAST_ID = 6  # hex digits of the beginning of a log's id

_LAYOUT = "give the folder that holds `tile` or `get-entries` (docs/scale.md)"
_UNPROVED = b"entries without a verified head\n"


def chosen_logs(store: Path, asked: Sequence[str]) -> Iterator[LogToCount | InputRejected]:
    """The logs to count, one by one, or why one can't be; without a word all that are kept beside the store.

    Raises `UsageError` when there is nothing of that name.
    """
    stored: tuple[StoredLog, ...] = ()
    if is_made(store):
        with open_store(store) as opened:
            stored = read_logs(opened.connection)
    if not asked:
        if not stored:
            raise UsageError(
                "no log was brought in",
                where=str(store),
                remedy="subca ct sync LOG, subca ct ingest PATH, or name a folder of entries",
            )
        for log in stored:
            yield from _kept(store, log)
    for word in asked:
        try:
            if is_url(word):
                yield _given(at_hand(Shelf(base=word), Shelf(base=word).files()), PurePosixPath(word.rstrip("/")).name)
            elif Path(word).exists():
                yield from _below(Path(word))
            else:
                yield from _kept(store, _named(stored, word))
        except InputRejected as error:
            yield error


def _named(stored: Sequence[StoredLog], word: str) -> StoredLog:
    """The log of that name, address or id, or the only one whose id begins so."""
    folded = word.casefold()
    found = [log for log in stored if folded in (log.name.casefold(), log.url.casefold(), log.id.hex())]
    if not found and len(word) >= LEAST_ID:
        found = [log for log in stored if log.id.hex().startswith(folded)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{word!r} means {len(found)} logs: {', '.join(log.id.hex() for log in found)}", remedy="give the id"
        )
    raise UsageError(
        f"{word!r} is neither a path nor a log that was brought in",
        remedy=f"one of: {', '.join(log.name for log in stored)}" if stored else "subca ct sync LOG brings one in",
    )


def _kept(store: Path, log: StoredLog) -> Iterator[LogToCount]:
    """A log beside the store, when any entry of it is kept."""
    shelf = Shelf(base=str(kept_log(store, log.id).folder))
    found = at_hand(shelf, shelf.files() if Path(shelf.base).is_dir() else ())
    if not found.files:
        return
    if log.key is None:
        yield _given(found, log.name)
    else:
        yield LogToCount(name=log.id.hex(), description=log.name, at_hand=found, verified=log.position)


def _below(path: Path) -> Iterator[LogToCount]:
    """Every log below a folder, or the one that a file is. Not by `logs_below`: a log may have millions of files."""
    if not path.is_dir():
        for log in logs_below(path):
            yield _loose(log)
        return
    is_found = False
    for folder, folders, names in os.walk(path):
        inner = Path(folder)
        if GET_ENTRIES in folders or ("tile" in folders and (inner / "tile" / "data").is_dir()):
            folders.clear()
            shelf = Shelf(base=folder)
            is_found = True
            yield _given(at_hand(shelf, shelf.files()), inner.resolve().name)
            continue
        folders.sort()
        for name in sorted(names):
            unit = unit_at(name)
            if unit is not None and unit.width is None:
                is_found = True
                yield _loose(*logs_below(inner / name))
    if not is_found:
        raise rejected("holds no data tile and no get-entries answer", where=str(path), remedy=_LAYOUT)


def _loose(log: LogFiles) -> LogToCount:
    """A file by itself: one of a log, or an answer that is a small log of its own."""
    files = (File(path=unit.path, first=unit.first, last=_end(log, unit), is_tile=unit.is_tile) for unit in log.units)
    return _given(at_hand(Shelf(base=str(log.folder)), files), log.name)


def _end(log: LogFiles, unit: Unit) -> int:
    """One past the last index of a file; one whose name does not tell is read for it."""
    if unit.width is not None:
        return unit.first + unit.width
    where = str(log.folder / unit.path)
    return unit.first + sum(1 for _ in entries_of(unit, read_unit(log, unit), where=where))


def _given(found: AtHand, name: str) -> LogToCount:
    """Entries without a verified head, told by the first of them."""
    if not found.files:
        raise rejected("holds no data tile and no get-entries answer", where=found.shelf.base, remedy=_LAYOUT)
    file = found.files[0]
    unit = Unit(path=file.path, first=file.first, width=None, is_tile=file.is_tile)
    data = found.shelf.read(file.path, TILE_LIMIT if file.is_tile else JSON_LIMIT)
    first = next(entries_of(unit, data, where=found.shelf.where(file.path)), None)
    if first is None:
        raise rejected("holds no entry", where=found.shelf.where(file.path))
    return LogToCount(name=sha256(_UNPROVED + first.leaf_input).hexdigest(), description=name, at_hand=found)
