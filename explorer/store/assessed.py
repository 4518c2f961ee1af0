"""The memory of findings: which were there on which assessed day, as spans, by a series of one and the same question.

A series is one view, one basis and one version of the rules, so that a change of the program never looks like a
change of the world. A state of a finding is its severity with the programs that trust its subject; it holds from an
assessed day until the next one of the series. Nothing here is a source: `subca flags --history` makes it again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from explorer.store.catalog import ROOT_STORE, Store
from explorer.store.census_report import census_digest
from explorer.store.seals import items_digest

_SEPARATOR = "\n"  # between programs
_GROWING = ("certificate", "opaque", "link", "evidence", "affiliate", "key_use")  # rows that are never taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingState:
    """What is remembered of one finding of one day."""

    fingerprint: str  # SHA-256 of rule id and subject id, hex
    rule: str
    kind: str  # of the subject
    subject: str
    severity: str
    programs: tuple[str, ...]  # Program:Purpose, with the cut-off where one applies

    @property
    def digest(self) -> bytes:
        """Identity of the whole state."""
        parts = (self.fingerprint, self.severity, *self.programs)
        return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSpan:
    """One state with the assessed days on which it held: from `first` until before `last`."""

    state: FindingState
    first: date  # an assessed day
    last: date | None  # the first assessed day on which it held no more; None: it holds on the newest one


def stored_days(store: Store) -> tuple[date, ...]:
    """Every day of which the store holds a list, oldest first: the days that can be assessed."""
    return tuple(sorted({listed.day for listed in store.days()}))


def stamps(store: Store, days: Iterable[date]) -> dict[date, bytes]:
    """A digest per day over what an assessment of it reads; equal stamps, equal findings of the same rules.

    Lists up to the day count, root stores whatever their day, and how far the tables that only grow have grown.
    """
    connection = store.connection
    grown = [connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {t}").fetchone()[0] for t in _GROWING]  # noqa: S608  constants only
    listed = store.days()
    always = [d for d in listed if d.name.startswith(ROOT_STORE)]
    dated = sorted((d for d in listed if not d.name.startswith(ROOT_STORE)), key=lambda d: (d.day, d.name))
    running = hashlib.sha256(
        repr((grown, census_digest(connection), [(d.name, d.day, d.sha256) for d in always])).encode()
    )
    found: dict[date, bytes] = {}
    place = 0
    for day in sorted(set(days)):
        while place < len(dated) and dated[place].day <= day:
            running.update(f"{dated[place].name} {dated[place].day} {dated[place].sha256}\n".encode())
            place += 1
        found[day] = running.digest()
    return found


def assessed_days(store: Store, series: str) -> dict[date, bytes]:
    """The days that were assessed in a series, oldest first, with the stamp of what was read."""
    rows = store.connection.execute("SELECT day, stamp FROM assessed WHERE series = ? ORDER BY day", (series,))
    return {date.fromordinal(day): stamp for day, stamp in rows}


def fresh_days(store: Store, series: str) -> tuple[date, ...]:
    """Assessed days of which the store has learnt nothing since, oldest first."""
    known = assessed_days(store, series)
    now = stamps(store, known)
    return tuple(day for day, stamp in known.items() if now[day] == stamp)


def remember(
    connection: sqlite3.Connection, series: str, day: date, stamp: bytes, found: Iterable[FindingState]
) -> tuple[int, int]:
    """Let exactly these states hold from `day` until the next assessed day; (added, removed). In a transaction."""
    items = {_number(connection, state) for state in found}
    ordinal = day.toordinal()
    until: int | None = connection.execute(
        "SELECT min(day) FROM assessed WHERE series = ? AND day > ?", (series, ordinal)
    ).fetchone()[0]
    present = _states_on(connection, series, ordinal)
    for item in sorted(present - items):
        _cut(connection, series, item, ordinal, until)
    for item in sorted(items - present):
        _fill(connection, series, item, ordinal, until)
    connection.execute(
        "INSERT OR REPLACE INTO assessed VALUES (?, ?, ?, ?, ?)",
        (series, ordinal, stamp, len(items), items_digest(items)),
    )
    return len(items - present), len(present - items)


def forget_others(connection: sqlite3.Connection, series: str, way: str) -> None:
    """Drop the series of the same question that other versions of the rules answered; `way` begins their names."""
    others = [
        name
        for (name,) in connection.execute("SELECT DISTINCT series FROM assessed").fetchall()
        if name != series and name.startswith(way)
    ]
    for name in others:
        connection.execute("DELETE FROM finding_span WHERE series = ?", (name,))
        connection.execute("DELETE FROM assessed WHERE series = ?", (name,))


def spans_of(
    store: Store, series: str, *, fingerprints: Iterable[str] | None = None, subjects: Iterable[str] | None = None
) -> tuple[StateSpan, ...]:
    """Spans of the findings with these fingerprints, or about these subjects, or of all; by fingerprint and day."""
    question = (
        "SELECT fingerprint, rule, kind, subject, severity, programs, first, last FROM finding_span "
        "JOIN finding_state ON finding_state.id = state WHERE series = ?"
    )
    rows: Iterator[tuple[bytes, str, str, str, str, str, int, int | None]]
    if fingerprints is not None:
        wanted = {bytes.fromhex(f) for f in fingerprints}
        rows = (
            row
            for one in sorted(wanted)
            for row in store.connection.execute(f"{question} AND fingerprint = ?", (series, one))
        )
    else:
        chosen = None if subjects is None else set(subjects)
        rows = (row for row in store.connection.execute(question, (series,)) if chosen is None or row[3] in chosen)
    found = [
        StateSpan(
            state=FindingState(
                fingerprint=fingerprint.hex().upper(),
                rule=rule,
                kind=kind,
                subject=subject,
                severity=severity,
                programs=tuple(programs.split(_SEPARATOR)) if programs else (),
            ),
            first=date.fromordinal(first),
            last=None if last is None else date.fromordinal(last),
        )
        for fingerprint, rule, kind, subject, severity, programs, first, last in rows
    ]
    return tuple(sorted(found, key=lambda s: (s.state.fingerprint, s.first, s.state.severity)))


def broken_day(connection: sqlite3.Connection) -> str:
    """The first assessed day whose states are not those that were remembered; empty when all are."""
    for series, day, findings, digest in connection.execute("SELECT series, day, findings, items FROM assessed"):
        items = _states_on(connection, series, day)
        if len(items) != findings or items_digest(items) != digest:
            return f"{date.fromordinal(day)} of {series}"
    return ""


def _states_on(connection: sqlite3.Connection, series: str, day: int) -> set[int]:
    rows = connection.execute(
        "SELECT state FROM finding_span WHERE series = ? AND first <= ? AND (last IS NULL OR last > ?)",
        (series, day, day),
    )
    return {state for (state,) in rows}


def _number(connection: sqlite3.Connection, state: FindingState) -> int:
    digest = state.digest
    row = connection.execute("SELECT id FROM finding_state WHERE digest = ?", (digest,)).fetchone()
    if row is not None:
        return int(row[0])
    values = (
        digest, bytes.fromhex(state.fingerprint), state.rule, state.kind, state.subject, state.severity,
        _SEPARATOR.join(state.programs),
    )  # fmt: skip
    return int(
        connection.execute("INSERT INTO finding_state VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid or 0
    )


def _cut(connection: sqlite3.Connection, series: str, state: int, first: int, last: int | None) -> None:
    """Take [first, last) out of the span of the state that covers `first`."""
    begin, end = connection.execute(
        "SELECT first, last FROM finding_span WHERE series = ? AND state = ? AND first <= ? ORDER BY first DESC LIMIT 1",
        (series, state, first),
    ).fetchone()
    connection.execute("DELETE FROM finding_span WHERE series = ? AND state = ? AND first = ?", (series, state, begin))
    if begin < first:
        connection.execute("INSERT INTO finding_span VALUES (?, ?, ?, ?)", (series, state, begin, first))
    if last is not None and (end is None or end > last):
        connection.execute("INSERT INTO finding_span VALUES (?, ?, ?, ?)", (series, state, last, end))


def _fill(connection: sqlite3.Connection, series: str, state: int, first: int, last: int | None) -> None:
    """Add [first, last) to the state, joined with the spans it touches."""
    before = connection.execute(
        "SELECT first FROM finding_span WHERE series = ? AND state = ? AND last = ?", (series, state, first)
    ).fetchone()
    if before is not None:
        first = before[0]
    if last is not None:
        after = connection.execute(
            "SELECT last FROM finding_span WHERE series = ? AND state = ? AND first = ?", (series, state, last)
        ).fetchone()
        if after is not None:
            connection.execute(
                "DELETE FROM finding_span WHERE series = ? AND state = ? AND first = ?", (series, state, last)
            )
            last = after[0]
    connection.execute("INSERT OR REPLACE INTO finding_span VALUES (?, ?, ?, ?)", (series, state, first, last))
