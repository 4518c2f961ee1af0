"""The census: count what each issuing key issued, over all that is at hand of some logs, into the store.

A run counts only what no run before it counted. It is stopped and goes on at any unit: what workers have done is
committed every few units, each commit with the ranges it covers. Entries proved to be in a tree that the log signed are
counted apart from others; those of a log whose head is verified later are counted anew, once, as what they then are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.model.census import Distinct, KeyCensus
from explorer.model.ids import SpkiHash
from explorer.store.catalog import open_store
from explorer.store.census import (
    CountedLog,
    Tally,
    add_unit,
    counted_logs,
    forget_log,
    is_counted,
    log_number,
    logs_of_key,
    read_tallies,
    stale_keys,
    write_tallies,
    write_total,
)
from explorer.store.schema import is_made
from explorer.store.writer import Writer, open_writer
from explorer.terminal.progress import Progress
from ingest.ct.count import CensusUnit, count_unit
from ingest.ct.executor import Engine, Pool, results
from ingest.ct.plan import UNIT_ENTRIES, AtHand, Range, units
from ingest.ct.registrable import list_date
from ingest.ct.sketch import estimate
from ingest.ct.tally import Part, merged, merged_by_key
from ingest.decode.der import DerError
from ingest.decode.name import read_name

COMMIT_UNITS = 16  # units whose work is lost at most when this process is killed


@dataclass(frozen=True, slots=True, kw_only=True)
class LogToCount:
    """One log, and how much of what is at hand is proved."""

    name: str  # log id in hex, or a label
    description: str  # for people
    at_hand: AtHand
    verified: int = 0  # entries below this index are in a tree that the log signed, root recomputed from them


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One unit of one log under one standing."""

    log: LogToCount
    is_verified: bool
    unit: CensusUnit


@dataclass(slots=True, kw_only=True)
class CensusReport:
    """What one run did."""

    units: int = 0
    entries: int = 0  # counted by this run
    unread: int = 0  # of these, entries whose certificate could not be read
    known: int = 0  # entries at hand that were counted before
    rejected: list[ExplorerError] = field(default_factory=list)  # units that could not be counted: nothing of them is


def count_logs(
    store: Path,
    logs: Sequence[LogToCount],
    *,
    engine: Engine | None,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    unit_entries: int = UNIT_ENTRIES,
) -> CensusReport:
    """Count what is left of these logs. Raises `StoreBusy`, `StoreError`, `SourceUnreachable` when workers keep dying."""
    counted: tuple[CountedLog, ...] = ()
    if is_made(store):
        with open_store(store) as opened:
            counted = counted_logs(opened.connection)
    left = [list(_jobs(log, counted, unit_entries)) for log in logs]
    at_hand = sum(last - first for log in logs for first, last in log.at_hand.ranges)
    jobs = [job for one in left for job in one]
    wanted = sum(job.unit.last - job.unit.first for job in jobs)
    report = CensusReport(known=at_hand - wanted)
    done: list[tuple[Job, Part]] = []
    progress.step("counting entries", wanted)
    is_small = isinstance(engine, Pool) and len(jobs) <= 1  # not worth a process of its own
    try:
        for job, part in results(None if is_small else engine, count_job, jobs):
            if isinstance(part, ExplorerError):
                report.rejected.append(part)
                continue
            done.append((job, part))
            progress.advance(part.last - part.first)
            if len(done) >= COMMIT_UNITS:
                _commit(store, done, report, now=now, lock_wait=lock_wait)
                done = []
    finally:
        if done:
            _commit(store, done, report, now=now, lock_wait=lock_wait)
    if is_made(store):
        _sum_up(store, now=now, lock_wait=lock_wait)
    return report


def count_job(job: Job) -> Part:
    """Count the unit of a job: what a worker runs."""
    return count_unit(job.unit)


