"""GraphML of any nodes and edges: typed by name, sorted by id, text made visible; the same graph gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import networkx

from explorer.text import safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node with its attributes as text."""

    id: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge; `key` tells parallel ones apart."""

    source: str
    target: str
    key: str
    attributes: tuple[tuple[str, str], ...]


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO) -> None:
    """Write a directed graph, parallel edges allowed, in the order given."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.id, **{name: safe(value) for name, value in node.attributes})
    for edge in edges:
        attributes = {name: safe(value) for name, value in edge.attributes}
        graph.add_edge(edge.source, edge.target, key=edge.key, **attributes)
    for line in networkx.generate_graphml(graph):
        stream.write(f"{line}\n".encode())
