"""What CCADB said before: the rows of the last day but one that stand no more, and since when a certificate is listed.

Read when a rule asks. Cost: the numbers of the rows of two days, and the rows that differ between them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from explorer.model.ids import CertificateId
from explorer.store.disclosures import read_versions
from explorer.store.listing import RECORDS, RECORDS_RECENT, lists_for
from explorer.store.snapshot import DayBefore, ListedDay

_STANDS = "span.list = :list AND span.first <= :day AND (span.last IS NULL OR span.last > :day)"


def read_day_before(
    connection: sqlite3.Connection, known: tuple[ListedDay, ...], used: Iterable[ListedDay], day: date
) -> DayBefore | None:
    """The stored day before that of the CCADB lists used for `day`, under whatever name; None: there is none."""
    current = [listed for listed in used if listed.name.startswith(RECORDS)]
    if not current:
        return None
    newest = max(listed.day for listed in current)
    earlier, _ = lists_for(known, newest - timedelta(days=1))
    before = [listed for listed in earlier if listed.name.startswith(RECORDS)]
    if not before:
        return None
    numbers = {name: int(id_) for id_, name in connection.execute("SELECT id, name FROM list")}
    standing: set[int] = set()
    for listed in current:
        standing |= _items(connection, numbers[listed.name], day)
    ended, stood = [], set()
    for listed in before:
        items = _items(connection, numbers[listed.name], listed.day)
        stood |= items
        gone = items - standing
        values: dict[str, int | str] = {
            "list": numbers[listed.name],
            "day": listed.day.toordinal(),
            "gone": json.dumps(sorted(gone)),
        }
        condition = f"{_STANDS} AND disclosure.id IN (SELECT value FROM json_each(:gone))"  # noqa: S608  constants only
        ended += [row for row, _, _ in read_versions(connection, listed.name, condition, values, listed.day)]
    return DayBefore(
        day=max(listed.day for listed in before),
        lists=tuple(before),
        ended=tuple(sorted(ended, key=lambda row: (row.record, row.row))),
        came=frozenset(standing - stood),
    )


def read_first_listed(connection: sqlite3.Connection, days: tuple[date, ...]) -> Mapping[CertificateId, date]:
    """On which of these days of lists with all current records a certificate was first named; not those of the first day."""
    if not days:
        return {}
    rows = connection.execute(
        "SELECT certificate, min(first) AS since FROM span JOIN disclosure ON disclosure.id = span.item "
        "WHERE list IN (SELECT id FROM list WHERE name IN (?, ?)) AND first <= ? AND certificate IS NOT NULL "
        "GROUP BY certificate HAVING since > ?",
        (RECORDS, RECORDS_RECENT, days[-1].toordinal(), days[0].toordinal()),
    )
    return {CertificateId(octets.hex().upper()): date.fromordinal(since) for octets, since in rows}


def _items(connection: sqlite3.Connection, list_: int, day: date) -> set[int]:
    values = {"list": list_, "day": day.toordinal()}
    found = connection.execute(f"SELECT item FROM span WHERE {_STANDS}", values)  # noqa: S608  constants only
    return {int(item) for (item,) in found}
