"""Certificate Transparency in the store: how far each log was read, the heads it signed, and what it shows.

A log whose key is known is moved forward only over entries that a signed head covers. Files without such a head are a
log of their own, without a key: counted and shown apart (reliability contract 4).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from explorer.model.ids import CertificateId
from explorer.model.sighting import Place, Sighting
from explorer.store.claims import storable

_MILLISECONDS = 1_000


class Standing(StrEnum):
    """What a signed head is to the ones before it."""

    ACCEPTED = "accepted"
    CONTRADICTS = "contradicts"  # a fork or a shrunk tree: evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Entries by kind; together all that were read."""

    precertificates: int = 0
    certificates: int = 0
    unreadable: int = 0  # their certificate can't be read; the bytes are kept

    @property
    def entries(self) -> int:
        """All of them."""
        return self.precertificates + self.certificates + self.unreadable

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            precertificates=self.precertificates + other.precertificates,
            certificates=self.certificates + other.certificates,
            unreadable=self.unreadable + other.unreadable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLog:
    """One log and how far it was read."""

    number: int  # in this store
    id: bytes  # SHA-256 of its key; without a key SHA-256 of what the files are called
    name: str
    operator: str
    key: bytes | None  # SPKI, DER; None: no head of it can be verified
    url: str  # empty: it came as files
    is_tiled: bool
    position: int  # entries that are read and proved, from the first on; 0 without a key
    peaks: bytes  # the tree over these
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHead:
    """One head whose signature was verified."""

    size: int
    timestamp: int  # milliseconds
    root: bytes
    signed: bytes  # as received
    received: datetime  # UTC
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCount:
    """One file of entries of a log without a key."""

    first: int
    path: str
    sha256: bytes
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """One entry whose certificate could not be read, with its bytes."""

    entry: int
    reason: str
    parser: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One certificate in one role, from its first to its last entry of some that were read; times in milliseconds."""

    certificate: bytes  # SHA-256, raw
    place: Place
    first_entry: int | None = None
    first_seen: int | None = None
    last_entry: int | None = None
    last_seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """One row of a crt.sh search result: that something was logged, without proof."""

    id: int
    issuer: str
    serial: str
    entered: datetime | None
    not_before: datetime
    not_after: datetime


_LOG = (
    "SELECT id, log, name, operator, spki, url, is_tiled, position, peaks, precertificates, certificates, unreadable "
    "FROM ct_log"
)


def read_logs(connection: sqlite3.Connection) -> tuple[StoredLog, ...]:
    """Every log, by name and id."""
    return tuple(_log(row) for row in connection.execute(f"{_LOG} ORDER BY name, log"))


def read_log(connection: sqlite3.Connection, id_: bytes) -> StoredLog | None:
    """One log; None: the store does not know it."""
    row = connection.execute(f"{_LOG} WHERE log = ?", (id_,)).fetchone()
    return None if row is None else _log(row)


def put_log(
    connection: sqlite3.Connection, *, id_: bytes, name: str, operator: str, key: bytes | None, url: str, is_tiled: bool
) -> StoredLog:
    """The log, made if need be; name, operator and address are those told last."""
    connection.execute(
        "INSERT INTO ct_log VALUES (NULL, ?, ?, ?, ?, ?, ?, 0, x'', 0, 0, 0) ON CONFLICT (log) DO UPDATE SET "
        "name = excluded.name, operator = excluded.operator, url = iif(excluded.url = '', url, excluded.url), "
        "is_tiled = excluded.is_tiled",
        (id_, storable(name), storable(operator), key, storable(url), is_tiled),
    )
    found = read_log(connection, id_)
    assert found is not None
    return found


def move_log(connection: sqlite3.Connection, number: int, position: int, peaks: bytes, added: Tally) -> None:
    """Set how far a log was read, in the transaction that holds what was read."""
    connection.execute(
        "UPDATE ct_log SET position = ?, peaks = ?, precertificates = precertificates + ?, "
        "certificates = certificates + ?, unreadable = unreadable + ? WHERE id = ?",
        (position, peaks, added.precertificates, added.certificates, added.unreadable, number),
    )


def read_heads(connection: sqlite3.Connection, number: int) -> tuple[StoredHead, ...]:
    """The heads of a log that were verified, in the order in which they came."""
    rows = connection.execute(
        "SELECT size, timestamp, root, signed, received, standing FROM ct_head WHERE log = ? ORDER BY id", (number,)
    )
    return tuple(
        StoredHead(
            size=size,
            timestamp=timestamp,
            root=root,
            signed=signed,
            received=datetime.fromtimestamp(received, UTC),
            standing=Standing(standing),
        )
        for size, timestamp, root, signed, received, standing in rows
    )


def add_head(connection: sqlite3.Connection, number: int, head: StoredHead) -> None:
    """Keep a head; the same again changes nothing."""
    connection.execute(
        "INSERT OR IGNORE INTO ct_head VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
        (number, head.size, head.timestamp, head.root, head.signed, int(head.received.timestamp()), head.standing),
    )


def read_units(connection: sqlite3.Connection, number: int) -> dict[int, UnitCount]:
    """The files of a log without a key that were read, by first index."""
    return {
        first: UnitCount(first=first, path=path, sha256=sha256, tally=_tally(tally))
        for first, path, sha256, *tally in connection.execute(
            "SELECT first, path, sha256, precertificates, certificates, unreadable FROM ct_unit WHERE log = ?",
            (number,),
        )
    }


def put_unit(connection: sqlite3.Connection, number: int, unit: UnitCount) -> None:
    """Count one file; one at the same place gives way. The log's tally is the sum over its files."""
    t = unit.tally
    connection.execute(
        "INSERT OR REPLACE INTO ct_unit VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, unit.first, storable(unit.path), unit.sha256, t.precertificates, t.certificates, t.unreadable),
    )
    connection.execute(
        "UPDATE ct_log SET (precertificates, certificates, unreadable) = "
        "(SELECT sum(precertificates), sum(certificates), sum(unreadable) FROM ct_unit WHERE log = ct_log.id) WHERE id = ?",
        (number,),
    )


