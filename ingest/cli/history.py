"""`subca history import`: many dated files at once, a folder of them or one file through a git history."""

from __future__ import annotations

from pathlib import Path

import click

from explorer.terminal.log import utc_now
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run
from explorer.text import safe
from ingest.cli.ingest import KINDS, asked_for


@click.group("history")
def history() -> None:
    """Bring many days into the store at once."""


@history.command("import", epilog="Example: subca history import reports/ --file AllCertificateRecords.csv")
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@click.option(
    "--file",
    default="",
    metavar="PATH-IN-REPO",
    help="PATH is a git repository: take this file of each day's last commit that changed it.",
)
@click.option("--source", metavar="KIND", help=f"The kind of every file: {', '.join(KINDS)}; root-store:PROGRAM.")
@click.option("--accept-shrink", is_flag=True, help="Store a list although it lost many entries since the one before.")
@store_option
@lock_wait_option
@common_options
@click.pass_obj
def import_(
    run: Run, *, path: Path, file: str, source: str | None, accept_shrink: bool, store: Path, lock_wait: float
) -> None:
    """Import a folder of dated files, or one file through the history of a git repository.

    One snapshot a day, oldest first, each in a transaction of its own: a run that was stopped goes on where it
    ended. The day of a file stands in its name, of a version in git it is that of the commit (UTC).
    """
    from ingest.dated import dated_files
    from ingest.history import import_history

    now = utc_now()
    asked = asked_for(source, None, now.date())
    with dated_files(path, file) as found, run.progress() as progress:
        report = import_history(
            found.files,
            asked,
            store=store,
            now=now,
            progress=progress,
            lock_wait=lock_wait,
            accept_shrink=accept_shrink,
        )
    for error in (*found.rejected, *report.rejected):
        run.note(error)
    for outcome in report.outcomes:
        run.log.detail(
            f"{safe(outcome.file)}: {outcome.kind} of {outcome.day}, read {outcome.read:,} = {outcome.stored:,} stored"
            f" + {outcome.duplicates:,} duplicates + {outcome.quarantined:,} quarantined"
        )
        for note in outcome.notes:
            run.log.detail(f"{safe(outcome.file)}: {note}")
    totals = {
        name: sum(getattr(outcome, name) for outcome in report.outcomes)
        for name in ("read", "stored", "duplicates", "quarantined")
    }
    if totals["quarantined"]:
        run.log.warning(f"{totals['quarantined']} records quarantined; subca store check lists them")
    rejected = len(found.rejected) + len(report.rejected)
    run.log.info(
        f"{report.days} days imported: {report.stored} files read, {report.repeated} equal to the day before, "
        f"{report.known} stored before, {rejected} rejected; records: read {totals['read']:,} = "
        f"{totals['stored']:,} stored + {totals['duplicates']:,} duplicates + {totals['quarantined']:,} quarantined"
    )
    run.count(
        days=report.days,
        inputs={"stored": report.stored, "repeated": report.repeated, "known": report.known, "rejected": rejected},
        records=totals,
    )
