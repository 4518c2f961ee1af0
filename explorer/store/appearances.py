"""On which days something is in the world: a certificate from its notBefore on, an owner while records name it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime

from explorer.store.catalog import RECORDS

_COLUMNS = ("sha256", "ca", "spki", "key")


def first_day_of(connection: sqlite3.Connection, digits: str) -> date | None:
    """The first day of any certificate whose fingerprint, CA or key begins with these upper-case hex digits."""
    begins = " OR ".join(f"substr(hex({column}), 1, length(:digits)) = :digits" for column in _COLUMNS)
    query = f"SELECT min(not_before) FROM certificate WHERE {begins}"  # noqa: S608  constants only
    (seconds,) = connection.execute(query, {"digits": digits}).fetchone()
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()


def owner_days(connection: sqlite3.Connection) -> Iterator[tuple[str, date, date | None]]:
    """Each owner of CCADB's records with the days from which, and until which (None: still), a list names it."""
    rows = connection.execute(
        "SELECT owner, span.first, span.last FROM span JOIN list ON list.id = span.list "
        "JOIN disclosure ON disclosure.id = span.item WHERE list.name LIKE ? || '%' "
        "GROUP BY owner, span.first, span.last ORDER BY owner, span.first",
        (RECORDS,),
    )
    for owner, first, last in rows:
        yield owner, date.fromordinal(first), None if last is None else date.fromordinal(last)
