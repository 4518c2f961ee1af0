"""What stands above and below a CA, along proved issuances; fix-points over CAs, never lists of paths."""

from __future__ import annotations

from explorer.graph.delegation import DelegationGraph
from explorer.model.ids import CaId


def ancestors(graph: DelegationGraph, ca: CaId) -> frozenset[CaId]:
    """Every CA above `ca`, itself left out unless it stands on a ring. Linear in the edges above."""
    seen: set[CaId] = set()
    pending = [ca]
    while pending:
        for certificate in graph.cas[pending.pop()].certificates:
            for issuance in graph.issuers_of(certificate):
                if issuance.issuer != issuance.subject and issuance.issuer not in seen:
                    seen.add(issuance.issuer)
                    pending.append(issuance.issuer)
    return frozenset(seen)


def descendants(graph: DelegationGraph, ca: CaId) -> frozenset[CaId]:
    """Every CA below `ca`, itself left out unless it stands on a ring. Linear in the edges below."""
    seen: set[CaId] = set()
    pending = [ca]
    while pending:
        for issuance in graph.issued_by(pending.pop()):
            if issuance.subject in graph.cas and issuance.subject not in seen:
                seen.add(issuance.subject)
                pending.append(issuance.subject)
    return frozenset(seen)


def roots_above(graph: DelegationGraph, ca: CaId) -> tuple[CaId, ...]:
    """The CAs with a self-signed certificate among `ca` and its ancestors, by id."""
    return tuple(
        sorted(
            candidate
            for candidate in ancestors(graph, ca) | {ca}
            if any(graph.is_self_signed(certificate) for certificate in graph.cas[candidate].certificates)
        )
    )
