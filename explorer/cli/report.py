"""`subca report`: one self-contained HTML file of a day, to be mailed, kept and opened from disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from explorer.cli.flags_baseline import hold
from explorer.cli.words import BASES, VIEWS
from explorer.terminal.files import open_output
from explorer.terminal.options import as_of_option, common_options, known_at_option, out_option, store_option
from explorer.terminal.run import Run


@click.command("report", epilog="Example: subca report --out report.html")
@click.option("--below", metavar="CA", help="Only this CA and what hangs below it, at any depth.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Accepted findings, a TOML file: they are marked.",
)
@click.option(
    "--view", type=click.Choice(VIEWS), default="proof", show_default=True, help="record: CCADB columns alone."
)
@click.option("--basis", type=click.Choice(BASES), default="mrsp", show_default=True, help="Definition of constrained.")
@store_option
@as_of_option
@known_at_option
@out_option
@common_options
@click.pass_obj
def report(
    run: Run,
    *,
    below: str | None,
    baseline: Path | None,
    view: str,
    basis: str,
    store: Path,
    as_of: date | None,
    known_at: date | None,
    out: str,
) -> None:
    """Write the report of a day: findings to sort and filter, a drawing of every CA, the method, the sources.

    The file loads nothing from anywhere. The same store, day and program give the same bytes.
    """
    from explorer.analysis.assess import assess
    from explorer.analysis.history import finding_history
    from explorer.exports.html_report import write_html
    from explorer.store.baseline import read_baseline
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.filters import Filters
    from explorer.views.report import report_of, scope_in_words
    from explorer.views.rows import finding_rows
    from explorer.views.scope import scope_of
    from explorer.views.words import command_line

    with open_store(store) as opened:
        assessment = assess(snapshot_of(opened, as_of, known_at), basis=basis, view=view)
        since = None if known_at else finding_history(opened, view=view, basis=basis)
    if baseline is not None:
        assessment = hold(run, assessment, read_baseline(baseline))
    graph, day = assessment.facts.graph, assessment.manifest.as_of
    scope = scope_of(graph, below)
    filters = Filters(below=below or "")
    rows = finding_rows(assessment, filters, since)
    for warning in assessment.warnings:
        run.log.warning(warning)
    run.count(as_of=day.isoformat(), snapshot=assessment.manifest.id, findings=len(rows))
    made = report_of(
        assessment,
        rows,
        scope,
        chosen=f"As of {day.isoformat()}: {scope_in_words(graph, scope)}",
        command=command_line(filters, day),
    )
    with open_output(out) as stream:
        write_html(made, stream)
    run.log.info(f"as of {day}: report of {len(rows)} findings")
