"""Once more from the raw inputs: the whole store, or the inputs of which records were set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected, IntegrityAlarm, StoreError, UsageError
from explorer.store.catalog import open_store
from explorer.store.census_copy import take_over_census
from explorer.store.lock import writer_lock
from explorer.store.replace import remove_store, replace_store
from explorer.terminal.progress import Progress
from ingest.archive import Archive
from ingest.build import BuildReport, Received, archive_of, store_inputs
from ingest.certificates import CertificateCounts
from ingest.ct.kept import kept_logs
from ingest.ct.sync import replay
from ingest.reading import Asked
from ingest.receipts import Receipt, read_receipts
from ingest.sources.interface import PARSER

BESIDE = ".rebuild"  # the new store, until it takes the place of the old one


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What a rebuild did, run by run as the inputs were once received."""

    runs: tuple[BuildReport, ...]
    rejected: tuple[ExplorerError, ...]  # inputs whose bytes are gone or changed
    logs: int  # logs that were read again from the files kept of them
    has_census: bool  # whatever census there was is there again
    unfinished: int  # inputs kept by a run that was stopped before it wrote their receipt: not used


def rebuild(store: Path, *, now: datetime, progress: Progress, lock_wait: float = 0.0) -> RebuildReport:
    """Make the store again from `<store>.raw/`, beside the old one, which it replaces at the end.

    Raises `UsageError` when there is no raw input, `StoreBusy`, `StoreError`, `IntegrityAlarm` for a broken receipt.
    """
    archive = archive_of(store)
    receipts = read_receipts(archive.folder)
    has_logs = any(True for _ in kept_logs(store))
    if not (receipts or has_logs):
        raise UsageError(
            "holds no raw input with its receipt",
            where=str(archive.folder),
            done="nothing was changed",
            remedy="put the folder back from a copy, or ingest the files again",
        )
    beside = store.with_name(store.name + BESIDE)
    runs: list[BuildReport] = []
    rejected: list[ExplorerError] = []
    with writer_lock(store, wait=lock_wait, started=now.isoformat(timespec="seconds")):
        remove_store(beside)  # left by a rebuild that was stopped
        try:
            for received, run in groupby(receipts, key=lambda r: r.received):
                inputs = _inputs(archive, list(run), rejected)
                runs.append(
                    store_inputs(
                        inputs, store=beside, archive=archive, now=received, progress=progress, accept_shrink=True
                    )
                )
            replayed = replay(store, beside, now=now, progress=progress)
            has_census = take_over_census(store, beside, now=now)
            replace_store(beside, store)
        finally:
            remove_store(beside)
    rejected += [one for one in replayed if isinstance(one, ExplorerError)]
    unfinished = set(archive.digests()) - {receipt.sha256 for receipt in receipts}
    return RebuildReport(
        runs=tuple(runs),
        rejected=tuple(rejected),
        logs=len(replayed),
        has_census=has_census,
        unfinished=len(unfinished),
    )


def retry_quarantine(
    store: Path, *, now: datetime, progress: Progress, lock_wait: float = 0.0
) -> tuple[BuildReport, tuple[ExplorerError, ...]]:
    """Read again the inputs with records that an older reader set aside; what it did, and the inputs that are gone.

    An input that another one replaced as the list of its day stays replaced.
    """
    with open_store(store) as opened:
        wanted = set(opened.set_aside_before(PARSER))
        current = {(listed.sha256, listed.day) for listed in opened.days()}
    archive = archive_of(store)
    known = [receipt for receipt in read_receipts(archive.folder) if receipt.sha256 in wanted]
    lost = sorted(wanted - {receipt.sha256 for receipt in known})
    rejected: list[ExplorerError] = [
        _rejected(sha256, archive, "there is no receipt that says how it was read") for sha256 in lost
    ]
    receipts = [receipt for receipt in known if receipt.day is None or (receipt.sha256, receipt.day) in current]
    inputs = _inputs(archive, receipts, rejected)
    if not inputs:
        return BuildReport(outcomes=(), rejected=(), certificates=CertificateCounts()), tuple(rejected)
    report = store_inputs(
        inputs, store=store, archive=archive, now=now, progress=progress, lock_wait=lock_wait, accept_shrink=True
    )
    return report, tuple(rejected)


def _inputs(archive: Archive, receipts: Sequence[Receipt], rejected: list[ExplorerError]) -> list[Received]:
    """The inputs as they were received; those whose bytes are gone or changed are rejected."""
    inputs = []
    for receipt in receipts:
        asked = Asked(
            kind=receipt.kind,
            program=receipt.program,
            taken_on=receipt.day,
            taken_on_wins=True,
            today=receipt.received.date(),
        )
        try:
            inputs.append(Received(file=receipt.file, data=archive.read(receipt.sha256), asked=asked))
        except IntegrityAlarm as error:
            rejected.append(error)
        except StoreError as error:
            rejected.append(_rejected(receipt.sha256, archive, error.what))
    return inputs


def _rejected(sha256: str, archive: Archive, why: str) -> InputRejected:
    return InputRejected(
        f"raw input {sha256}: {why}",
        where=str(archive.folder),
        done="the store is without it",
        remedy="put it back from a copy, or ingest that file again",
    )
