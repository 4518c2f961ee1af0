"""Path length alone: how many CA certificates may still follow below each CA, on its widest way.

A fix-point over CAs, no path is listed. Longer ways leave less, so it ends also where CAs certify each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime

from explorer.graph.delegation import DelegationGraph
from explorer.model.ids import CaId
from explorer.trust.conditions import UNLIMITED, is_ca_certificate, path_length_after


def widest_left(graph: DelegationGraph, as_of: datetime) -> Mapping[CaId, int]:
    """For each CA the most CA certificates that any way of unexpired certificates allows below it.

    A way starts at a self-signed certificate, whose own path length programs do not count (docs/trust.md), or where
    nothing more is at hand above. CAs that no such way reaches are absent. Other conditions are not asked.
    """
    left: dict[CaId, int] = {}
    for ca in graph.cas.values():
        for id_ in ca.certificates:
            certificate = graph.certificates[id_]
            if as_of > certificate.not_after:
                continue
            if graph.is_self_signed(id_):
                left[ca.id] = UNLIMITED
            elif not graph.issuers_of(id_):
                own = UNLIMITED if certificate.path_length is None else certificate.path_length
                left[ca.id] = max(left.get(ca.id, 0), own)
    pending = deque(left)
    while pending:
        issuer = pending.popleft()
        for issuance in graph.issued_by(issuer):
            certificate = graph.certificates[issuance.certificate]
            if issuance.subject not in graph.cas or as_of > certificate.not_after or not is_ca_certificate(certificate):
                continue
            after = path_length_after(left[issuer], certificate)
            if after is not None and after > left.get(issuance.subject, -1):
                left[issuance.subject] = after
                pending.append(issuance.subject)
    return left
