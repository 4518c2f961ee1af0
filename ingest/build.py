"""The whole road once: bytes come in, records are read, certificates decoded and linked, one transaction stored.

Every input ends in exactly one of three ways: stored, known already, or rejected; every record of a stored input
is stored, a duplicate, or in quarantine, and the sum is checked (docs/reliability.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected
from explorer.store.check import RAW_SUFFIX
from explorer.store.writer import open_writer
from explorer.terminal.files import sync_folders
from explorer.terminal.progress import Progress
from ingest.archive import Archive
from ingest.certificates import Bench, CertificateCounts, begin, store_new
from ingest.reading import Asked, Reading, read_input
from ingest.receipts import write_receipt
from ingest.sources.inputs import files_below, read_file
from ingest.status import prove_status
from ingest.storing import Outcome, is_known, outcome_of, receipt_of, store_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What one ingest did."""

    outcomes: tuple[Outcome, ...]
    rejected: tuple[ExplorerError, ...]
    certificates: CertificateCounts
    proved_late: int = 0  # CRLs and OCSP responses that had waited for a certificate of this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One input at hand, and what was said of it."""

    file: str  # its name as given
    data: bytes
    asked: Asked


def ingest(
    paths: tuple[Path, ...],
    asked: Asked,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """Bring files and folders into the store, all in one transaction.

    `now` is the moment of receipt, UTC. Raises `UsageError` for paths that do not exist, `StoreBusy`, `StoreError`;
    inputs that are rejected are in the report, and the rest is stored.
    """
    inputs, rejected = received_from(paths, asked)
    if not inputs:
        return BuildReport(outcomes=(), rejected=tuple(rejected), certificates=CertificateCounts())
    report = store_inputs(
        inputs,
        store=store,
        archive=archive_of(store),
        now=now,
        progress=progress,
        lock_wait=lock_wait,
        accept_shrink=accept_shrink,
        workers=workers,
    )
    return replace(report, rejected=(*rejected, *report.rejected))


def received_from(paths: tuple[Path, ...], asked: Asked) -> tuple[list[Received], list[ExplorerError]]:
    """Every file below the paths, read; and those that cannot be. Raises `UsageError` for paths that do not exist."""
    files, rejected = _files(paths)
    asked = replace(asked, taken_on_wins=len(files) == 1)
    inputs: list[Received] = []
    for name, path in files.items():
        try:
            inputs.append(Received(file=name, data=read_file(path), asked=asked))
        except InputRejected as error:
            rejected.append(error)
    return inputs, rejected


def ingest_bytes(
    inputs: dict[str, bytes],
    asked: Asked,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """The same for inputs at hand, by name."""
    return store_inputs(
        [Received(file=name, data=data, asked=asked) for name, data in inputs.items()],
        store=store,
        archive=archive_of(store),
        now=now,
        progress=progress,
        lock_wait=lock_wait,
        accept_shrink=accept_shrink,
        workers=workers,
    )


def archive_of(store: Path) -> Archive:
    """The raw inputs beside a store."""
    return Archive(Path(f"{store}{RAW_SUFFIX}"))


def store_inputs(
    inputs: Sequence[Received],
    *,
    store: Path,
    archive: Archive,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    is_fresh: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """Read inputs and store them in one transaction; whatever their order, the store is the same.

    `is_fresh`: they were just fetched; a list that lost too much is refused however old the one before it is.
    """
    outcomes: list[Outcome] = []
    rejected: list[ExplorerError] = []
    readings: dict[tuple[str, str, date | None], Reading] = {}
    with Bench() as bench, open_writer(store, lock_wait=lock_wait, now=now) as writer:
        archive.sweep()
        progress.step("reading", len(inputs))
        found = 0
        for received in sorted(inputs, key=lambda i: i.file):
            try:
                reading = read_input(received.file, received.data, received.asked)
                same = (reading.sha256, reading.list, reading.day)
                if is_known(writer, reading) or same in readings:
                    outcomes.append(outcome_of(reading, known=True))
                    archive.keep(reading.received)  # puts back what was lost
                else:
                    readings[same] = reading
                    found += len(reading.certificates)
                    bench.expect(found)
            except InputRejected as error:
                rejected.append(error)
            progress.advance()
        kept: dict[int, Reading] = {}  # by place of its outcome
        with ThreadPoolExecutor(1) as keeper:  # does one thing after another
            # What has no day is never refused, so its certificates can be linked while the lists are stored.
            undated = (c for reading in readings.values() if reading.day is None for c in reading.certificates)
            first = begin(writer, undated, bench, progress, workers)
            keeping: list[Future[None]] = []
            unsynced: set[Path] = set()  # folders of raw inputs and receipts
            progress.step("storing lists", len(readings))
            for reading in sorted(readings.values(), key=_oldest_first):
                try:
                    outcome = store_reading(writer, reading, now=now, accept_shrink=accept_shrink, is_fresh=is_fresh)
                    outcomes.append(outcome)
                    keeping.append(keeper.submit(_keep, archive, reading, now, unsynced))
                    kept[len(outcomes) - 1] = reading
                except InputRejected as error:
                    rejected.append(error)
                progress.advance()
            certificates = store_new(writer, first, progress)
            dated = (c for reading in kept.values() if reading.day is not None for c in reading.certificates)
            late = begin(writer, dated, bench, progress, workers)
            certificates = certificates.plus(store_new(writer, late, progress))
            for one in keeping:
                one.result()
            sync_folders(unsynced)
        proofs = prove_status(writer, kept.values(), new_certificates=certificates.new > 0, now=now)
        for place, reading in kept.items():
            outcomes[place] = proofs.corrected(outcomes[place], reading.sha256)
    return BuildReport(
        outcomes=tuple(outcomes), rejected=tuple(rejected), certificates=certificates, proved_late=proofs.taken_back
    )


def _oldest_first(reading: Reading) -> tuple[str, int, str, str]:
    return reading.list, reading.day.toordinal() if reading.day else 0, reading.file, reading.sha256


def _keep(archive: Archive, reading: Reading, now: datetime, unsynced: set[Path]) -> None:
    """Raw bytes and receipt; with their folders on disk before the transaction that names them is committed."""
    archive.keep(reading.received, unsynced=unsynced)
    write_receipt(archive.folder, receipt_of(reading, now), unsynced)


def _files(paths: tuple[Path, ...]) -> tuple[dict[str, Path], list[ExplorerError]]:
    """Each file once, as named; those of a folder by their path from where the folder lies, or in full if that is taken."""
    found: dict[str, Path] = {}
    rejected: list[ExplorerError] = []
    seen: set[Path] = set()
    for path in paths:
        try:
            files = files_below(path)
        except InputRejected as error:
            rejected.append(error)
            continue
        for file in files:
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                name = str(file.relative_to(path.parent)) if path.is_dir() else str(path)
                found[str(real) if name in found else name] = file
    return found, rejected
