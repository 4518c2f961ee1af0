"""The delegation graph as two tables: nodes.csv and edges.csv, quoted and safe in a spreadsheet like flags.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.exports.csv_tables import cell
from explorer.views.graph_rows import EdgeRow, GraphRows, NodeRow

NODES = tuple(field.name for field in fields(NodeRow))
EDGES = tuple(field.name for field in fields(EdgeRow))


def write_nodes(rows: GraphRows, stream: BinaryIO, *, raw: bool = False) -> None:
    """One row a CA or responder, by id."""
    _write(NODES, rows.nodes(), stream, raw=raw)


def write_edges(rows: GraphRows, stream: BinaryIO, *, raw: bool = False) -> None:
    """One row a certificate and issuer; certificates without a proved issuer come last, their `issuer` empty."""
    _write(EDGES, (row for part in (rows.edges(), rows.unlinked()) for row in part), stream, raw=raw)


def _write(columns: tuple[str, ...], rows: Iterable[NodeRow | EdgeRow], stream: BinaryIO, *, raw: bool) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(_plain(getattr(row, name)), raw=raw) for name in columns])
    text.flush()
    text.detach()


def _plain(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, tuple) else str(value)
