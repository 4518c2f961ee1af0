"""Configured sources brought home: asked within the network contract, checked, and stored in one transaction.

A list is of the day on which it was received, unless it says otherwise itself. What cannot be had leaves the last
good data as they are, and is told; what the server confirms unchanged is of today, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from explorer.errors import ExplorerError, StoreError
from explorer.model.ids import CertificateId
from explorer.store.catalog import open_store
from explorer.store.certificates import certificate_ids
from explorer.store.disclosures import disclosed_certificates
from explorer.store.lock import writer_lock
from explorer.store.schema import is_made
from explorer.store.validators import read_validators, write_validators
from explorer.store.writer import open_writer
from explorer.terminal.progress import Progress
from ingest.asking import Asker, Brought
from ingest.build import BuildReport, archive_of
from ingest.certificates import CertificateCounts
from ingest.config import YEAR, Source
from ingest.exchange import Answer, Failed, Question
from ingest.freshness import store_fresh
from ingest.sources.recognise import Kind
from ingest.years import needed_years, years_to_ask


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What one run brought home."""

    build: BuildReport
    failed: tuple[ExplorerError, ...]  # not reached, frozen, or refused before they came to the store
    warnings: tuple[str, ...]
    sources: Mapping[str, str]  # name -> new, unchanged or failed


@dataclass(slots=True, kw_only=True)
class _Run:
    """The state of one fetch."""

    asker: Asker
    certificates: set[CertificateId] = field(default_factory=set)
    disclosed: set[CertificateId] = field(default_factory=set)
    brought: list[Brought] = field(default_factory=list)
    failed: list[ExplorerError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def fetch(
    sources: Mapping[str, Source],
    *,
    get: Callable[[Question], Answer],
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    accept_rollback: bool = False,
    workers: int | None = None,
) -> FetchReport:
    """Bring the sources home. Raises `StoreBusy` before anything is asked, `StoreError`; all else is in the report."""
    started = now.isoformat(timespec="seconds")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder can't be made: {error.strerror}", where=str(store.parent)) from error
    with writer_lock(store.with_name(f"{store.name}.fetch"), wait=lock_wait, started=started):
        with writer_lock(store, wait=lock_wait, started=started):
            pass  # another run holds it: better known before the first request
        asker = Asker(get=get, archive=archive_of(store), validators={}, now=now, accept_rollback=accept_rollback)
        run = _Run(asker=asker)
        if is_made(store):
            with open_store(store) as opened:
                asker.validators = read_validators(opened.connection)
                run.certificates = set(certificate_ids(opened.connection))
                run.disclosed = disclosed_certificates(opened.connection)
        progress.step("fetching", len(sources))
        states = {}
        for name in sorted(sources, key=lambda name: (sources[name].kind != Kind.CCADB_RECORDS, name)):
            states[name] = _bring(run, name, sources[name])
            progress.advance()
        inputs = [one.received for one in run.brought if one.received is not None]
        build = BuildReport(outcomes=(), rejected=(), certificates=CertificateCounts())
        if inputs:
            build = store_fresh(
                inputs, store=store, now=now, progress=progress, lock_wait=lock_wait,
                accept_shrink=accept_shrink, accept_rollback=accept_rollback, workers=workers,
            )  # fmt: skip
        _remember(run, build, store, lock_wait)
    return FetchReport(build=build, failed=(*run.failed, *asker.alarms), warnings=tuple(run.warnings), sources=states)


def _remember(run: _Run, build: BuildReport, store: Path, lock_wait: float) -> None:
    """Keep the validators of what was accepted, and of nothing else."""
    taken = {outcome.file for outcome in build.outcomes}
    accepted = [one.validator for one in run.brought if one.received is None or one.received.file in taken]
    if accepted:
        with open_writer(store, lock_wait=lock_wait, now=run.asker.now) as writer:
            write_validators(writer, accepted)


def _bring(run: _Run, name: str, source: Source) -> str:
    """Ask for one source, newest form first; its state in a word."""
    if any(YEAR in url for parts in source.addresses for url in parts):
        return _bring_years(run, name, source)
    first: Failed | None = None
    for parts in source.addresses:
        failed = _bring_parts(run, name, source, parts)
        if not isinstance(failed, Failed):
            if first is not None and failed != "failed":
                run.warnings.append(f"{name}: {first.url} could not be had ({first.what}); {parts[0]} is used instead")
            return failed
        first = first or failed
        if not failed.has_answered:
            break
    run.failed += [first.error()] if first else []
    return "failed"


def _bring_parts(run: _Run, name: str, source: Source, parts: tuple[str, ...]) -> str | Failed:
    """The parts of one form of a list, all or none."""
    brought: list[Brought] = []
    for url in parts:
        found = run.asker.ask(name, source, url)
        if isinstance(found, Failed):
            return found
        if isinstance(found, ExplorerError):
            run.failed.append(found)
            return "failed"
        brought.append(found)
    run.brought += brought
    return "new" if any(one.is_new for one in brought) else "unchanged"


def _bring_years(run: _Run, name: str, source: Source) -> str:
    """A list that is published year by year: those years that may have changed."""
    asker = run.asker
    address = source.addresses[0][0]
    validators = {
        year: asker.validators.get(address.replace(YEAR, str(year)))
        for year in range(source.first_year, asker.now.year + 1)
    }
    records = [one.reading for one in run.brought if one.reading and one.reading.kind is Kind.CCADB_RECORDS]
    new, old = needed_years(records, run.certificates, run.disclosed)
    recheck = timedelta(days=source.recheck_days)
    years = years_to_ask(validators, now=asker.now, recent=source.recent_years, recheck=recheck, new=new, old=old)
    state = "unchanged"
    for year in years:
        found = _bring_parts(run, name, source, (address.replace(YEAR, str(year)),))
        if isinstance(found, Failed):
            run.failed.append(found.error())
        if isinstance(found, Failed) or found == "failed":
            run.warnings.append(f"{name}: what came before {year} is stored; the years after it were not asked for")
            return "failed"
        state = "new" if found == "new" else state
    return state
