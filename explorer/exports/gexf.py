"""GEXF of the delegation graph, for Gephi: typed attributes, no date of writing; the same world gives the same bytes.

Format: GEXF 1.2. `networkx` writes the clock into its GEXF, so the elements are written here, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from explorer.exports.attributes import EDGE_COLUMNS, NODE_COLUMNS, Columns, Value, about, as_text, edge_of, node_of
from explorer.exports.xml_stream import XmlStream, xml_stream
from explorer.views.graph_rows import GraphRows

NAMESPACE = "http://www.gexf.net/1.2draft"
_TYPES = {str: "string", int: "long", bool: "boolean"}


def write_gexf(rows: GraphRows, stream: BinaryIO) -> None:
    """CAs and responders, and a directed edge for each certificate from a proved issuer."""
    with xml_stream(stream) as out:
        out.begin("gexf", {"xmlns": NAMESPACE, "version": "1.2"})
        out.begin("meta")
        out.leaf("creator", text="subca")
        told = ", ".join(f"{name} {value}" for name, value in about(rows).items() if value)
        out.leaf("description", text=told)
        out.end("meta")
        out.line()
        out.begin("graph", {"mode": "static", "defaultedgetype": "directed"})
        _declare(out, "node", NODE_COLUMNS)
        _declare(out, "edge", EDGE_COLUMNS)
        out.begin("nodes")
        for row in rows.nodes():
            node = node_of(row)
            out.line()
            out.begin("node", {"id": node.id, "label": row.label})
            _values(out, node.attributes)
            out.end("node")
        out.end("nodes")
        out.begin("edges")
        for certificate in rows.edges():
            edge = edge_of(certificate)
            out.line()
            out.begin("edge", {"id": edge.key, "source": edge.source, "target": edge.target, "type": "directed"})
            _values(out, edge.attributes)
            out.end("edge")
        out.end("edges")
        out.end("graph")
        out.end("gexf")


def _declare(out: XmlStream, domain: str, columns: Columns) -> None:
    out.begin("attributes", {"class": domain, "mode": "static"})
    for name, type_ in columns.items():
        out.leaf("attribute", {"id": name, "title": name, "type": _TYPES[type_]})
    out.end("attributes")
    out.line()


def _values(out: XmlStream, attributes: Iterable[tuple[str, Value]]) -> None:
    out.begin("attvalues")
    for name, value in attributes:
        out.leaf("attvalue", {"for": name, "value": as_text(value)})
    out.end("attvalues")
