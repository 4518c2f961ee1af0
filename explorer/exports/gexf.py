"""GEXF of the delegation graph, for Gephi: typed attributes, no date of writing; the same world gives the same bytes.

Format: GEXF 1.2. `networkx` writes the clock into its GEXF, so the elements are written here, one after the other.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator

from explorer.exports.attributes import EDGE_COLUMNS, NODE_COLUMNS, Columns, Value, about, as_text, edge_of, node_of
from explorer.text import safe
from explorer.views.graph_rows import GraphRows

NAMESPACE = "http://www.gexf.net/1.2draft"
_TYPES = {str: "string", int: "long", bool: "boolean"}


def write_gexf(rows: GraphRows, stream: BinaryIO) -> None:
    """CAs and responders, and a directed edge for each certificate from a proved issuer."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    out = XMLGenerator(text, encoding="utf-8", short_empty_elements=True)
    out.startDocument()
    out.startElement("gexf", {"xmlns": NAMESPACE, "version": "1.2"})
    _meta(out, rows)
    out.startElement("graph", {"mode": "static", "defaultedgetype": "directed"})
    _declare(out, "node", NODE_COLUMNS)
    _declare(out, "edge", EDGE_COLUMNS)
    out.startElement("nodes", {})
    for row in rows.nodes():
        node = node_of(row)
        out.characters("\n")
        out.startElement("node", {"id": safe(node.id), "label": safe(row.label)})
        _values(out, node.attributes)
        out.endElement("node")
    out.endElement("nodes")
    out.startElement("edges", {})
    for certificate in rows.edges():
        edge = edge_of(certificate)
        out.characters("\n")
        ends = {"id": safe(edge.key), "source": safe(edge.source), "target": safe(edge.target)}
        out.startElement("edge", {**ends, "type": "directed"})
        _values(out, edge.attributes)
        out.endElement("edge")
    out.endElement("edges")
    out.endElement("graph")
    out.endElement("gexf")
    out.characters("\n")
    text.flush()
    text.detach()


def _meta(out: XMLGenerator, rows: GraphRows) -> None:
    out.startElement("meta", {})
    _element(out, "creator", "subca")
    _element(out, "description", ", ".join(f"{name} {value}" for name, value in about(rows).items() if value))
    out.endElement("meta")
    out.characters("\n")


def _declare(out: XMLGenerator, domain: str, columns: Columns) -> None:
    out.startElement("attributes", {"class": domain, "mode": "static"})
    for name, type_ in columns.items():
        out.startElement("attribute", {"id": name, "title": name, "type": _TYPES[type_]})
        out.endElement("attribute")
    out.endElement("attributes")
    out.characters("\n")


def _values(out: XMLGenerator, attributes: Iterable[tuple[str, Value]]) -> None:
    out.startElement("attvalues", {})
    for name, value in attributes:
        out.startElement("attvalue", {"for": name, "value": as_text(value)})
        out.endElement("attvalue")
    out.endElement("attvalues")


def _element(out: XMLGenerator, name: str, text: str) -> None:
    out.startElement(name, {})
    out.characters(safe(text))
    out.endElement(name)
