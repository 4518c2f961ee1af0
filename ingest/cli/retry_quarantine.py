"""`subca store retry-quarantine`: what an older reader set aside is read again."""

from __future__ import annotations

from pathlib import Path

import click

from explorer.terminal.log import utc_now
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run


@click.command("retry-quarantine", epilog="Example: subca store retry-quarantine --store world.sqlite")
@store_option
@lock_wait_option
@common_options
@click.pass_obj
def retry_quarantine(run: Run, *, store: Path, lock_wait: float) -> None:
    """Read again the inputs of which an older version of the readers set records aside."""
    from ingest.cli.ingest import tell
    from ingest.rebuild import retry_quarantine as retry

    with run.progress() as progress:
        report, gone = retry(store, now=utc_now(), progress=progress, lock_wait=lock_wait)
    for error in gone:
        run.note(error)
    if not (report.outcomes or report.rejected or gone):
        run.log.info("nothing was set aside by an older version of the readers: nothing to do")
        return
    tell(run, report)
