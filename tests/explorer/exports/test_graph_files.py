"""The graph in the formats of others: each is loaded by a reader that is not ours, and all say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO

import networkx
import pytest

from explorer.analysis.assess import Assessment
from explorer.exports.gexf import write_gexf
from explorer.exports.graph_csv import EDGE_COLUMNS, NODE_COLUMNS, write_edges, write_nodes
from explorer.exports.graphml import write_delegation_graph
from explorer.exports.json_graph import write_json_graph
from explorer.exports.registry import GRAPHS
from explorer.views.graph_rows import EdgeRow, GraphRows, NodeRow
from explorer.views.scope import below, everything
from tests.explorer.exports.evil import EVIL
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World

READERS: dict[str, Callable[[BinaryIO], Any]] = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}


def written(rows: GraphRows, name: str) -> bytes:
    stream = io.BytesIO()
    GRAPHS[name].write(rows, stream)
    return stream.getvalue()


def drawn(world: World, named: str = "") -> GraphRows:
    assessment = assessment_of(world)
    graph = assessment.facts.graph
    return GraphRows(assessment, below(graph, named) if named else everything(graph))


def ring() -> World:
    """R1 -> A, R2 -> A (cross), A -> B, R1 -> O (responder), and C of an issuer that is not at hand."""
    world = World().root("R1").root("R2").sub("A", under="R1").sub("A2", under="R2", same_ca="A")
    return world.sub("B", under="A").responder("O", under="R1")


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_same_world_same_bytes(name: str, sample: Assessment, graph_rows: GraphRows) -> None:
    assert written(graph_rows, name) == written(GraphRows(sample, everything(sample.facts.graph)), name) != b""


@pytest.mark.parametrize("name", sorted(READERS))
def test_networkx_loads_every_ca_and_certificate_with_types(name: str, graph_rows: GraphRows) -> None:
    loaded = READERS[name](io.BytesIO(written(graph_rows, name)))
    nodes, edges = list(graph_rows.nodes()), list(graph_rows.edges())
    assert loaded.is_directed() and loaded.is_multigraph()
    assert set(loaded.nodes) == {row.id for row in nodes}
    assert loaded.number_of_edges() == len(edges)
    for row in nodes:
        held = loaded.nodes[row.id]
        assert (held["trusted"], held["certificates"], held["kind"]) == (row.trusted, row.certificates, row.kind)
        assert type(held["trusted"]) is bool and type(held["certificates"]) is int
    found = {(u, v, data["certificate_sha256"]): data for u, v, data in loaded.edges(data=True)}
    for row in edges:
        held = found[row.issuer, row.subject, row.certificate_sha256]
        assert (held["expired"], held["not_after"], held["key_bits"]) == (row.expired, row.not_after, row.key_bits)


def test_json_holds_everything_unaltered(graph_rows: GraphRows) -> None:
    document = json.loads(written(graph_rows, "json"))
    assert [NodeRow(**_tuples(row)) for row in document["nodes"]] == list(graph_rows.nodes())
    assert [EdgeRow(**_tuples(row)) for row in document["edges"]] == list(graph_rows.edges())
    ids = {row["id"] for row in document["nodes"]}
    assert all(row["issuer"] in ids and row["subject"] in ids for row in document["edges"])
    unlinked = document["certificates_without_proved_issuer"]
    linked = {row["certificate_sha256"] for row in document["edges"]}
    assert not linked & {row["certificate_sha256"] for row in unlinked}
    assert len({row["id"] for row in document["edges"]}) == len(document["edges"])


def test_tables_hold_the_same(graph_rows: GraphRows) -> None:
    nodes = list(csv.DictReader(io.StringIO(written(graph_rows, "nodes").decode(), newline="")))
    edges = list(csv.DictReader(io.StringIO(written(graph_rows, "edges").decode(), newline="")))
    assert tuple(nodes[0]) == tuple(NODE_COLUMNS) and tuple(edges[0]) == tuple(EDGE_COLUMNS)
    assert [row["id"] for row in nodes] == [row.id for row in graph_rows.nodes()]
    linked = [row["certificate_sha256"] for row in edges if row["issuer"]]
    assert linked == [row.certificate_sha256 for row in graph_rows.edges()]
    assert len(edges) - len(linked) == sum(1 for _ in graph_rows.unlinked())


def test_below_a_ca_is_that_ca_and_what_hangs_below() -> None:
    world = World().root("R").sub("A", under="R").sub("B", under="A").sub("C", under="R").responder("O", under="B")
    rows = drawn(world, world.ca("A"))
    assert {row.id for row in rows.nodes()} == {world.ca("A"), world.ca("B"), world.ca("O")}
    assert {row.certificate_sha256 for row in rows.edges()} == {world.id("B"), world.id("O")}
    whole = drawn(world)
    assert {row.certificate_sha256 for row in whole.edges()} == {world.id(word) for word in ("R", "A", "B", "C", "O")}
    assert [row.relation for row in whole.edges() if row.certificate_sha256 == world.id("R")] == ["self-signed"]


@pytest.mark.parametrize("text", EVIL)
def test_names_cannot_break_it(text: str, graph_rows: GraphRows, monkeypatch: pytest.MonkeyPatch) -> None:
    node, edge = next(graph_rows.nodes()), next(graph_rows.edges())
    evil_node = replace(node, label=text, name=text, owner=text, marks=(text,))
    evil_edge = replace(edge, issuer=node.id, subject=node.id, owner=text, serial=text)
    monkeypatch.setattr(GraphRows, "nodes", lambda _: iter([evil_node]))
    monkeypatch.setattr(GraphRows, "edges", lambda _: iter([evil_edge]))
    for name, read in READERS.items():
        loaded = read(io.BytesIO(written(graph_rows, name)))
        assert loaded.number_of_nodes() == loaded.number_of_edges() == 1
    assert json.loads(written(graph_rows, "json"))["nodes"][0]["name"] == text
    rows = list(csv.reader(io.StringIO(written(graph_rows, "nodes").decode(), newline=""), strict=True))
    assert len(rows) == 2 and not rows[1][tuple(NODE_COLUMNS).index("owner")].startswith("=")


def test_writers_take_the_stream_and_leave_it_open(graph_rows: GraphRows) -> None:
    for write in (write_delegation_graph, write_gexf, write_json_graph, write_nodes, write_edges):
        stream = io.BytesIO()
        write(graph_rows, stream)
        stream.write(b"still open")


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
