"""The store as readers see it: which lists of which days it holds, and the world of any day."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from explorer.errors import IntegrityAlarm, StoreError, UsageError
from explorer.model.census import Census, KeyCensus
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId
from explorer.model.program import TrustAnchor
from explorer.model.revocation import RevocationEntry
from explorer.store import certificates, claims, ct, disclosures, key_uses, schema
from explorer.store.above import certificates_above
from explorer.store.census_report import census_digest, read_keys, read_keys_of_logs
from explorer.store.census_report import read_logs as read_census_logs
from explorer.store.listing import ONECRL as ONECRL
from explorer.store.listing import RECORDS as RECORDS
from explorer.store.listing import RECORDS_OLD as RECORDS_OLD
from explorer.store.listing import RECORDS_RECENT as RECORDS_RECENT
from explorer.store.listing import ROOT_STORE as ROOT_STORE
from explorer.store.listing import lists_for
from explorer.store.record_history import read_day_before, read_first_listed
from explorer.store.schema import DAMAGE
from explorer.store.seals import hastily_broken
from explorer.store.snapshot import DayBefore, ListedDay, Manifest, RecordHistory, Snapshot

_Read = TypeVar("_Read")

QUARANTINED = "SELECT (SELECT count(*) FROM quarantine) + (SELECT count(*) FROM ct_unreadable)"
"""How many records await a reader that understands them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedRecord:
    """A record that waits for a reader that understands it."""

    file: str
    source: str
    position: str
    reason: str
    parser: str
    raw: bytes


