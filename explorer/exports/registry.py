"""Every format of findings and of the graph, by name: what `--format`, `subca export` and `subca watch` choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.exports.atom import write_findings_feed
from explorer.exports.csv_tables import write_flags
from explorer.exports.gexf import write_gexf
from explorer.exports.graph_csv import write_edges, write_nodes
from explorer.exports.graphml import write_delegation_graph
from explorer.exports.json_graph import write_json_graph
from explorer.exports.json_rows import write_json, write_json_lines
from explorer.exports.junit import write_junit
from explorer.exports.sarif import write_sarif
from explorer.views.background import Background
from explorer.views.graph_rows import GraphRows
from explorer.views.rows import FindingRow

Rows = tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingExport:
    """One way to write findings; `rows` come worst first."""

    name: str
    media_type: str
    write: Callable[[Assessment, Rows, BinaryIO, Background], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphExport:
    """One way to write the graph, or a part of it."""

    name: str
    media_type: str
    write: Callable[[GraphRows, BinaryIO], None]


def _by_name(*exports: FindingExport) -> Mapping[str, FindingExport]:
    return {export.name: export for export in exports}


FINDINGS: Mapping[str, FindingExport] = _by_name(
    FindingExport(name="csv", media_type="text/csv", write=lambda _, rows, stream, __: write_flags(rows, stream)),
    FindingExport(
        name="json", media_type="application/json", write=lambda a, rows, stream, _: write_json(a, rows, stream)
    ),
    FindingExport(
        name="jsonl", media_type="application/jsonl", write=lambda _, rows, stream, __: write_json_lines(rows, stream)
    ),
    FindingExport(
        name="sarif",
        media_type="application/sarif+json",
        write=lambda a, rows, stream, known: write_sarif(a, rows, stream, background=known),
    ),
    FindingExport(
        name="junit",
        media_type="application/xml",
        write=lambda a, rows, stream, known: write_junit(a, rows, stream, background=known),
    ),
    FindingExport(
        name="atom",
        media_type="application/atom+xml",
        write=lambda a, rows, stream, _: write_findings_feed(a, rows, stream),
    ),
)

GRAPHS: Mapping[str, GraphExport] = {
    export.name: export
    for export in (
        GraphExport(name="graphml", media_type="application/graphml+xml", write=write_delegation_graph),
        GraphExport(name="gexf", media_type="application/gexf+xml", write=write_gexf),
        GraphExport(name="json", media_type="application/json", write=write_json_graph),
        GraphExport(name="nodes", media_type="text/csv", write=write_nodes),
        GraphExport(name="edges", media_type="text/csv", write=write_edges),
    )
}
