"""Is the store whole? The file by SQLite's own check, the contents by our digests and counts."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import IntegrityAlarm, StoreError
from explorer.store.catalog import Store

RAW_SUFFIX = ".raw"  # folder of raw inputs beside the store


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was checked and found whole."""

    certificates: int
    days: int
    quarantined: int
    raw_inputs: int
    checked: tuple[str, ...]  # one line per check, for people

    def counts(self) -> dict[str, int]:
        """Figures for the summary."""
        return {
            "certificates": self.certificates,
            "days": self.days,
            "quarantined": self.quarantined,
            "raw_inputs": self.raw_inputs,
        }


def check_store(store: Store) -> CheckReport:
    """Check everything that can be checked without reading the inputs again. Linear in the size of the store.

    Raises `StoreError` when the file is damaged, `IntegrityAlarm` when bytes don't match their digest or a count.
    """
    connection = store.connection
    remedy = "make it again from its raw inputs: subca store rebuild"
    try:
        verdict = connection.execute("PRAGMA integrity_check(5)").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"is damaged: {error}", where=str(store.path), remedy=remedy) from error
    if verdict != [("ok",)] or broken:
        what = "; ".join(str(row[0]) for row in verdict if row[0] != "ok") or f"{len(broken)} broken references"
        raise StoreError(f"is damaged: {what}", where=str(store.path), remedy=remedy)
    certificates = 0
    for sha256, body in connection.execute(
        "SELECT sha256, body FROM certificate LEFT JOIN der ON der.certificate = certificate.id"
        " UNION ALL SELECT sha256, body FROM opaque"
    ):
        certificates += 1
        if body is None or hashlib.sha256(body).digest() != sha256:
            raise IntegrityAlarm(
                f"certificate {sha256.hex().upper()} does not match its bytes", where=str(store.path), remedy=remedy
            )
    days = connection.execute("SELECT list, day, read, stored, duplicates, quarantined FROM day").fetchall()
    for list_, day, read, stored, duplicates, quarantined in days:
        held = connection.execute(
            "SELECT count(*) FROM span WHERE list = ? AND first <= ? AND (last IS NULL OR last > ?)", (list_, day, day)
        ).fetchone()[0]
        if read != stored + duplicates + quarantined or held != stored:
            raise IntegrityAlarm(
                f"day {day} of list {list_}: read {read}, stored {stored}, duplicates {duplicates}, "
                f"quarantined {quarantined}, held {held}",
                where=str(store.path),
                remedy=remedy,
            )
    raw = _check_raw(store)
    quarantined = int(connection.execute("SELECT count(*) FROM quarantine").fetchone()[0])
    return CheckReport(
        certificates=certificates,
        days=len(days),
        quarantined=quarantined,
        raw_inputs=raw,
        checked=(
            "file: whole",
            f"certificates: {certificates:,} match their SHA-256",
            f"days: {len(days)} conserve their records",
            f"raw inputs: {raw} are at hand",
            f"quarantine: {quarantined} records",
        ),
    )


def _check_raw(store: Store) -> int:
    """Every input that the store names has its raw bytes beside it; `store rebuild` hashes them as it reads."""
    folder = Path(f"{store.path}{RAW_SUFFIX}")
    inputs = [sha256.hex() for (sha256,) in store.connection.execute("SELECT sha256 FROM input")]
    for sha256 in inputs:
        if not any(folder.glob(f"*/{sha256}*")) and not any(folder.glob(f"*/{sha256.upper()}*")):
            raise IntegrityAlarm(
                f"raw input {sha256.upper()} is missing",
                where=str(folder),
                done="the store itself is whole",
                remedy="ingest that file again",
            )
    return len(inputs)
