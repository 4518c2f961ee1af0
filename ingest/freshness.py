"""Lists that claim to be of today: none older than what is stored, none that lost too much (reliability contract 1.4).

What is fetched or watched goes into the store through here; `subca ingest` files any list under its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected
from explorer.store.catalog import open_store
from explorer.store.schema import is_made
from explorer.store.snapshot import ListedDay
from explorer.terminal.progress import Progress
from ingest.build import BuildReport, Received, archive_of, store_inputs
from ingest.certificates import CertificateCounts
from ingest.reading import Reading, read_input


def store_fresh(
    inputs: Sequence[Received],
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    accept_rollback: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """Store inputs of which none may be older than what is stored; those that are, are rejected and the rest stored."""
    days = stored_days(store)
    rejected: list[ExplorerError] = []
    taken: list[Received] = []
    for received in inputs:
        try:
            reading = read_input(received.file, received.data, received.asked)
        except InputRejected:
            taken.append(received)  # the road says so, and counts it
            continue
        try:
            if not accept_rollback:
                refuse_older(reading, days)
            taken.append(received)
        except InputRejected as error:
            rejected.append(error)
    if not taken:
        return BuildReport(outcomes=(), rejected=tuple(rejected), certificates=CertificateCounts())
    report = store_inputs(
        taken,
        store=store,
        archive=archive_of(store),
        now=now,
        progress=progress,
        lock_wait=lock_wait,
        accept_shrink=accept_shrink,
        is_fresh=True,
        workers=workers,
    )
    return replace(report, rejected=(*rejected, *report.rejected))


def stored_days(store: Path) -> tuple[ListedDay, ...]:
    """Every stored day of every list; none where there is no store yet."""
    if not is_made(store):
        return ()
    with open_store(store) as opened:
        return opened.days()


def refuse_older(reading: Reading, days: Sequence[ListedDay]) -> None:
    """Raise `InputRejected` for a list that is older than the newest stored one, by its day or by its bytes."""
    own = [listed for listed in days if listed.name == reading.list]
    if reading.day is None or not own:
        return
    if any(listed.day == reading.day and listed.sha256 == reading.sha256 for listed in own):
        return  # this very day is stored: nothing will be done
    newest = max(own, key=lambda listed: listed.day)
    if reading.day < newest.day:
        raise _older(reading, f"of {reading.day}, but the list of {newest.day} is stored")
    same = [listed.day for listed in own if listed.sha256 == reading.sha256 and listed.day < newest.day]
    if same and newest.sha256 != reading.sha256:
        raise _older(reading, f"the very bytes of {max(same)}, but a newer list, of {newest.day}, is stored")


def _older(reading: Reading, what: str) -> InputRejected:
    return InputRejected(
        f"the source went back: {what}",
        where=reading.file,
        done="nothing stored of it; the last good list stays current",
        remedy="look at the source and at the clock; if it is right, use --accept-rollback",
    )
