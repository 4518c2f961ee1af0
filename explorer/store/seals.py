"""Seals: digests over the rows of every table, so that a flipped byte in a fact is found and not believed.

SQLite checks the shape of its file, not what stands in the rows. Tables that only grow are sealed piece by piece,
one piece per transaction; small ones that change are sealed as a whole, and checked before they are changed, so
that a new seal never covers old damage. Certificates' bytes are held by their own fingerprints, spans by the
digest of items that each stored or assessed day carries.
"""

from __future__ import annotations

import hashlib
import marshal
import sqlite3
from collections.abc import Iterable

GROWING = (
    "name", "certificate", "opaque", "link", "layout", "disclosure", "anchor", "revocation", "evidence", "affiliate",
    "key_use", "finding_state",
)  # fmt: skip
CHANGING = {  # and their order
    "input": "sha256",
    "list": "id",
    "day": "list, day",
    "quarantine": "input, number",
    "assessed": "series, day",
    "validator": "url",
    "ct_log": "id",
    "ct_head": "id",
    "ct_unit": "log, first",
    "ct_unreadable": "log, entry",
    "ct_sighting": "certificate, log, place",
    "ct_search_row": "id",
    "census_log": "id",
    "census_unit": "log, first",
    "census_total": "verified, key",
}

_LOOKED_AT = ("list", "day")  # what says which rows make a day

Row = tuple[int | str | bytes | None, ...]

_PLAIN = 2  # version of marshal without references: equal rows, equal bytes


def write_seals(connection: sqlite3.Connection) -> None:
    """Seal what the open transaction wrote."""
    for table in GROWING:
        sealed = connection.execute("SELECT max(last) FROM seal WHERE name = ?", (table,)).fetchone()[0] or 0
        newest = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608  constants only
        if newest > sealed:
            digest = _digest(_piece(connection, table, sealed + 1, newest))
            connection.execute("INSERT INTO seal VALUES (?, ?, ?, ?)", (table, sealed + 1, newest, digest))
    for table in CHANGING:
        rows = _all_of(connection, table)
        connection.execute("DELETE FROM seal WHERE name = ?", (table,))
        if rows:  # an empty table needs no seal: that one is missing says the same
            connection.execute("INSERT INTO seal VALUES (?, 0, ?, ?)", (table, len(rows), _digest(rows)))


def broken_seal(connection: sqlite3.Connection, *, changing_only: bool = False) -> str:
    """The first table whose rows are not those that were sealed; empty when all are. Linear in the store."""
    sealed: dict[str, int] = dict.fromkeys((*CHANGING, *(() if changing_only else GROWING)), 0)
    for table, first, last, digest in connection.execute("SELECT * FROM seal ORDER BY name, first").fetchall():
        if table not in sealed and not changing_only:
            return f"seal ({table})"
        if table in sealed:
            rows = _all_of(connection, table) if table in CHANGING else _piece(connection, table, first, last)
            if _digest(rows) != digest:
                return str(table)
            sealed[table] = last
    for name, last in sealed.items():
        count = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608  constants only
        if count != last:
            return name
    return ""


def hastily_broken(connection: sqlite3.Connection) -> str:
    """What can be seen in a millisecond: the table of lists or days whose rows are others, or any that lacks its newest row.

    Empty when nothing is; `broken_seal` looks at every row.
    """
    last: dict[str, int] = dict.fromkeys(GROWING, 0)
    digests: dict[str, bytes] = {}
    for table, end, digest in connection.execute("SELECT name, max(last), digest FROM seal GROUP BY name"):
        if table in _LOOKED_AT:
            digests[table] = digest
        elif table in last:
            last[table] = end
    for table in _LOOKED_AT:
        rows = _all_of(connection, table)
        if _digest(rows) != digests.get(table, _digest(())):
            return table
    for table, end in last.items():
        newest = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608  constants only
        if newest != end:
            return table
    return ""


def items_digest(items: Iterable[int]) -> bytes:
    """The digest of a set of items, as a stored day carries it."""
    return hashlib.sha256(marshal.dumps(tuple(sorted(items)), _PLAIN)).digest()


def _piece(connection: sqlite3.Connection, table: str, first: int, last: int) -> Iterable[Row]:
    return connection.execute(
        f"SELECT rowid, * FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid",  # noqa: S608  constants only
        (first, last),
    )


def _all_of(connection: sqlite3.Connection, table: str) -> list[Row]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY {CHANGING[table]}").fetchall()  # noqa: S608  constants only


def _digest(rows: Iterable[Row]) -> bytes:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(marshal.dumps(row, _PLAIN))
    return digest.digest()
