"""Entries of files that no signed head covers: stored, counted and shown apart, and never a reason for an alarm.

Such files are a log of their own, named after their folder or file. A file that was counted is not counted twice; a
wider one of the same place takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from explorer.model.sighting import Place
from explorer.store.ct import (
    Seen,
    StoredLog,
    Tally,
    UnitCount,
    add_unreadable,
    put_log,
    put_unit,
    read_log,
    read_units,
    see,
)
from explorer.store.writer import Writer, open_writer
from explorer.terminal.progress import Progress
from ingest.certificates import CertificateCounts, join
from ingest.ct.folder import LogFiles, Unit, entries_of, read_unit
from ingest.ct.given import GivenLog
from ingest.ct.harvest import ChainMembers, Harvest
from ingest.ct.kept import KeptLog, kept_log
from ingest.sources.interface import rejected
from ingest.status import prove_status

AT_ONCE = 256  # files in one transaction

_PREFIX = b"files without a signed head\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the files of one log without a head."""

    log: StoredLog
    read: Tally  # entries of this run
    known: int  # files that were counted before
    certificates: CertificateCounts
    poisoned: int
    missing: int
    superfluous: int


def id_of_files(name: str) -> bytes:
    """The number under which files of this name are a log of their own."""
    return sha256(_PREFIX + name.encode("utf-8", "surrogatepass")).digest()


def store_unproved(
    files: LogFiles,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    kept: KeptLog | None = None,
) -> Stored:
    """Store what the files show; they are kept beside the store unless they are already in `kept`. Raises `InputRejected` for a broken file, or one that contradicts a stored one."""
    id_ = id_of_files(files.name)
    kept = kept or kept_log(store, id_)
    given = GivenLog(files, kept)
    members = ChainMembers(given.issuer)
    kept.describe(name=files.name, kind="files", is_tiled=str(files.is_tiled))
    read, counts, known, poisoned = Tally(), CertificateCounts(), 0, 0
    progress.step(f"reading {files.name}", len(files.units))
    for begin in range(0, len(files.units), AT_ONCE):
        with open_writer(store, lock_wait=lock_wait, now=now) as writer:
            log = put_log(
                writer.connection, id_=id_, name=files.name, operator="", key=None, url="", is_tiled=files.is_tiled
            )
            harvest = Harvest(members)
            for count in _count(writer, log, files, files.units[begin : begin + AT_ONCE], harvest, given):
                known += count is None
                if count is not None:
                    put_unit(writer.connection, log.number, count)
                progress.advance()
            joined = join(writer, harvest.to_join(files.name), progress)
            prove_status(writer, (), new_certificates=joined.new > 0, now=now)
            counts = counts.plus(joined)
            see(writer.connection, log.number, harvest.seen())
            add_unreadable(writer.connection, log.number, harvest.unreadable)
        read, poisoned = read.plus(harvest.tally), poisoned + harvest.poisoned
    with open_writer(store, lock_wait=lock_wait, now=now) as writer:
        roots = [Seen(certificate=sha256(der).digest(), place=Place.ROOT) for der in given.roots()]
        see(writer.connection, log.number, roots)
        found = read_log(writer.connection, id_)
    assert found is not None
    return Stored(
        log=found,
        read=read,
        known=known,
        certificates=counts,
        poisoned=poisoned,
        missing=len(members.missing),
        superfluous=len(members.superfluous),
    )


def _count(
    writer: Writer, log: StoredLog, files: LogFiles, units: tuple[Unit, ...], harvest: Harvest, given: GivenLog
) -> Iterator[UnitCount | None]:
    """The count of each file; None: it was counted before."""
    counted = read_units(writer.connection, log.number)
    for unit in units:
        data = read_unit(files, unit)
        digest = sha256(data).digest()
        held = counted.get(unit.first)
        if held is not None and held.sha256 == digest:
            yield None
            continue
        where = str(files.folder / unit.path)
        before = harvest.tally
        for entry in entries_of(unit, data, where=where):
            harvest.take(entry)
        after = harvest.tally
        tally = Tally(
            precertificates=after.precertificates - before.precertificates,
            certificates=after.certificates - before.certificates,
            unreadable=after.unreadable - before.unreadable,
        )
        if held is not None and tally.entries <= held.tally.entries:
            if tally.entries < held.tally.entries and held.path != unit.path:
                yield None  # part of a file that was counted
                continue
            raise rejected(
                f"another file stood at entry {unit.first} of what is stored under the name {files.name}",
                where=where,
                remedy="if these are entries of another log, put them into a folder of another name",
            )
        given.keep(unit.path, data)
        yield UnitCount(first=unit.first, path=unit.path, sha256=digest, tally=tally)
