"""The delegation graph as one JSON document: head, nodes, edges, and the certificates that are no edge.

Values are never altered, only escaped; one row a line, written as it comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import BinaryIO

from explorer.views.graph_rows import EdgeRow, GraphRows, NodeRow

SCHEMA = 1  # raised when a name goes or changes its meaning


def write_json_graph(rows: GraphRows, stream: BinaryIO) -> None:
    """Everything of the scope; `edges` go from `issuer` to `subject`, both ids of `nodes`."""
    manifest = rows.assessment.manifest
    head: dict[str, object] = {
        "schema": SCHEMA,
        "as_of": manifest.as_of.isoformat(),
        "snapshot": manifest.id,
        "basis": rows.assessment.facts.basis,
        "below": rows.scope.named,
        "warnings": list(rows.assessment.warnings),
    }
    stream.write(json.dumps(head, indent=1).encode("ascii").rstrip(b"\n}"))
    parts: tuple[tuple[str, Iterable[NodeRow | EdgeRow]], ...] = (
        ("nodes", rows.nodes()),
        ("edges", rows.edges()),
        ("certificates_without_proved_issuer", rows.unlinked()),
    )
    for name, part in parts:
        stream.write(f',\n "{name}": ['.encode("ascii"))
        for number, row in enumerate(part):
            stream.write(b",\n  " if number else b"\n  ")
            stream.write(json.dumps(asdict(row)).encode("ascii"))
        stream.write(b"\n ]")
    stream.write(b"\n}\n")
