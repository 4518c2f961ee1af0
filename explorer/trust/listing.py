"""Listing paths: every loop-free way from a certificate up to a root, with a stated cap; nothing is decided by it."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.graph.delegation import DelegationGraph
from explorer.model.ids import CaId, CertificateId

DEPTH = 10  # certificates of a listed path
STEPS = 20_000  # certificates looked at for one listing before it says "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Paths of one certificate; `more` when the depth or the number of steps cut something off."""

    paths: tuple[tuple[CertificateId, ...], ...]  # anchor or topmost certificate first; shortest first
    more: bool


def list_paths(graph: DelegationGraph, anchors: frozenset[CertificateId], certificate: CertificateId) -> Listing:
    """Every path into the certificate that starts at an anchor, or where nothing more stands above.

    No CA occurs twice in a path (docs/trust.md). Cost: bounded by STEPS, breadth first, so short paths come first.
    """
    found: list[tuple[CertificateId, ...]] = [(certificate,)] if certificate in anchors else []
    level: list[tuple[tuple[CertificateId, ...], frozenset[CaId]]] = [
        ((certificate,), frozenset({graph.certificates[certificate].ca}))
    ]
    steps = 0
    more = False
    while level:
        above: list[tuple[tuple[CertificateId, ...], frozenset[CaId]]] = []
        for path, seen in level:
            issuances = [i for i in graph.issuers_of(path[0]) if i.issuer != i.subject]
            for issuance in issuances:
                if issuance.issuer in seen:
                    continue
                for own in graph.cas[issuance.issuer].certificates:
                    steps += 1
                    longer = (own, *path)
                    if own in anchors:
                        found.append(longer)
                    above.append((longer, seen | {issuance.issuer}))
            if not issuances and path[0] not in anchors:
                found.append(path)
            if steps > STEPS:
                return Listing(paths=tuple(sorted(found, key=lambda p: (len(p), p))), more=True)
        if above and len(above[0][0]) > DEPTH:
            more = True
            break
        level = above
    return Listing(paths=tuple(sorted(found, key=lambda p: (len(p), p))), more=more)
