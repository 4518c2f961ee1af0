"""A graph from plain certificates and the words "this one signed that one"."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate


def graph_of(
    signed: Iterable[tuple[Certificate, Certificate]], *, also: Iterable[Certificate] = (), failed: bool = False
) -> DelegationGraph:
    """The graph of pairs (issuer, certificate), each proved, or each refuted where `failed`; `also` has no link."""
    pairs = tuple(signed)
    certificates = {c.id: c for pair in pairs for c in pair} | {c.id: c for c in also}
    state = LinkState.FAILS if failed else LinkState.VERIFIES
    return build_graph(certificates, [Link(certificate=c.id, issuer_spki=by.spki, state=state) for by, c in pairs])
