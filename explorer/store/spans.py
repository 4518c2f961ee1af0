"""Claims with the days on which a source made them: half-open spans [first, last) of days.

A list is a set of items (numbers of claim rows) that holds from one stored day until the next stored day of the
same list. A day costs only what changed, and any day can be read back exactly; days may come in any order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def items_on(connection: sqlite3.Connection, list_: int, day: int) -> set[int]:
    """The items that the list holds on the day: those of its newest stored day at or before it."""
    rows = connection.execute(
        "SELECT item FROM span WHERE list = ? AND first <= ? AND (last IS NULL OR last > ?)", (list_, day, day)
    )
    return {item for (item,) in rows}


def set_day(
    connection: sqlite3.Connection, list_: int, day: int, items: Iterable[int], present: set[int] | None = None
) -> tuple[int, int]:
    """Let the list hold exactly `items` from `day` until its next stored day; (added, removed).

    The caller records the day itself; between `day` and the next stored day the list is constant, so the
    set that holds on `day` now is the one to change (`present`, for who knows it). Cost: linear in the list, writes
    only what changed.
    """
    row = connection.execute("SELECT min(day) FROM day WHERE list = ? AND day > ?", (list_, day)).fetchone()
    until: int | None = row[0]
    wanted = set(items)
    if present is None:
        present = items_on(connection, list_, day)
    for item in sorted(present - wanted):
        _cut(connection, list_, item, day, until)
    for item in sorted(wanted - present):
        _fill(connection, list_, item, day, until)
    return len(wanted - present), len(present - wanted)


def _cut(connection: sqlite3.Connection, list_: int, item: int, first: int, last: int | None) -> None:
    """Take [first, last) out of the span of the item that covers `first`."""
    begin, end = connection.execute(
        "SELECT first, last FROM span WHERE list = ? AND item = ? AND first <= ? ORDER BY first DESC LIMIT 1",
        (list_, item, first),
    ).fetchone()
    connection.execute("DELETE FROM span WHERE list = ? AND item = ? AND first = ?", (list_, item, begin))
    if begin < first:
        connection.execute("INSERT INTO span VALUES (?, ?, ?, ?)", (list_, item, begin, first))
    if last is not None and (end is None or end > last):
        connection.execute("INSERT INTO span VALUES (?, ?, ?, ?)", (list_, item, last, end))


def _fill(connection: sqlite3.Connection, list_: int, item: int, first: int, last: int | None) -> None:
    """Add [first, last) to the item, joined with the spans it touches."""
    before = connection.execute(
        "SELECT first FROM span WHERE list = ? AND item = ? AND last = ?", (list_, item, first)
    ).fetchone()
    if before is not None:
        connection.execute("DELETE FROM span WHERE list = ? AND item = ? AND first = ?", (list_, item, before[0]))
        first = before[0]
    if last is not None:
        after = connection.execute(
            "SELECT last FROM span WHERE list = ? AND item = ? AND first = ?", (list_, item, last)
        ).fetchone()
        if after is not None:
            connection.execute("DELETE FROM span WHERE list = ? AND item = ? AND first = ?", (list_, item, last))
            last = after[0]
    connection.execute("INSERT INTO span VALUES (?, ?, ?, ?)", (list_, item, first, last))
