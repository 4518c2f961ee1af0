"""Writing: one writer, one transaction, everything in it visible together or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from explorer.errors import IntegrityAlarm, StoreError
from explorer.model.ids import CertificateId
from explorer.store import schema
from explorer.store.claims import storable
from explorer.store.lock import writer_lock
from explorer.store.recent import Recent
from explorer.store.seals import broken_seal, items_digest, write_seals
from explorer.store.spans import set_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One raw input as received."""

    sha256: str  # hex
    kind: str  # as recognised: "ccadb-records", "ccadb-pems", ...
    file: str  # its name, without folder
    size: int  # octets as received
    received: datetime  # UTC
    parser: str  # version of the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of one list, with the count of its records: read = stored + duplicates + quarantined."""

    list: str
    day: date
    read: int
    stored: int
    duplicates: int
    quarantined: int
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One quarantined record with its bytes."""

    source: str
    position: str
    reason: str
    parser: str
    raw: bytes


class Writer:
    """The open transaction. Tables are written by the functions of this room through `connection`."""

    def __init__(self, connection: sqlite3.Connection, recent: Recent | None = None) -> None:
        self.connection = connection
        self.recent = recent or Recent()

    def holds_input(self, sha256: str, parser: str) -> bool:
        """Whether this very input was read before by this version of the reader."""
        row = self.connection.execute("SELECT parser FROM input WHERE sha256 = ?", (bytes.fromhex(sha256),)).fetchone()
        return row is not None and row[0] == parser

    def holds_day(self, list_: str, day: date, sha256: str) -> bool:
        """Whether this very input already is the list's day."""
        held = self.file_of_day(list_, day)
        return held is not None and held[0] == sha256

    def file_of_day(self, list_: str, day: date) -> tuple[str, str] | None:
        """SHA-256 and name of the input that is the list's day; None: the list has no such day."""
        row = self.connection.execute(
            "SELECT input, file FROM day JOIN list ON list.id = day.list WHERE name = ? AND day = ?",
            (list_, day.toordinal()),
        ).fetchone()
        return None if row is None else (row[0].hex().upper(), row[1])

    def record_input(self, input_: Input) -> None:
        """Name a raw input; one that is known gets the newer reader's version."""
        self.connection.execute(
            "INSERT INTO input VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET parser = excluded.parser",
            (
                bytes.fromhex(input_.sha256),
                input_.kind,
                storable(input_.file),
                input_.size,
                int(input_.received.timestamp()),
                input_.parser,
            ),
        )

    def record_day(self, input_: Input, day: Day, items: Iterable[int]) -> tuple[int, int]:
        """Let the list hold exactly `items` from the day on, until its next stored day; (added, removed)."""
        self.connection.execute("INSERT OR IGNORE INTO list (name) VALUES (?)", (day.list,))
        list_ = self._list(day.list)
        held = set(items)
        ordinal = day.day.toordinal()
        changed = set_day(self.connection, list_, ordinal, held, self.recent.items_on(self.connection, list_, ordinal))
        self.recent.items[list_] = (ordinal, held)
        self.connection.execute(
            "INSERT OR REPLACE INTO day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                list_,
                day.day.toordinal(),
                bytes.fromhex(input_.sha256),
                storable(input_.file),
                day.read,
                day.stored,
                day.duplicates,
                day.quarantined,
                "\n".join(day.missing_columns),
                "\n".join(day.unknown_columns),
                items_digest(held),
            ),
        )
        return changed

    def repeat_day(self, list_: str, day: date, before: date, file: str) -> None:
        """Record a day on which the list's input is that of `before`, its newest stored day: no claim changes."""
        self.connection.execute(
            "INSERT OR REPLACE INTO day SELECT list, ?, input, ?, read, stored, duplicates, quarantined, missing, "
            "unknown, items FROM day WHERE list = ? AND day = ?",
            (day.toordinal(), storable(file), self._list(list_), before.toordinal()),
        )
        known = self.recent.items.get(self._list(list_))
        if known is not None and known[0] == before.toordinal():
            self.recent.items[self._list(list_)] = (day.toordinal(), known[1])

    def lists_of_input(self, sha256: str, parser: str) -> list[tuple[str, date, str]]:
        """Lists that this input is a day of, the last such day and its kind, if this version of the reader read it."""
        rows = self.connection.execute(
            "SELECT name, max(day), kind FROM day JOIN list ON list.id = day.list JOIN input ON input.sha256 = day.input "
            "WHERE input.sha256 = ? AND input.parser = ? GROUP BY name ORDER BY name",
            (bytes.fromhex(sha256), parser),
        )
        return [(name, date.fromordinal(day), kind) for name, day, kind in rows]

    def files_by_day(self) -> dict[tuple[date, str], str]:
        """Every stored day with the name of its file, and the SHA-256 of that file."""
        rows = self.connection.execute("SELECT day, file, input FROM day")
        return {(date.fromordinal(day), file): sha256.hex().upper() for day, file, sha256 in rows}

    def previous_day(self, list_: str, day: date) -> date | None:
        """The newest stored day of the list before `day`, or `day` itself, which is about to be replaced."""
        row = self.connection.execute(
            "SELECT max(day) FROM day JOIN list ON list.id = day.list WHERE name = ? AND day <= ?",
            (list_, day.toordinal()),
        ).fetchone()
        return None if row[0] is None else date.fromordinal(row[0])

    def next_day(self, list_: str, day: date) -> date | None:
        """The oldest stored day of the list after `day`."""
        row = self.connection.execute(
            "SELECT min(day) FROM day JOIN list ON list.id = day.list WHERE name = ? AND day > ?",
            (list_, day.toordinal()),
        ).fetchone()
        return None if row[0] is None else date.fromordinal(row[0])

    def fingerprints_on(self, list_: str, day: date, table: str) -> set[CertificateId]:
        """The certificates that a list of disclosures or anchors names on a day."""
        items = self.recent.items_on(self.connection, self._list(list_), day.toordinal())
        return self.recent.fingerprints_of(self.connection, table, items)

    def count_on(self, list_: str, day: date) -> int:
        """How many items a list holds on a day."""
        return len(self.recent.items_on(self.connection, self._list(list_), day.toordinal()))

    def set_aside(self, input_: Input, records: Iterable[SetAside]) -> None:
        """Keep quarantined records; those of an earlier reading of the same input are replaced."""
        sha256 = bytes.fromhex(input_.sha256)
        self.connection.execute("DELETE FROM quarantine WHERE input = ?", (sha256,))
        self.connection.executemany(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (sha256, n, r.source, storable(r.position), storable(r.reason), r.parser, r.raw)
                for n, r in enumerate(records, 1)
            ],
        )

    def _list(self, name: str) -> int:
        row = self.connection.execute("SELECT id FROM list WHERE name = ?", (name,)).fetchone()
        return -1 if row is None else int(row[0])