def _jobs(log: LogToCount, counted: Sequence[CountedLog], size: int) -> Iterator[Job]:
    """What is left of a log: verified entries, then those beyond, which count apart."""
    ranges: dict[bool, Sequence[Range]] = {c.is_verified: c.ranges for c in counted if c.name == log.name}
    proved, unproved = ranges.get(True, ()), ranges.get(False, ())
    for unit in units(log.at_hand, proved, size=size, up_to=log.verified):
        yield Job(log=log, is_verified=True, unit=unit)
    is_forgotten = any(first < log.verified for first, _ in unproved)
    known = [*proved, (0, log.verified), *(() if is_forgotten else unproved)]
    for unit in units(log.at_hand, known, size=size):
        yield Job(log=log, is_verified=False, unit=unit)


def _commit(
    store: Path, done: Sequence[tuple[Job, Part]], report: CensusReport, *, now: datetime, lock_wait: float
) -> None:
    """Write parts with what they add, in one transaction. A part that was counted meanwhile adds nothing."""
    with open_writer(store, lock_wait=lock_wait, now=now) as writer:
        ordered = sorted(done, key=lambda d: (d[0].log.name, d[0].is_verified, d[1].first))
        for (name, is_verified), group in groupby(ordered, key=lambda d: (d[0].log.name, d[0].is_verified)):
            pairs = list(group)
            log = pairs[0][0].log
            if log.verified:
                _forget_unproved(writer, name, log.verified)
            number = log_number(writer.connection, name, log.description, list_date(), is_verified=is_verified)
            fresh: list[Part] = []
            for _, part in pairs:
                if is_counted(writer.connection, number, part.first, part.last):
                    report.known += part.last - part.first
                    continue
                add_unit(writer.connection, number, part.first, part.last, part.unread)
                fresh.append(part)
            new = merged_by_key(part.tallies for part in fresh)
            before = read_tallies(writer.connection, number, new)
            now_held = merged_by_key([before, new])
            distinct = {key: _distinct(tally) for key, tally in now_held.items()}
            write_tallies(writer.connection, number, now_held, distinct)
            report.units += len(fresh)
            report.entries += sum(part.last - part.first for part in fresh)
            report.unread += sum(len(part.unread) for part in fresh)


def _forget_unproved(writer: Writer, name: str, verified: int) -> None:
    """Drop what was counted of a log as unverified when some of it is verified now."""
    for log in counted_logs(writer.connection):
        if log.name == name and not log.is_verified and any(first < verified for first, _ in log.ranges):
            forget_log(writer.connection, log.number)


def _sum_up(store: Path, *, now: datetime, lock_wait: float) -> None:
    """Write the sums over all logs of the keys whose counts are not those that were summed."""
    with open_store(store) as opened:
        if not stale_keys(opened.connection):
            return
    with open_writer(store, lock_wait=lock_wait, now=now) as writer:
        for key, is_verified in stale_keys(writer.connection):
            logs = [(number, name) for number, name, v in logs_of_key(writer.connection, key) if v == is_verified]
            tallies = [read_tallies(writer.connection, number, [key])[key] for number, _ in logs]
            total = _total(key, is_verified, [name for _, name in logs], tallies) if tallies else None
            write_total(writer.connection, key, is_verified, total)


def _total(key: bytes, is_verified: bool, logs: Sequence[str], tallies: Sequence[Tally]) -> KeyCensus:
    tally = merged(tallies)
    return KeyCensus(
        key=SpkiHash(key.hex().upper()),
        is_verified=is_verified,
        issuers=tuple(sorted({_name(der) for der in tally.issuers})),
        logs=tuple(sorted(set(logs))),
        issued=tally.issued,
        expiring=tally.expiring,
        distinct=_distinct(tally),
    )


def _distinct(tally: Tally) -> Distinct:
    return Distinct(
        serials={month: estimate(sketch) for month, sketch in tally.serials.items()}, domains=estimate(tally.domains)
    )


def _name(der: bytes) -> str:
    try:
        return read_name(der).text
    except DerError:
        return f"a name that cannot be read: {der[:32].hex()}"