def add_unreadable(connection: sqlite3.Connection, number: int, rows: Iterable[UnreadableRow]) -> None:
    """Keep the bytes of entries that could not be read."""
    connection.executemany(
        "INSERT OR REPLACE INTO ct_unreadable VALUES (?, ?, ?, ?, ?)",
        [(number, row.entry, storable(row.reason), row.parser, row.raw) for row in rows],
    )


def see(connection: sqlite3.Connection, number: int, seen: Iterable[Seen]) -> None:
    """Add sightings; in whatever order entries are read, first and last are those of the whole."""
    connection.executemany(
        "INSERT INTO ct_sighting VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (certificate, log, place) DO UPDATE SET "
        "first_seen = iif(excluded.first_entry < first_entry, excluded.first_seen, first_seen), "
        "first_entry = min(first_entry, excluded.first_entry), "
        "last_seen = iif(excluded.last_entry > last_entry, excluded.last_seen, last_seen), "
        "last_entry = max(last_entry, excluded.last_entry)",
        [(s.certificate, number, s.place.value, s.first_entry, s.first_seen, s.last_entry, s.last_seen) for s in seen],
    )


def read_sightings(connection: sqlite3.Connection) -> tuple[Sighting, ...]:
    """Every sighting, by certificate, log and place."""
    rows = connection.execute(
        "SELECT certificate, name, ct_log.log, spki IS NOT NULL, place, first_entry, first_seen, last_entry, last_seen "
        "FROM ct_sighting JOIN ct_log ON ct_log.id = ct_sighting.log ORDER BY certificate, ct_log.log, place"
    )
    return tuple(
        Sighting(
            certificate=CertificateId(certificate.hex().upper()),
            log=name,
            log_id=log.hex().upper(),
            is_verified=verified == 1,
            place=Place(place),
            first_entry=first_entry,
            first_seen=_moment(first_seen),
            last_entry=last_entry,
            last_seen=_moment(last_seen),
        )
        for certificate, name, log, verified, place, first_entry, first_seen, last_entry, last_seen in rows
    )


def add_search_rows(connection: sqlite3.Connection, sha256: str, rows: Iterable[SearchRow]) -> int:
    """Keep the rows of a search result; returns how many were new."""
    before = connection.total_changes
    connection.executemany(
        "INSERT OR IGNORE INTO ct_search_row VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row.id,
                storable(row.issuer),
                row.serial,
                None if row.entered is None else int(row.entered.timestamp()),
                int(row.not_before.timestamp()),
                int(row.not_after.timestamp()),
                bytes.fromhex(sha256),
            )
            for row in rows
        ],
    )
    return connection.total_changes - before


def _log(row: tuple[int, bytes, str, str, bytes | None, str, int, int, bytes, int, int, int]) -> StoredLog:
    number, id_, name, operator, key, url, is_tiled, position, peaks, *tally = row
    return StoredLog(
        number=number,
        id=id_,
        name=name,
        operator=operator,
        key=key,
        url=url,
        is_tiled=is_tiled == 1,
        position=position,
        peaks=peaks,
        tally=_tally(tally),
    )


def _tally(counts: list[int]) -> Tally:
    precertificates, certificates, unreadable = counts
    return Tally(precertificates=precertificates, certificates=certificates, unreadable=unreadable)


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / _MILLISECONDS, UTC)