class Series:
    """Several transactions under one lock, each whole or not at all: how many days are brought in."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._recent = Recent()

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        """One transaction: committed at the end of the block, undone when it raises."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield Writer(self._connection, self._recent)
            write_seals(self._connection)
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _unwritable(self._path, error) from error
        finally:
            if self._connection.in_transaction:
                self._recent.forget()
                self._connection.execute("ROLLBACK")


@contextmanager
def open_series(path: Path, *, lock_wait: float, now: datetime) -> Iterator[Series]:
    """Hold the lock for the block. Rows that change are checked against their seals once, at its begin.

    Raises `StoreBusy`, `StoreError` when the disk is full or the file is damaged, `IntegrityAlarm` when rows are
    not those that were sealed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder can't be made: {error.strerror}", where=str(path.parent)) from error
    with writer_lock(path, wait=lock_wait, started=now.isoformat(timespec="seconds")):
        connection = schema.connect(path, write=True)
        try:
            broken = _broken(connection, path)
            if broken:
                raise IntegrityAlarm(
                    f"rows of table {broken} are not those that were stored",
                    where=str(path),
                    done="nothing of this run was stored",
                    remedy="make it again from its raw inputs: subca store rebuild",
                )
            yield Series(path, connection)
        finally:
            connection.close()


@contextmanager
def open_writer(path: Path, *, lock_wait: float, now: datetime) -> Iterator[Writer]:
    """Hold the lock and one transaction for the block: committed at its end, undone when it raises; errors as above."""
    with open_series(path, lock_wait=lock_wait, now=now) as series, series.transaction() as writer:
        yield writer


def _broken(connection: sqlite3.Connection, path: Path) -> str:
    try:
        return broken_seal(connection, changing_only=True)
    except sqlite3.DatabaseError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    return StoreError(
        f"can't be written: {error}",
        where=str(path),
        done="nothing of this run was stored; the last good state stands",
        remedy="free space or mend the disk, then run again",
    )
