"""`subca demo`: the bundled sample world, from files to flags to the browser."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.terminal.files import open_output
from explorer.terminal.options import common_options, default_store
from explorer.terminal.progress import Progress
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.cli.serve import CreateApp

_SHOWN = 8  # findings printed; the file has all


def demo_verb(build_sample_store: Callable[[Path, Progress], None], screen: Callable[[], CreateApp]) -> click.Command:
    """The verb, given what makes the sample store and what loads the screen's `create_app` when it is needed."""

    @click.command("demo", epilog="Example: subca demo --once")
    @click.option(
        "--serve/--once", "serve", default=None, help="Serve the UI after the CSV, or end.  [default: by terminal]"
    )
    @click.option("--port", type=click.IntRange(1, 65535), default=8050, show_default=True, help="Port of the UI.")
    @click.option(
        "--folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=lambda: default_store().with_name("demo"),
        show_default="subca/demo in the user's data folder",
        help="Where the store and flags.csv go.",
    )
    @common_options
    @click.pass_obj
    def demo(run: Run, *, serve: bool | None, port: int, folder: Path) -> None:
        """Make the sample world, find its flags, write them as CSV; on a terminal, serve the UI until Ctrl-C."""
        from explorer.analysis.assess import assess
        from explorer.exports.csv_tables import write_flags
        from explorer.store.catalog import open_store
        from explorer.text import safe
        from explorer.views.filters import Filters
        from explorer.views.rows import finding_rows

        store = folder / "sample.sqlite"
        _clear(store)
        with run.progress() as progress:
            build_sample_store(store, progress)
        with open_store(store) as opened:
            assessment = assess(opened.snapshot())
        rows = finding_rows(assessment, Filters())
        target = folder / "flags.csv"
        with open_output(target) as stream:
            write_flags(rows, stream)
        click.echo(f"The sample world as of {assessment.manifest.as_of}: {len(rows)} findings. The worst:")
        for row in rows[:_SHOWN]:
            click.echo(f"  {row.severity:8}  {row.rule_id:9}  {row.title}: {safe(row.subject_name, 70)}")
        click.echo(f"All of them: {target}")
        if serve if serve is not None else sys.stdout.isatty():
            from explorer.cli.serve import serve_store

            serve_store(run, screen(), store, port=port)
        else:
            click.echo(f"See them in a browser: subca serve --store {store} --port {port}")

    return demo


def _clear(store: Path) -> None:
    """Take away the sample store of an earlier run: another version may have made another world, in another layout."""
    for part in ("", "-wal", "-shm", ".lock"):
        store.with_name(store.name + part).unlink(missing_ok=True)
    shutil.rmtree(store.with_name(store.name + ".raw"), ignore_errors=True)
