"""Many days at once: dated files go into the store oldest first, one transaction a day.

A run that was stopped goes on where it ended: what is stored is skipped, by name where a name tells the bytes, else
by digest. A day whose file is that of the day before costs its digest and one row.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected
from explorer.model.ids import sha256_hex
from explorer.store.writer import Series, Writer, open_series
from explorer.terminal.progress import Progress
from ingest.archive import Archive, pack
from ingest.build import archive_of
from ingest.dated import DatedFile
from ingest.reading import Asked, read_input
from ingest.receipts import Receipt, write_receipt, write_receipt_of_day
from ingest.sources.interface import PARSER, rejected
from ingest.sources.recognise import DATED, Kind
from ingest.storing import Outcome, is_known, program_of_list, receipt_of, store_reading

COLLECT_EVERY = 50  # days between two runs of the cyclic collector, which only walks the rows again


@dataclass(slots=True, kw_only=True)
class HistoryReport:
    """What one import did."""

    stored: int = 0  # files whose records were read and stored
    repeated: int = 0  # files equal to the one before: their day was recorded
    known: int = 0  # files of days that the store held
    outcomes: list[Outcome] = field(default_factory=list)  # of the stored ones
    rejected: list[ExplorerError] = field(default_factory=list)
    days: int = 0  # days with a stored or repeated file


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """What stays the same over all days."""

    series: Series
    archive: Archive
    packer: ThreadPoolExecutor  # packs raw inputs while their records are stored
    asked: Asked
    accept_shrink: bool
    held: dict[tuple[date, str], str]  # day and name of a file -> SHA-256


def import_history(
    files: Sequence[DatedFile],
    asked: Asked,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
) -> HistoryReport:
    """Bring dated files into the store, day by day; `now` is the moment of receipt of the first, UTC.

    Each day is received a microsecond after the one before, so that a rebuild takes them one by one, too. Raises
    `StoreBusy`, `StoreError`; inputs that are rejected are in the report, and the other days are stored.
    """
    report = HistoryReport()
    archive = archive_of(store)
    with (
        open_series(store, lock_wait=lock_wait, now=now) as series,
        ThreadPoolExecutor(max_workers=1) as packer,
        _seldom_collected(),
    ):
        archive.sweep()
        work = _Import(
            series=series,
            archive=archive,
            packer=packer,
            asked=asked,
            accept_shrink=accept_shrink,
            held=_held(series),
        )
        progress.step("importing files", len(files))
        for count, (_, group) in enumerate(groupby(files, key=lambda f: f.day)):
            _import_day(work, list(group), now + timedelta(microseconds=count), report, progress)
            if count % COLLECT_EVERY == COLLECT_EVERY - 1:
                gc.collect()
    return report


def _import_day(
    work: _Import, files: list[DatedFile], received: datetime, report: HistoryReport, progress: Progress
) -> None:
    """All files of one day, in one transaction; none is opened when all are known by name."""
    wanted = [f for f in files if not (f.is_fixed and (f.day, f.file) in work.held)]
    report.known += len(files) - len(wanted)
    progress.advance(len(files) - len(wanted))
    if not wanted:
        return
    before = report.stored + report.repeated
    with work.series.transaction() as writer:
        for place, file in enumerate(wanted, 1):
            try:
                _import_file(work, writer, file, {f.file for f in wanted[place:]}, received, report)
            except InputRejected as error:
                error.where = file.file
                report.rejected.append(error)
            progress.advance()
    report.days += report.stored + report.repeated > before


def _import_file(
    work: _Import, writer: Writer, file: DatedFile, later: set[str], received: datetime, report: HistoryReport
) -> None:
    """One file; `later` are those of the same day that follow: the last one of a list is its day."""
    data = file.read()
    sha256 = sha256_hex(data)
    if work.held.get((file.day, file.file)) == sha256 and writer.holds_input(sha256, PARSER):
        report.known += 1
        return
    repeated = _repeated(writer, sha256, file.day)
    if repeated is not None:
        list_, before, kind = repeated
        writer.repeat_day(list_, file.day, before, file.file)
        receipt = Receipt(
            sha256=sha256, file=file.file, kind=kind, program=program_of_list(list_), day=file.day, received=received
        )
        write_receipt_of_day(work.archive.folder, receipt)
        report.repeated += 1
        return
    packed = work.packer.submit(pack, data)  # on the other core
    reading = replace(read_input(file.name, data, replace(work.asked, taken_on=file.day)), file=file.file)
    if reading.kind not in DATED:
        raise rejected(
            f"{reading.kind.value} has no day of its own", where=file.file, remedy="bring it in with subca ingest"
        )
    day = writer.file_of_day(reading.list, file.day)
    gave_way = day is not None and day[1] in later and writer.holds_input(reading.sha256, PARSER)
    if gave_way or is_known(writer, reading):
        report.known += 1
        return
    report.outcomes.append(store_reading(writer, reading, now=received, accept_shrink=work.accept_shrink))
    work.archive.keep(reading.received, packed.result() if reading.received is data else b"")
    write_receipt(work.archive.folder, receipt_of(reading, received))
    report.stored += 1


def _repeated(writer: Writer, sha256: str, day: date) -> tuple[str, date, Kind] | None:
    """The list that these very bytes are, when they are its newest stored day before `day`: its name, that day, their kind."""
    found = writer.lists_of_input(sha256, PARSER)
    if len(found) != 1:
        return None
    name, _, kind = found[0]
    if kind == Kind.ONECRL:
        return None  # its data say of which day it is
    before = writer.previous_day(name, day)
    if before is None or before == day or not writer.holds_day(name, before, sha256):
        return None
    return name, before, Kind(kind)


def _held(series: Series) -> dict[tuple[date, str], str]:
    with series.transaction() as writer:
        return writer.files_by_day()


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Rows make no cycles; the collector would walk millions of them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
