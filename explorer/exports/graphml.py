"""GraphML of any nodes and edges: attributes typed, text made visible; the same graph gives the same bytes.

Format: GraphML 1.0 with the attribute layer. Written element by element, so that memory does not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from explorer.exports.attributes import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    Columns,
    Edge,
    Node,
    Value,
    about,
    as_text,
    edge_of,
    node_of,
)
from explorer.exports.xml_stream import XmlStream, xml_stream
from explorer.views.graph_rows import GraphRows

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {str: "string", int: "long", bool: "boolean"}


def write_delegation_graph(rows: GraphRows, stream: BinaryIO) -> None:
    """The delegation graph: CAs and responders, and a directed edge for each certificate from a proved issuer."""
    nodes, edges = map(node_of, rows.nodes()), map(edge_of, rows.edges())
    _write(nodes, edges, stream, of_node=NODE_COLUMNS, of_edge=EDGE_COLUMNS, of_graph=about(rows))


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO) -> None:
    """Any directed graph, parallel edges allowed, in the order given; edge ids are numbers, for keys may repeat."""
    held_nodes, held_edges = tuple(nodes), tuple(edges)
    numbered = [
        Edge(source=e.source, target=e.target, key=str(number), attributes=(("key", e.key), *e.attributes))
        for number, e in enumerate(held_edges)
    ]
    _write(held_nodes, numbered, stream, of_node=_seen(held_nodes), of_edge=_seen(numbered), of_graph={})


def _write(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    stream: BinaryIO,
    *,
    of_node: Columns,
    of_edge: Columns,
    of_graph: Mapping[str, str],
) -> None:
    with xml_stream(stream) as out:
        out.begin("graphml", {"xmlns": NAMESPACE})
        of_whole: Columns = dict.fromkeys(of_graph, str)
        for domain, columns in (("graph", of_whole), ("node", of_node), ("edge", of_edge)):
            for name, type_ in columns.items():
                known_as = {"id": f"{domain}.{name}", "for": domain, "attr.name": name, "attr.type": _TYPES[type_]}
                out.leaf("key", known_as)
                out.line()
        out.begin("graph", {"id": "G", "edgedefault": "directed"})
        _data(out, "graph", of_graph.items())
        for node in nodes:
            out.line()
            out.begin("node", {"id": node.id})
            _data(out, "node", node.attributes)
            out.end("node")
        for edge in edges:
            out.line()
            out.begin("edge", {"id": edge.key, "source": edge.source, "target": edge.target})
            _data(out, "edge", edge.attributes)
            out.end("edge")
        out.line()
        out.end("graph")
        out.end("graphml")


def _data(out: XmlStream, domain: str, attributes: Iterable[tuple[str, Value]]) -> None:
    for name, value in attributes:
        out.leaf("data", {"key": f"{domain}.{name}"}, as_text(value))


def _seen(items: Iterable[Node] | Iterable[Edge]) -> dict[str, type[Value]]:
    """Attributes that occur, sorted, each with the type of its first value."""
    found: dict[str, type[Value]] = {}
    for item in items:
        for name, value in item.attributes:
            found.setdefault(name, type(value))
    return dict(sorted(found.items()))
