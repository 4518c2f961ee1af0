"""`subca store rebuild`: the store once more, from its raw inputs."""

from __future__ import annotations

from pathlib import Path

import click

from explorer.terminal.log import utc_now
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run


@click.command("rebuild", epilog="Example: subca store rebuild --store world.sqlite")
@store_option
@lock_wait_option
@common_options
@click.pass_obj
def rebuild(run: Run, *, store: Path, lock_wait: float) -> None:
    """Make the store again from the raw inputs beside it, with the readers of this version.

    The new store is made beside the old one and takes its place at the end; nothing else than the folder of raw
    inputs is needed.
    """
    from ingest.rebuild import rebuild as rebuild_store

    with run.progress() as progress:
        report = rebuild_store(store, now=utc_now(), progress=progress, lock_wait=lock_wait)
    for error in (*report.rejected, *(e for one in report.runs for e in one.rejected)):
        run.note(error)
    inputs = sum(len(one.outcomes) for one in report.runs)
    certificates = sum(one.certificates.new for one in report.runs)
    if report.unfinished:
        run.log.info(f"{report.unfinished} raw inputs were kept by a run that was stopped early: not used")
    if not report.has_census:
        run.log.warning("a census of the old store could not be taken over: subca ct census counts it again")
    logs = f" and {report.logs} logs" if report.logs else ""
    run.log.info(f"rebuilt from {inputs} inputs of {len(report.runs)} runs{logs}: {certificates:,} certificates")
    run.count(
        inputs=inputs, logs=report.logs, runs=len(report.runs), certificates=certificates, unfinished=report.unfinished
    )
