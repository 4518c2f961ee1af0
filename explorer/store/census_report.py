"""The census as readers see it: the logs counted, and what was seen of each issuing key over all of them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping

from explorer.model.census import NOT_AT_HAND, NOT_PROVED, CensusLog, KeyCensus
from explorer.model.ids import SpkiHash
from explorer.store.census import counted_logs, days_of, distinct_of

STAND_INS = (NOT_AT_HAND, NOT_PROVED)


def read_logs(connection: sqlite3.Connection) -> tuple[CensusLog, ...]:
    """Every log counted, by name, verified entries first."""
    found = []
    for log in counted_logs(connection):
        description, suffixes = connection.execute(
            "SELECT description, suffixes FROM census_log WHERE id = ?", (log.number,)
        ).fetchone()
        unread = connection.execute("SELECT coalesce(sum(unread), 0) FROM census_unit WHERE log = ?", (log.number,))
        lost = connection.execute(
            "SELECT coalesce(sum(entries), 0) FROM census_tally WHERE log = ? AND key IN (?, ?)",
            (log.number, *STAND_INS),
        )
        found.append(
            CensusLog(
                name=log.name,
                description=description,
                is_verified=log.is_verified,
                entries=sum(last - first for first, last in log.ranges),
                unread=unread.fetchone()[0],
                unattributed=lost.fetchone()[0],
                ranges=_joined(log.ranges),
                suffix_lists=suffixes,
            )
        )
    return tuple(found)


def read_keys(connection: sqlite3.Connection) -> Mapping[SpkiHash, tuple[KeyCensus, ...]]:
    """What was seen of each issuing key over all logs, that of verified entries first; by key."""
    found: dict[SpkiHash, list[KeyCensus]] = {}
    rows = connection.execute(
        "SELECT verified, key, issuers, logs, issued, expiring, estimates FROM census_total ORDER BY key, verified DESC"
    )
    for verified, key, issuers, logs, *counts in rows:
        if key not in STAND_INS:
            one = _key(key, verified, json.loads(issuers), json.loads(logs), *counts)
            found.setdefault(one.key, []).append(one)
    return {key: tuple(rows) for key, rows in found.items()}


def read_keys_of_logs(connection: sqlite3.Connection) -> tuple[KeyCensus, ...]:
    """What was seen of each issuing key in each log, by key and name of the log; issuers are those over all logs."""
    rows = connection.execute(
        "SELECT census_log.verified, census_tally.key, census_total.issuers, description, census_tally.issued, "
        "census_tally.expiring, census_tally.estimates FROM census_tally JOIN census_log ON census_log.id = log "
        "JOIN census_total ON census_total.verified = census_log.verified AND census_total.key = census_tally.key "
        "ORDER BY census_tally.key, name, census_log.verified DESC"
    )
    return tuple(
        _key(key, verified, json.loads(issuers), [log], *counts)
        for verified, key, issuers, log, *counts in rows
        if key not in STAND_INS
    )


def _key(
    key: bytes, verified: int, issuers: list[str], logs: list[str], issued: bytes, expiring: bytes, estimates: str
) -> KeyCensus:
    return KeyCensus(
        key=SpkiHash(key.hex().upper()),
        is_verified=bool(verified),
        issuers=tuple(issuers),
        logs=tuple(logs),
        issued=days_of(issued),
        expiring=days_of(expiring),
        distinct=distinct_of(estimates),
    )


def census_digest(connection: sqlite3.Connection) -> bytes:
    """A digest over the sums as readers see them; empty when nothing was counted."""
    sums = connection.execute(
        "SELECT verified, hex(key), logs, entries FROM census_total ORDER BY key, verified"
    ).fetchall()
    return hashlib.sha256(repr(sums).encode("utf-8", "backslashreplace")).digest() if sums else b""


def broken_count(connection: sqlite3.Connection) -> str:
    """The first log of which entries were lost or counted twice; empty when there is none."""
    for log in counted_logs(connection):
        overlaps = any(last > first for (_, last), (first, _) in zip(log.ranges, log.ranges[1:], strict=False))
        tallied = connection.execute("SELECT sum(entries) FROM census_tally WHERE log = ?", (log.number,)).fetchone()
        unread = connection.execute("SELECT sum(unread) FROM census_unit WHERE log = ?", (log.number,)).fetchone()
        entries = sum(last - first for first, last in log.ranges)
        if overlaps or entries != (tallied[0] or 0) + (unread[0] or 0):
            return str(log.name)
    return ""


def _joined(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Neighbours joined."""
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)
