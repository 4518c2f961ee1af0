"""One layout of a log on disk, for all that is fetched, given or counted.

A tiled log lies as its monitoring prefix serves it: `checkpoint`, `tile/data/...`, `tile/0/...`, `issuer/<hex>`. An
RFC 6962 log lies as `get-sth.json`, `get-roots.json` and `get-entries/<first>-<last>.json`, each file an answer as it
came, numbers inclusive as in the question. Any of them may be packed with gzip, the JSON files then end in `.json.gz`.
Other get-entries answers (`get-entries_NAME.json`) are small logs of their own: nothing says where their entries lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.ct.entry import EntryError, LogEntry, UnreadableEntry
from ingest.ct.get_entries import read_get_entries
from ingest.ct.tiles import TILE_LIMIT, entries_of_tile, tile_at
from ingest.sources.inputs import files_below, read_file
from ingest.sources.interface import JSON_LIMIT, rejected
from ingest.sources.recognise import unpacked

CHECKPOINT = "checkpoint"
STH = "get-sth.json"
ROOTS = "get-roots.json"
ISSUERS = "issuer"
GET_ENTRIES = "get-entries"

_RANGE = re.compile(r"(?:^|/)get-entries/([0-9]{1,18})-([0-9]{1,18})\.json(?:\.gz)?$")
_LOOSE = re.compile(r"(?:^|/)get-entries([^/]*)\.json(?:\.gz)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One file of entries: a data tile, or one get-entries answer. What can be read, and counted, on its own."""

    path: str  # below the folder of its log, with slashes
    first: int  # index of its first entry
    width: int | None  # entries that it must hold; None: its name does not tell
    is_tile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFiles:
    """The files of one log below a folder."""

    folder: Path
    name: str  # of the folder, or of the one answer
    units: tuple[Unit, ...]  # by first index; of two at one place the wider alone
    is_tiled: bool
    head: str  # file of its head below the folder: checkpoint or get-sth answer; empty: there is none
    roots: str  # file of its accepted roots, likewise


def unit_at(path: str) -> Unit | None:
    """The unit of a path (with slashes) that is named as the layout has it; None: it is none."""
    tile = tile_at(path)
    if tile is not None:
        return None if tile.level is not None else Unit(path=path, first=tile.first, width=tile.width, is_tile=True)
    found = _RANGE.search(path)
    if found is not None:
        first, last = int(found[1]), int(found[2])
        return Unit(path=path, first=first, width=last - first + 1, is_tile=False) if first <= last else None
    return Unit(path=path, first=0, width=None, is_tile=False) if _LOOSE.search(path) else None


def range_path(first: int, count: int) -> str:
    """Where the answer with these entries lies."""
    return f"{GET_ENTRIES}/{first}-{first + count - 1}.json.gz"


def proof_path(first: int, second: int) -> str:
    """Where the consistency proof between these sizes lies."""
    return f"get-sth-consistency/{first}-{second}.json"


def issuer_path(fingerprint: bytes) -> str:
    """Where a tiled log has the certificate of this SHA-256."""
    return f"{ISSUERS}/{fingerprint.hex()}"


def entries_of(unit: Unit, data: bytes, *, where: str) -> Iterator[LogEntry | UnreadableEntry]:
    """The entries of a unit, in order; raises `InputRejected` for a file that is none, or holds more or fewer."""
    count = 0
    if unit.is_tile:
        try:
            for entry in entries_of_tile(data, unit.first):
                count += 1
                yield entry
        except EntryError as error:
            raise rejected(f"broken data tile: {error}", where=where) from error
    else:
        answer = unpacked(data, where=where, limit=JSON_LIMIT)
        for one in read_get_entries(answer, unit.first, where=where).in_order:
            count += 1
            yield one
    if unit.width is not None and count != unit.width:
        raise rejected(f"{count} entries where its name says {unit.width}", where=where)


def read_unit(log: LogFiles, unit: Unit) -> bytes:
    """The file as it lies there; raises `InputRejected`."""
    return read_file(log.folder / unit.path, limit=TILE_LIMIT if unit.is_tile else JSON_LIMIT)


def logs_below(path: Path) -> tuple[LogFiles, ...]:
    """Every log that a folder holds, or that one file is, by folder and name.

    Raises `UsageError` when there is no such path, `InputRejected` when it holds no log.
    """
    files = files_below(path)
    tiled: dict[Path, list[Unit]] = {}
    ranged: dict[Path, list[Unit]] = {}
    loose: list[tuple[Path, Unit]] = []
    for file in files:
        told = file.absolute().as_posix()  # in full: what was given may lie deep in the layout
        unit = unit_at(told)
        if unit is None:
            continue
        if unit.width is None:
            loose.append((file.parent, Unit(path=file.name, first=0, width=None, is_tile=False)))
            continue
        folder, inner = _split(file, told, "tile" if unit.is_tile else GET_ENTRIES)
        (tiled if unit.is_tile else ranged).setdefault(folder, []).append(
            Unit(path=inner, first=unit.first, width=unit.width, is_tile=unit.is_tile)
        )
    found = [
        *(_log(folder, units, (CHECKPOINT,), is_tiled=True) for folder, units in tiled.items()),
        *(_log(folder, units, (STH, f"{STH}.gz"), is_tiled=False) for folder, units in ranged.items()),
        *(_loose(folder, unit) for folder, unit in loose),
    ]
    if not found:
        raise rejected(
            "holds no data tile and no get-entries answer", where=str(path), remedy="see docs/data-sources.md"
        )
    return tuple(sorted(found, key=lambda log: (str(log.folder), log.name)))


def _split(file: Path, told: str, mark: str) -> tuple[Path, str]:
    """The folder of the log and the path inside it."""
    parts = PurePosixPath(told).parts
    depth = len(parts) - max(at for at, part in enumerate(parts) if part == mark)
    return file.absolute().parents[depth - 1], "/".join(parts[-depth:])


def _log(folder: Path, units: list[Unit], heads: tuple[str, ...], *, is_tiled: bool) -> LogFiles:
    widest: dict[int, Unit] = {}
    for unit in sorted(units, key=lambda u: (u.first, u.width or 0, u.path)):
        widest[unit.first] = unit
    return LogFiles(
        folder=folder,
        name=folder.resolve().name,
        units=tuple(widest.values()),
        is_tiled=is_tiled,
        head=_first_of(folder, *heads),
        roots=_first_of(folder, ROOTS, f"{ROOTS}.gz"),
    )


def _loose(folder: Path, unit: Unit) -> LogFiles:
    """One answer that stands alone; a get-sth answer with the same ending belongs to it."""
    ending = unit.path.removeprefix(GET_ENTRIES)
    return LogFiles(
        folder=folder,
        name=unit.path.removesuffix(".gz").removesuffix(".json"),
        units=(unit,),
        is_tiled=False,
        head=_first_of(folder, f"get-sth{ending}"),
        roots=_first_of(folder, f"get-roots{ending}"),
    )


def _first_of(folder: Path, *names: str) -> str:
    return next((name for name in names if (folder / name).is_file()), "")
