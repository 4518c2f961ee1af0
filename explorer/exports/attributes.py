"""Nodes and edges with typed attributes: what GraphML, GEXF and the two tables of the graph have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from explorer.views.graph_rows import EdgeRow, GraphRows, NodeRow

Value = str | int | bool
Columns = Mapping[str, type[Value]]  # attribute -> type of all its values


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node with its attributes."""

    id: str
    attributes: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge; `key` tells parallel ones apart."""

    source: str
    target: str
    key: str
    attributes: tuple[tuple[str, Value], ...]


_TYPES: dict[str, type[Value]] = {"int": int, "bool": bool}  # lists and all else become text
NODE_COLUMNS: Columns = {f.name: _TYPES.get(str(f.type), str) for f in fields(NodeRow) if f.name != "id"}
EDGE_COLUMNS: Columns = {
    f.name: _TYPES.get(str(f.type), str) for f in fields(EdgeRow) if f.name not in ("id", "issuer", "subject")
}


def node_of(row: NodeRow) -> Node:
    """A CA or responder as a node."""
    return Node(id=row.id, attributes=values_of(row, NODE_COLUMNS))


def edge_of(row: EdgeRow) -> Edge:
    """A certificate as an edge from its issuer to its subject."""
    return Edge(source=row.issuer, target=row.subject, key=row.id, attributes=values_of(row, EDGE_COLUMNS))


def values_of(row: NodeRow | EdgeRow, columns: Iterable[str]) -> tuple[tuple[str, Value], ...]:
    """The values of one row as attributes; items of a list joined by `; `."""
    found: list[tuple[str, Value]] = []
    for name in columns:
        value = getattr(row, name)
        found.append((name, "; ".join(value) if isinstance(value, tuple) else value))
    return tuple(found)


def as_text(value: Value) -> str:
    """A value as XML Schema writes it; foreign text is not yet made safe."""
    return value if isinstance(value, str) else str(value).lower()


def about(rows: GraphRows) -> dict[str, str]:
    """What a graph file says of itself: the day, the data, and how many certificates are no edge of it."""
    manifest = rows.assessment.manifest
    return {
        "as_of": manifest.as_of.isoformat(),
        "snapshot": manifest.id,
        "basis": rows.assessment.facts.basis,
        "below": rows.scope.named,
        "certificates_without_proved_issuer": str(sum(1 for _ in rows.unlinked())),
    }
