"""Rows of `subca signers` as CSV, JSON and nodes and edges; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.exports.attributes import Edge, Node
from explorer.exports.csv_tables import cell, plain
from explorer.views.signers import ISSUER, SignerRow, SignersView

SCHEMA = 1  # raised when a name goes or changes its meaning
COLUMNS = tuple(field.name for field in fields(SignerRow))


def write_csv(rows: Iterable[SignerRow], stream: BinaryIO) -> None:
    """One row a signer and subject, all fields quoted, safe in a spreadsheet."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([cell(plain(name, getattr(row, name))) for name in COLUMNS])
    text.flush()
    text.detach()


def write_json(assessment: Assessment, view: SignersView, stream: BinaryIO) -> None:
    """One document with its head."""
    document = {
        "schema": SCHEMA,
        "as_of": assessment.manifest.as_of.isoformat(),
        "snapshot": assessment.manifest.id,
        "title": view.title,
        "notes": list(view.notes),
        "warnings": list(assessment.warnings),
        "rows": [asdict(row) for row in view.rows],
    }
    stream.write(json.dumps(document, indent=1).encode("ascii") + b"\n")


def as_graph(rows: Iterable[SignerRow]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Signers and what they answer for: an edge goes from a signer's certificate to a certificate, or to the CA whose all it is."""
    nodes: dict[str, dict[str, str]] = {}
    edges: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        signer = {
            "kind": "signer",
            "name": row.signer_name,
            "spki": row.signer_spki,
            "key_state": row.key_state,
            "holder": row.holder,
            "holder_name": row.holder_name,
            "not_after": row.signer_not_after,
        }
        nodes[row.signer_certificate] = signer
        target = row.subject_certificate or row.issuer_ca_id
        if row.subject_certificate:
            nodes.setdefault(target, {"kind": "subject", "name": row.subject_name, "holder_name": row.subject_owner})
        else:
            nodes.setdefault(target, {"kind": "issuer", "name": row.issuer_name})
        edges[row.signer_certificate, target, row.issuer_ca_id] = {
            "relation": row.relation,
            "signer_class": row.signer_class,
            "delegated": "no" if row.signer_class == ISSUER else "yes",
            "self_unrevocable": row.self_unrevocable,
            "issuer_name": row.issuer_name,
            "issuer_programs": "; ".join(row.issuer_programs),
        }
    return (
        tuple(Node(id=id_, attributes=tuple(sorted(known.items()))) for id_, known in sorted(nodes.items())),
        tuple(
            Edge(source=source, target=target, key=key, attributes=tuple(sorted(known.items())))
            for (source, target, key), known in sorted(edges.items())
        ),
    )
