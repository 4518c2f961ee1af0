"""Is the store whole? The file by SQLite's own check, the contents by our digests and counts."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import IntegrityAlarm, StoreError
from explorer.store.assessed import broken_day
from explorer.store.catalog import QUARANTINED, Store
from explorer.store.census_report import broken_count
from explorer.store.receipt_seals import broken_receipt
from explorer.store.schema import DAMAGE
from explorer.store.seals import broken_seal, items_digest
from explorer.store.spans import items_on

RAW_SUFFIX = ".raw"  # folder of raw inputs beside the store

_REMEDY = "make it again from its raw inputs: subca store rebuild"
_PIECE = 1 << 20  # bytes read at once


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
    try:
        verdict = connection.execute("PRAGMA integrity_check(5)").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except DAMAGE as error:
        raise StoreError(f"is damaged: {error}", where=str(store.path), remedy=_REMEDY) from error
    if verdict != [("ok",)] or broken:
        what = "; ".join(str(row[0]) for row in verdict if row[0] != "ok") or f"{len(broken)} broken references"
        raise StoreError(f"is damaged: {what}", where=str(store.path), remedy=_REMEDY)
    table = broken_seal(connection)
    if table:
        raise _alarm(store, f"rows of table {table} are not those that were stored")
    certificates = _check_certificates(store)
    days = _check_days(store)
    unlike = broken_day(connection)
    if unlike:
        raise _alarm(store, f"the findings remembered of {unlike} are not those that were stored")
    lost = broken_count(connection)
    if lost:
        raise _alarm(store, f"the census of log {lost} lost entries or counted some twice")
    raw = _check_raw(store)
    quarantined = int(connection.execute(QUARANTINED).fetchone()[0])
    return CheckReport(
        certificates=certificates,
        days=days,
        quarantined=quarantined,
        raw_inputs=raw,
        checked=(
            "file: whole",
            "rows: all as they were stored",
            f"certificates: {certificates:,} match their SHA-256",
            f"days: {days} conserve their records",
            f"raw inputs: {raw} match their SHA-256",
            f"quarantine: {quarantined} records",
        ),
    )


def _check_certificates(store: Store) -> int:
    count = 0
    for sha256, body in store.connection.execute(
        "SELECT sha256, body FROM certificate LEFT JOIN der ON der.certificate = certificate.id"
        " UNION ALL SELECT sha256, body FROM opaque"
    ):
        count += 1
        if body is None or hashlib.sha256(body).digest() != sha256:
            raise _alarm(store, f"certificate {sha256.hex().upper()} does not match its bytes")
    return count


def _check_days(store: Store) -> int:
    days = store.connection.execute(
        "SELECT list, day, read, stored, duplicates, quarantined, items FROM day"
    ).fetchall()
    for list_, day, read, stored, duplicates, quarantined, digest in days:
        items = items_on(store.connection, list_, day)
        if read != stored + duplicates + quarantined or len(items) != stored or items_digest(items) != digest:
            raise _alarm(
                store,
                f"day {day} of list {list_}: read {read}, stored {stored}, duplicates {duplicates}, "
                f"quarantined {quarantined}, held {len(items)}",
            )
    return len(days)


def _check_raw(store: Store) -> int:
    """Every input that the store names lies beside it, and is what it was when it was received."""
    folder = Path(f"{store.path}{RAW_SUFFIX}")
    inputs = [sha256.hex() for (sha256,) in store.connection.execute("SELECT sha256 FROM input")]
    for sha256 in inputs:
        path = next((p for suffix in (".gz", "") if (p := folder / sha256[:2] / f"{sha256}{suffix}").is_file()), None)
        if path is None:
            raise _raw_alarm(folder, f"raw input {sha256.upper()} is missing")
        digest = hashlib.sha256()
        try:
            for piece in _as_received(path):
                digest.update(piece)
        except (OSError, zlib.error) as error:
            raise _raw_alarm(folder, f"raw input {sha256.upper()} can't be read: {error}") from error
        if digest.hexdigest() != sha256:
            raise _raw_alarm(folder, f"raw input {sha256.upper()} does not match its SHA-256")
    broken = broken_receipt(folder)
    if broken is not None:
        raise _raw_alarm(folder, f"the receipt {broken.name} is not what was written")
    return len(inputs)


def _as_received(path: Path) -> Iterator[bytes]:
    """The bytes of an input, piece by piece; what the archive packed is unpacked (`.gz` behind the digest)."""
    reader = zlib.decompressobj(wbits=31) if path.suffix == ".gz" else None
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield reader.decompress(piece) if reader else piece
    if reader:
        yield reader.flush()
        if not reader.eof:
            raise zlib.error("the packed bytes end too early")


def _alarm(store: Store, what: str) -> IntegrityAlarm:
    return IntegrityAlarm(what, where=str(store.path), done="nothing was changed", remedy=_REMEDY)


def _raw_alarm(folder: Path, what: str) -> IntegrityAlarm:
    return IntegrityAlarm(
        what, where=str(folder), done="the store itself is whole", remedy="ingest that file again, after moving it away"
    )
