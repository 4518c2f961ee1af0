"""`subca export`: the delegation graph, or what hangs below one CA, in the formats of other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from explorer.cli.words import BASES
from explorer.terminal.files import STANDARD_OUTPUT, open_output
from explorer.terminal.options import as_of_option, common_options, known_at_option, out_option, store_option
from explorer.terminal.run import Run

FORMATS = ("graphml", "gexf", "json", "csv")
PARTS = ("nodes", "edges")


@click.command("export", epilog="Example: subca export graphml --out world.graphml")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--below", metavar="CA", help="Only this CA and what hangs below it, at any depth.")
@click.option(
    "--part",
    type=click.Choice(PARTS),
    help="With csv, only this table.  [default: both, beside each other: NAME.nodes.csv, NAME.edges.csv]",
)
@click.option("--basis", type=click.Choice(BASES), default="mrsp", show_default=True, help="Definition of constrained.")
@click.option("--raw-csv", is_flag=True, help="Write cells that a spreadsheet would run as they are.")
@store_option
@as_of_option
@known_at_option
@out_option
@common_options
@click.pass_obj
def export(
    run: Run,
    *,
    format_: str,
    below: str | None,
    part: str | None,
    basis: str,
    raw_csv: bool,
    store: Path,
    as_of: date | None,
    known_at: date | None,
    out: str,
) -> None:
    """Write the delegation graph: CAs and responders as nodes, certificates as edges from issuer to subject.

    FORMAT is graphml, gexf, json or csv (a table of nodes and one of edges). Only issuance that a signature proves is
    an edge; certificates without a proved issuer stand in json and csv, and are counted in the others.
    """
    from explorer.analysis.assess import assess
    from explorer.errors import UsageError
    from explorer.exports.graph_csv import write_edges, write_nodes
    from explorer.exports.registry import GRAPHS
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.graph_rows import GraphRows
    from explorer.views.scope import scope_of

    if part and format_ != "csv":
        raise UsageError("only csv has parts", where="--part", remedy="leave it out, or ask for csv")
    if format_ == "csv" and not part and out == STANDARD_OUTPUT:
        raise UsageError("two tables do not fit into one stream", where="--out", remedy="give --part or --out FILE")
    with open_store(store) as opened:
        assessment = assess(snapshot_of(opened, as_of, known_at), basis=basis)
    graph = assessment.facts.graph
    rows = GraphRows(assessment, scope_of(graph, below))
    for warning in assessment.warnings:
        run.log.warning(warning)
    if raw_csv and format_ == "csv":
        run.log.warning("--raw-csv: cells that a spreadsheet would run are written as they are")
    run.count(as_of=assessment.manifest.as_of.isoformat(), snapshot=assessment.manifest.id, cas=len(rows.scope.cas))
    if format_ != "csv":
        with open_output(out) as stream:
            GRAPHS[format_].write(rows, stream)
        return
    writers = {"nodes": write_nodes, "edges": write_edges}
    if part:
        with open_output(out) as stream:
            writers[part](rows, stream, raw=raw_csv)
        return
    with open_output(_beside(out, "nodes")) as nodes, open_output(_beside(out, "edges")) as edges:
        write_nodes(rows, nodes, raw=raw_csv)
        write_edges(rows, edges, raw=raw_csv)


def _beside(out: str, part: str) -> Path:
    """`world.csv` -> `world.nodes.csv`."""
    path = Path(out)
    return path.with_name(f"{path.name.removesuffix('.csv')}.{part}.csv")
