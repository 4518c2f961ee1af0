"""The census in the store: which entries of which log were counted, and what came of it by issuing key.

A unit is a range of indexes of one log; it is written in one transaction with what it adds to the counts of its log,
so that no entry counts twice or is lost, however a run ends. Sketches are bytes here: `ingest/ct` makes and merges
them, and writes the sums over all logs, which `census_report.py` reads.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.model.census import Days, Distinct, Estimate, KeyCensus


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts and sketches of the entries of one issuing key."""

    issuers: Mapping[bytes, int]  # issuer name, DER -> entries
    issued: Days  # by notBefore
    expiring: Days  # by notAfter
    serials: Mapping[int, bytes]  # year * 12 + month - 1 of notAfter -> sketch of the serials
    domains: bytes  # sketch of the registrable domains

    @property
    def entries(self) -> int:
        """Entries counted."""
        return sum(self.issuers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLog:
    """One log of one standing as the store numbers it."""

    number: int
    name: str
    is_verified: bool
    ranges: tuple[tuple[int, int], ...]  # units counted: first index, one past the last; sorted


def counted_logs(connection: sqlite3.Connection) -> tuple[CountedLog, ...]:
    """Every log of which anything was counted, by name, verified entries first."""
    units: dict[int, list[tuple[int, int]]] = {}
    for log, first, last in connection.execute("SELECT log, first, last FROM census_unit ORDER BY log, first"):
        units.setdefault(log, []).append((first, last))
    rows = connection.execute("SELECT id, name, verified FROM census_log ORDER BY name, verified DESC")
    return tuple(
        CountedLog(number=id_, name=name, is_verified=bool(verified), ranges=tuple(units.get(id_, ())))
        for id_, name, verified in rows
    )


def log_number(connection: sqlite3.Connection, name: str, description: str, suffixes: str, *, is_verified: bool) -> int:
    """The number of a log, made when it is new; `suffixes` is the day of the public suffix list of this run."""
    found = connection.execute(
        "SELECT id, suffixes FROM census_log WHERE name = ? AND verified = ?", (name, is_verified)
    ).fetchone()
    if found is None:
        values = (name, is_verified, description, suffixes)
        return int(connection.execute("INSERT INTO census_log VALUES (NULL, ?, ?, ?, ?)", values).lastrowid or 0)
    number, known = found
    if suffixes not in known.split("; "):
        connection.execute("UPDATE census_log SET suffixes = ? WHERE id = ?", (f"{known}; {suffixes}", number))
    return int(number)


def forget_log(connection: sqlite3.Connection, number: int) -> None:
    """Drop all that was counted of a log, to be counted anew under another standing."""
    for table in ("census_unit", "census_tally", "census_serials"):
        connection.execute(f"DELETE FROM {table} WHERE log = ?", (number,))  # noqa: S608  constants only
    connection.execute("DELETE FROM census_log WHERE id = ?", (number,))


def is_counted(connection: sqlite3.Connection, log: int, first: int, last: int) -> bool:
    """Whether any index of the range was counted."""
    row = connection.execute(
        "SELECT 1 FROM census_unit WHERE log = ? AND first < ? AND last > ? LIMIT 1", (log, last, first)
    ).fetchone()
    return row is not None


def add_unit(connection: sqlite3.Connection, log: int, first: int, last: int, unread: Mapping[int, str]) -> None:
    """Note a range as counted, with the entries that could not be read."""
    values = (log, first, last, len(unread), _packed({str(index): why for index, why in unread.items()}))
    connection.execute("INSERT INTO census_unit VALUES (?, ?, ?, ?, ?)", values)


def read_tallies(connection: sqlite3.Connection, log: int, keys: Iterable[bytes]) -> dict[bytes, Tally]:
    """What was counted of these issuing keys in a log; keys without anything are left out."""
    found: dict[bytes, Tally] = {}
    for key in keys:
        row = connection.execute(
            "SELECT issuers, issued, expiring, domains FROM census_tally WHERE log = ? AND key = ?", (log, key)
        ).fetchone()
        if row is not None:
            issuers, issued, expiring, domains = row
            names: dict[str, int] = json.loads(zlib.decompress(issuers))
            serials = connection.execute(
                "SELECT month, sketch FROM census_serials WHERE log = ? AND key = ? ORDER BY month", (log, key)
            )
            found[key] = Tally(
                issuers={bytes.fromhex(name): count for name, count in names.items()},
                issued=days_of(issued),
                expiring=days_of(expiring),
                serials=dict(serials.fetchall()),
                domains=domains,
            )
    return found


def write_tallies(
    connection: sqlite3.Connection, log: int, tallies: Mapping[bytes, Tally], distinct: Mapping[bytes, Distinct]
) -> None:
    """Let these be what was counted of their keys in the log; `distinct` is what their sketches say."""
    for key, tally in tallies.items():
        issuers = _packed({name.hex(): count for name, count in tally.issuers.items()})
        days = (_days(tally.issued), _days(tally.expiring))
        values = (log, key, tally.entries, issuers, *days, tally.domains, _distinct(distinct[key]))
        connection.execute("INSERT OR REPLACE INTO census_tally VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.executemany(
            "INSERT OR REPLACE INTO census_serials VALUES (?, ?, ?, ?)",
            [(log, key, month, sketch) for month, sketch in tally.serials.items()],
        )


def logs_of_key(connection: sqlite3.Connection, key: bytes) -> tuple[tuple[int, str, bool], ...]:
    """Number, name and standing of the logs that have any of a key, by name."""
    rows = connection.execute(
        "SELECT id, description, verified FROM census_tally JOIN census_log ON census_log.id = log WHERE key = ? "
        "ORDER BY name, verified",
        (key,),
    )
    return tuple((number, name, bool(verified)) for number, name, verified in rows)


def write_total(connection: sqlite3.Connection, key: bytes, is_verified: bool, total: KeyCensus | None) -> None:
    """Let this be the sum over all logs of one standing for a key; None: there is nothing any more."""
    if total is None:
        connection.execute("DELETE FROM census_total WHERE verified = ? AND key = ?", (is_verified, key))
        return
    days = (_days(total.issued), _days(total.expiring))
    names = (json.dumps(total.issuers), json.dumps(total.logs))
    entries = total.precertificates + total.finals
    values = (is_verified, key, *names, *days, _distinct(total.distinct), entries)
    connection.execute("INSERT OR REPLACE INTO census_total VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def stale_keys(connection: sqlite3.Connection) -> tuple[tuple[bytes, bool], ...]:
    """Issuing keys, and stand-ins, whose sum over the logs of one standing is not that of their counts, sorted."""
    rows = connection.execute(
        "SELECT key, verified, sum(counted), sum(summed) FROM ("
        " SELECT key, verified, entries AS counted, 0 AS summed FROM census_tally JOIN census_log ON census_log.id = log"
        " UNION ALL SELECT key, verified, 0, entries FROM census_total"
        ") GROUP BY key, verified HAVING sum(counted) <> sum(summed) ORDER BY key, verified"
    )
    return tuple((key, bool(verified)) for key, verified, _, _ in rows)


def days_of(packed: bytes) -> Days:
    """Counts by day as they are stored."""
    days: dict[str, tuple[int, int]] = json.loads(zlib.decompress(packed))
    return {int(day): (precertificates, finals) for day, (precertificates, finals) in days.items()}


def distinct_of(text: str) -> Distinct:
    """What sketches said, as it is stored."""
    months, domains = json.loads(text)
    return Distinct(
        serials={int(month): _estimate(three) for month, three in months.items()}, domains=_estimate(domains)
    )


def _distinct(distinct: Distinct) -> str:
    months = {str(month): (e.value, e.low, e.high) for month, e in distinct.serials.items()}
    domains = (distinct.domains.value, distinct.domains.low, distinct.domains.high)
    return json.dumps((months, domains), separators=(",", ":"))


def _estimate(three: tuple[int, int, int]) -> Estimate:
    value, low, high = three
    return Estimate(value=value, low=low, high=high)


def _days(days: Days) -> bytes:
    return _packed({str(day): list(counts) for day, counts in days.items()})


def _packed(value: Mapping[str, object]) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode())