class Store:
    """A store opened for reading. Readers see the last committed state and never block a writer."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    def days(self) -> tuple[ListedDay, ...]:
        """Every stored day of every list, by list name and day."""
        return tuple(
            ListedDay(
                name=name,
                day=date.fromordinal(day),
                sha256=sha256.hex().upper(),
                file=file,
                stored=stored,
                duplicates=duplicates,
                quarantined=quarantined,
                missing_columns=tuple(missing.split("\n")) if missing else (),
                unknown_columns=tuple(unknown.split("\n")) if unknown else (),
            )
            for name, day, sha256, file, stored, duplicates, quarantined, missing, unknown in self.connection.execute(
                "SELECT name, day, input, file, stored, duplicates, quarantined, missing, unknown "
                "FROM day JOIN list ON list.id = day.list ORDER BY name, day"
            )
        )

    def certificate_count(self) -> int:
        """How many certificates are stored, unreadable ones included."""
        row = self.connection.execute("SELECT (SELECT count(*) FROM certificate) + (SELECT count(*) FROM opaque)")
        return int(row.fetchone()[0])

    def default_day(self) -> date:
        """The day of the newest all-records list, without one that of the newest other list; never the clock."""
        days = self.days()
        records = [d.day for d in days if d.name.startswith(RECORDS)]
        if not (records or days):
            raise UsageError(
                "holds no dated list",
                where=str(self.path),
                remedy="ingest a CCADB report or a root store, or give --as-of DATE",
            )
        return max(records or [d.day for d in days])

    def snapshot(self, as_of: date | None = None, *, above: str | None = None) -> Snapshot:
        """The world as known on a day, by default `default_day`. Raises `StoreError` when a row can't be understood.

        `above`: of certificates and records only what bears on the paths of what these words name
        (`explorer/store/above.py`), and records of roots; the manifest is that of the whole.
        """
        try:
            return self._snapshot(as_of or self.default_day(), above)
        except (ValueError, LookupError, TypeError, OverflowError, zlib.error) as error:
            raise _damaged(self.path, error) from error

    def _snapshot(self, day: date, above: str | None) -> Snapshot:
        known = self.days()
        used, warnings = lists_for(known, day)
        until = datetime(day.year, day.month, day.day, tzinfo=UTC)
        part = None if above is None else certificates_above(self.connection, above, int(until.timestamp()))
        held = certificates.read_certificates(self.connection, until, part)
        ids = list(held) if part is None else certificates.ids_until(self.connection, until)
        rows, anchors, entries = self._claims(known, used, day, None if part is None else held)
        opaque = {
            CertificateId(sha256.hex().upper()): reason
            for sha256, reason in self.connection.execute("SELECT sha256, reason FROM opaque ORDER BY sha256")
        }
        evidence = claims.read_evidence(self.connection)
        affiliates = claims.read_affiliates(self.connection)
        uses = key_uses.read_key_uses(self.connection, day)
        sightings = ct.read_sightings(self.connection)
        quarantined = int(self.connection.execute(QUARANTINED).fetchone()[0])
        digest = hashlib.sha256(day.isoformat().encode())
        names = {listed.name for listed in used}
        for listed in known:  # earlier days tell since when a row stands, later ones what a root store said first
            has_told = listed.name in names or listed.name.startswith(RECORDS)  # also one that others replaced
            if has_told and (listed.day <= day or listed.name.startswith(ROOT_STORE)):
                digest.update(f"{listed.name} {listed.day} {listed.sha256}\n".encode())
        for word in (
            *ids,
            *opaque,
            *(e.id for e in evidence),
            *(repr(a) for a in affiliates),
            *(u.id for u in uses),
            *map(repr, sightings),
        ):
            digest.update(word.encode("utf-8", "surrogatepass"))
        digest.update(census_digest(self.connection))
        if quarantined:
            warnings.append(f"{quarantined} records are in quarantine and judged nowhere: subca store check lists them")
        return Snapshot(
            manifest=Manifest(
                id=digest.hexdigest().upper(),
                as_of=day,
                lists=tuple(used),
                certificates=len(ids),
                opaque=len(opaque),
                quarantined=quarantined,
                warnings=tuple(warnings),
            ),
            certificates=held,
            opaque=opaque,
            links=certificates.read_links(self.connection, part),
            disclosures=tuple(rows),
            anchors=tuple(anchors),
            revocation_entries=tuple(entries),
            evidence=evidence,
            affiliates=affiliates,
            key_uses=uses,
            sightings=sightings,
            history=self._history(known, tuple(used), day),
            census=self.census(),
        )

    def _history(self, known: tuple[ListedDay, ...], used: tuple[ListedDay, ...], day: date) -> RecordHistory:
        """Reads when asked; opens the store again where it has been closed since."""

        def before() -> DayBefore | None:
            return self._later(lambda connection: read_day_before(connection, known, used, day))

        days = tuple(sorted({d.day for d in known if d.name in (RECORDS, RECORDS_RECENT) and d.day <= day}))

        def first() -> Mapping[CertificateId, date]:
            return self._later(lambda connection: read_first_listed(connection, days))

        return RecordHistory(days=days, read_before=before, read_first_listed=first)

    def _later(self, read: Callable[[sqlite3.Connection], _Read]) -> _Read:
        try:
            return read(self.connection)
        except sqlite3.ProgrammingError:  # closed
            with open_store(self.path) as again:
                return read(again.connection)

    def census(self) -> Census:
        """What was counted of Certificate Transparency logs; keys are read when asked for."""
        logs = read_census_logs(self.connection)
        if not logs:
            return Census()
        return Census(logs=logs, read_keys=lambda: self._later(read_keys))

    def census_of_logs(self) -> tuple[KeyCensus, ...]:
        """The same, key by key in each log."""
        return read_keys_of_logs(self.connection)

    def der(self, certificate: CertificateId) -> bytes | None:
        """A certificate as it was read; None when the store does not hold it."""
        return certificates.read_der(self.connection, certificate)

    def columns_of(self, row: int) -> tuple[tuple[str, str], ...]:
        """The whole CCADB row behind a disclosure: header and value as written."""
        try:
            return disclosures.read_columns(self.connection, row)
        except (ValueError, TypeError, zlib.error) as error:
            raise _damaged(self.path, error) from error

    def quarantined(self) -> tuple[QuarantinedRecord, ...]:
        """Every record in quarantine, by file and position; log entries by the name of their log."""
        records = [
            QuarantinedRecord(file=file, source=source, position=position, reason=reason, parser=parser, raw=raw)
            for file, source, position, reason, parser, raw in self.connection.execute(
                "SELECT file, source, position, reason, quarantine.parser, raw "
                "FROM quarantine JOIN input ON input.sha256 = quarantine.input ORDER BY file, quarantine.input, number"
            )
        ]
        entries = [
            QuarantinedRecord(file=name, source="ct", position=f"entry {entry}", reason=reason, parser=parser, raw=raw)
            for name, entry, reason, parser, raw in self.connection.execute(
                "SELECT name, entry, reason, parser, raw FROM ct_unreadable JOIN ct_log ON ct_log.id = ct_unreadable.log "
                "ORDER BY name, ct_log.log, entry"
            )
        ]
        return tuple(sorted((*records, *entries), key=lambda record: record.file))

    def set_aside_before(self, parser: str) -> tuple[str, ...]:
        """SHA-256 of the inputs with records that a reader of another version than `parser` set aside, sorted."""
        rows = self.connection.execute(
            "SELECT DISTINCT input FROM quarantine WHERE parser <> ? ORDER BY input", (parser,)
        )
        return tuple(sha256.hex().upper() for (sha256,) in rows)

    def _claims(
        self,
        known: tuple[ListedDay, ...],
        used: list[ListedDay],
        day: date,
        part: Iterable[CertificateId] | None,
    ) -> tuple[list[Disclosure], list[TrustAnchor], list[RevocationEntry]]:
        numbers = {name: id_ for id_, name in self.connection.execute("SELECT id, name FROM list")}
        rows: list[Disclosure] = []
        anchors: list[TrustAnchor] = []
        entries: list[RevocationEntry] = []
        ordinal = day.toordinal()
        for listed in used:
            number = numbers[listed.name]
            if listed.name.startswith(RECORDS):
                rows += disclosures.read_disclosures(self.connection, number, listed.name, listed.day, ordinal, part)
            elif listed.name.startswith(ROOT_STORE):
                days = [d.day.toordinal() for d in known if d.name == listed.name]
                anchors += claims.read_anchors(self.connection, number, listed.name, days, ordinal)
            else:
                key = key_uses.key_of_list(listed.name)
                entries += claims.read_revocations(self.connection, number, ordinal, key)
        rows.sort(key=lambda d: d.record)
        return rows, anchors, entries


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """Open a store for reading, for the block; all of it sees one committed state, whatever is written meanwhile.

    Raises `UsageError` when there is none, `StoreError` when it is damaged or of another schema, `IntegrityAlarm`
    when a quick look finds rows that are not those that were stored.
    """
    if not path.exists():
        raise UsageError("no such store", where=str(path), remedy="make one: subca ingest PATH --store FILE")
    connection = schema.connect(path, write=False)
    try:
        connection.execute("BEGIN")
        broken = hastily_broken(connection)
        if broken:
            raise IntegrityAlarm(
                f"rows of table {broken} are not those that were stored",
                where=str(path),
                done="nothing was read",
                remedy="subca store check says more; subca store rebuild mends",
            )
        yield Store(path, connection)
    except DAMAGE as error:
        raise _damaged(path, error) from error
    finally:
        connection.close()


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"can't be read: {error}",
        where=str(path),
        done="nothing was changed",
        remedy="subca store check says more; subca store rebuild mends",
    )
