"""`subca ct census`: how much each issuing key issued, over the entries at hand of Certificate Transparency logs."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from explorer.terminal.log import utc_now
from explorer.terminal.options import Day, common_options, format_option, lock_wait_option, out_option, store_option
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from ingest.ct.census import CensusReport


class ShowCensus(Protocol):
    """What writes the census of a store; handed in by the roof, for it belongs to the explorer."""

    def __call__(self, run: Run, store: Path, *, as_of: date, format_: str, out: str, per_log: bool) -> None:
        """Write it."""


def census_verb(show: ShowCensus) -> click.Command:
    """The verb, with what shows its result."""

    @click.command("census", epilog="Example: subca ct census mirror/willow2026h1/ --format csv --out census.csv")
    @click.argument("logs", nargs=-1, metavar="[PATH|URL|LOG]...")
    @store_option
    @click.option("--as-of", type=Day(), metavar="DATE", help="Unexpired on this day.  [default: today]")
    @click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Count on the workers of this Dask scheduler, tcp://HOST:PORT.  [default: processes here]",
    )
    @click.option("--workers", type=click.IntRange(1, 1024), metavar="N", help="Processes here.  [default: one a core]")
    @click.option("--per-log", is_flag=True, help="A row for each key in each log, not one over all of them.")
    @format_option(("table", "csv", "json"), "table")
    @out_option
    @lock_wait_option
    @common_options
    @click.pass_obj
    def census(
        run: Run,
        *,
        logs: tuple[str, ...],
        store: Path,
        as_of: date | None,
        scheduler: str | None,
        workers: int | None,
        per_log: bool,
        format_: str,
        out: str,
        lock_wait: float,
    ) -> None:
        """Count precertificates and certificates by issuing key, into the store; then show the whole census.

        Without an argument every log that `subca ct sync` or `ct ingest` brought in; else one of them by name, a
        folder of entries, or a prefix of an object store (s3://bucket/log, extra `scale`). Only what no run counted
        before is counted. Entries whose tree head is not verified count apart. What is not in the census was not
        observed, which is not zero.
        """
        from explorer.store.schema import is_made

        now = utc_now()
        report = _count(run, store, logs, scheduler, workers or os.cpu_count() or 1, lock_wait)
        for error in report.rejected:
            run.note(error)
        run.log.info(
            f"{report.entries:,} entries counted in {report.units:,} units, {report.unread:,} of them unreadable; "
            f"{report.known:,} were counted before; {len(report.rejected)} units or logs rejected"
        )
        run.count(
            entries=report.entries,
            units=report.units,
            unreadable=report.unread,
            known=report.known,
            rejected=len(report.rejected),
        )
        if is_made(store):  # not when all that was named was rejected
            show(run, store, as_of=as_of or now.date(), format_=format_, out=out, per_log=per_log)

    return census


def _count(
    run: Run, store: Path, words: tuple[str, ...], scheduler: str | None, workers: int, lock_wait: float
) -> CensusReport:
    from explorer.errors import InputRejected
    from ingest.ct.census import count_logs
    from ingest.ct.chosen import chosen_logs
    from ingest.ct.executor import engine

    chosen = list(chosen_logs(store, words))
    with run.progress() as progress, engine(scheduler, workers) as runs_on:
        report = count_logs(
            store,
            [one for one in chosen if not isinstance(one, InputRejected)],
            engine=runs_on,
            now=utc_now(),
            progress=progress,
            lock_wait=lock_wait,
        )
    report.rejected.extend(one for one in chosen if isinstance(one, InputRejected))
    return report
