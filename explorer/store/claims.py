"""Claims in the store: anchors, revocations, evidence and affiliates, each row kept once.

A claim is known by the digest of its content; the lists and days that made it are spans (`spans.py`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from explorer.model.affiliate import Affiliate
from explorer.model.evidence import Evidence
from explorer.model.ids import CertificateId, SpkiHash
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import Purpose
from explorer.model.revocation import RevocationEntry


def write_anchors(connection: sqlite3.Connection, anchors: Iterable[TrustAnchor]) -> list[int]:
    """Store root-store rows, whatever their list and day; returns the number of each, known or new, in order."""
    rows = [
        (
            anchor.program.value,
            bytes.fromhex(anchor.certificate),
            str(anchor.purpose),
            anchor.policy,
            _seconds(anchor.disabled_from),
            _seconds(anchor.not_before_until),
            anchor.label,
        )
        for anchor in anchors
    ]
    return _write_by_digest(connection, "anchor", rows)


def read_anchors(connection: sqlite3.Connection, list_: int, name: str, days: list[int], day: int) -> list[TrustAnchor]:
    """For every certificate a root store ever named: its rows of the newest day at or before `day`, else of the first later one."""
    rows = connection.execute(
        "SELECT program, certificate, purpose, policy, disabled_from, not_before_until, label, first, last "
        "FROM span JOIN anchor ON anchor.id = span.item WHERE list = ?",
        (list_,),
    ).fetchall()
    chosen: dict[bytes, int] = {}
    for row in rows:
        spoken = _spoken(days, row[7], row[8], day)
        known = chosen.get(row[1])
        if known is None or _better(spoken, known, day):
            chosen[row[1]] = spoken
    anchors = [
        TrustAnchor(
            program=Program(program),
            certificate=CertificateId(certificate.hex().upper()),
            purpose=Purpose(purpose),
            policy=policy,
            disabled_from=_moment(disabled),
            not_before_until=_moment(until),
            label=label,
            source=name,
            day=date.fromordinal(chosen[certificate]),
        )
        for program, certificate, purpose, policy, disabled, until, label, first, last in rows
        if first <= chosen[certificate] and (last is None or chosen[certificate] < last)
    ]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(
        anchors,
        key=lambda a: (
            a.certificate, a.purpose, a.policy, a.disabled_from or never, a.not_before_until or never, a.label,
        ),
    )  # fmt: skip


def _spoken(days: list[int], first: int, last: int | None, day: int) -> int:
    """The stored day in [first, last) that counts for `day`: the newest not after it, else the first."""
    within = [d for d in days if d >= first and (last is None or d < last)]
    before = [d for d in within if d <= day]
    return max(before) if before else min(within)


def _better(one: int, other: int, day: int) -> bool:
    if (one <= day) != (other <= day):
        return one <= day
    return one > other if one <= day else one < other


def write_revocations(connection: sqlite3.Connection, entries: Iterable[RevocationEntry]) -> list[int]:
    """Store revocation entries; returns the number of each, known or new, in order."""
    rows = [
        (e.source, e.issuer, e.serial, None if e.since is None else e.since.toordinal(), storable(e.reason))
        for e in entries
    ]
    return _write_by_digest(connection, "revocation", rows)


def read_revocations(
    connection: sqlite3.Connection, list_: int, day: int, key: SpkiHash | None = None
) -> list[RevocationEntry]:
    """The entries that a revocation list holds on a day; `key` signs the list, None: it is not its issuer's own."""
    return [
        RevocationEntry(
            source=source,
            issuer=issuer,
            serial=serial,
            since=None if since is None else date.fromordinal(since),
            reason=reason,
            key=key,
        )
        for source, issuer, serial, since, reason in connection.execute(
            "SELECT source, issuer, serial, since, reason FROM span JOIN revocation ON revocation.id = span.item "
            "WHERE list = ? AND first <= ? AND (last IS NULL OR last > ?) ORDER BY issuer, serial, revocation.digest",
            (list_, day, day),
        )
    ]


def write_evidence(connection: sqlite3.Connection, evidence: Iterable[Evidence]) -> int:
    """Store register records; returns how many were new. A record is never edited, so its id is all there is to compare."""
    before = connection.total_changes
    for record in evidence:
        plain = {
            "event": record.event,
            "event_date": record.event_date.isoformat() if record.event_date else None,
            "precision": record.precision,
            "keys": record.keys,
            "certificates": record.certificates,
            "owner": record.owner,
            "holder": record.holder,
            "form": record.form,
            "copies": record.copies,
            "auditor": record.auditor,
            "document_sha256": record.document_sha256,
            "document_locator": record.document_locator,
            "source_level": record.source_level,
            "supersedes": record.supersedes,
            "fields": record.fields,
        }
        connection.execute(
            "INSERT OR IGNORE INTO evidence VALUES (?, ?)", (bytes.fromhex(record.id), json.dumps(plain))
        )
    return connection.total_changes - before


def read_evidence(connection: sqlite3.Connection) -> tuple[Evidence, ...]:
    """Every register record, by id."""
    found = []
    for id_, text in connection.execute("SELECT id, fields FROM evidence ORDER BY id"):
        plain = json.loads(text)
        when = plain.pop("event_date")
        found.append(
            Evidence(
                id=id_.hex().upper(),
                event_date=date.fromisoformat(when) if when else None,
                keys=tuple(SpkiHash(key) for key in plain.pop("keys")),
                certificates=tuple(CertificateId(c) for c in plain.pop("certificates")),
                supersedes=tuple(plain.pop("supersedes")),
                fields=tuple((name, value) for name, value in plain.pop("fields")),
                **plain,
            )
        )
    return tuple(found)


def write_affiliates(connection: sqlite3.Connection, affiliates: Iterable[Affiliate]) -> int:
    """Store affiliates; returns how many were new."""
    new = 0
    for a in affiliates:
        row = (
            a.group,
            a.member,
            None if a.since is None else a.since.toordinal(),
            None if a.until is None else a.until.toordinal(),
            a.source,
        )
        known = connection.execute(
            "SELECT 1 FROM affiliate WHERE grouping IS ? AND member IS ? AND since IS ? AND until IS ? AND source IS ?",
            row,
        ).fetchone()
        if known is None:
            connection.execute("INSERT INTO affiliate VALUES (?, ?, ?, ?, ?)", row)
            new += 1
    return new


def read_affiliates(connection: sqlite3.Connection) -> tuple[Affiliate, ...]:
    """Every affiliate, by group and member."""
    return tuple(
        Affiliate(
            group=group,
            member=member,
            since=None if since is None else date.fromordinal(since),
            until=None if until is None else date.fromordinal(until),
            source=source,
        )
        for group, member, since, until, source in connection.execute(
            "SELECT grouping, member, since, until, source FROM affiliate ORDER BY grouping, member, since, until, source"
        )
    )


def _write_by_digest(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> list[int]:
    """Insert rows whose content is their identity; returns the number of each, in order."""
    known = {digest: id_ for id_, digest in connection.execute(f"SELECT id, digest FROM {table}")}  # noqa: S608  constants only
    numbers = []
    for row in rows:
        digest = hashlib.sha256(repr(row).encode("utf-8", "backslashreplace")).digest()
        number = known.get(digest)
        if number is None:
            marks = ", ".join("?" * (len(row) + 1))
            cursor = connection.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", (digest, *row))  # noqa: S608  constants only
            number = known[digest] = int(cursor.lastrowid or 0)
        numbers.append(number)
    return numbers


def storable(text: str) -> str:
    """Text as SQLite takes it: a lone surrogate (JSON and file names can hold one) becomes its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
