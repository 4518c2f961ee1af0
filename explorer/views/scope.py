"""Scope: the part of the world below one CA, or all of it: which CAs, which certificates."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import descendants
from explorer.model.ids import CaId, CertificateId
from explorer.views.lookup import look_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """CAs at or below those that were named, and what they issued."""

    named: str  # what was asked for; empty: the whole world
    cas: frozenset[CaId]  # those named among them
    certificates: tuple[CertificateId, ...]  # issued by any of `cas` but self-signed ones, by id; responders included

    def holds(self, ca: str, certificate: str) -> bool:
        """Whether a finding about this CA or certificate, either of them unknown where empty, is about one of these."""
        place = bisect_left(self.certificates, certificate)
        return ca in self.cas or self.certificates[place : place + 1] == (certificate,)


def below(graph: DelegationGraph, text: str) -> Scope:
    """Everything below the CA, key or certificate that `text` names; for a key, below each CA that holds it.

    Raises `UsageError` when nothing, or more than one thing, is named. Linear in the edges below.
    """
    found = look_up(graph, text)
    if found.ca is not None:
        tops: tuple[CaId, ...] = (found.ca,)
    else:
        tops = graph.cas_of_key(found.key) if found.key is not None else ()
    cas = frozenset(tops).union(*(descendants(graph, ca) for ca in tops))
    return Scope(named=text, cas=cas, certificates=_issued(graph, cas))


def everything(graph: DelegationGraph) -> Scope:
    """The whole world."""
    cas = frozenset(graph.cas)
    return Scope(named="", cas=cas, certificates=_issued(graph, cas))


def among(named: str, cas: frozenset[CaId]) -> Scope:
    """Some CAs and responders, and what they issued to each other; `named` says which, in words."""
    return Scope(named=named, cas=cas, certificates=())


def scope_of(graph: DelegationGraph, text: str | None) -> Scope:
    """What `--below` chooses: everything where it was not given."""
    return below(graph, text) if text else everything(graph)


def _issued(graph: DelegationGraph, cas: frozenset[CaId]) -> tuple[CertificateId, ...]:
    return tuple(sorted({issuance.certificate for ca in cas for issuance in graph.issued_by(ca)}))
