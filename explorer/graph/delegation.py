"""DelegationGraph: CAs as nodes, certificates as edges, built from records and checked signatures.

A CA is a subject name with a key; a certificate is an edge from each CA that is proved to have issued it
(docs/model.md). The core is integer-indexed adjacency: certificates and CAs are numbered
in order of their ids, so the same world has the same numbers. `to_networkx` is for exports and notebooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from explorer.graph.adjacency import Adjacency, adjacency_of
from explorer.model.authority import CertificateAuthority, EdgeState, Issuance, Link, LinkState, NameMatch
from explorer.model.certificate import Certificate, Name
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash
from explorer.model.purpose import OCSP_SIGN

if TYPE_CHECKING:
    import networkx

_NONE: tuple[Issuance, ...] = ()


class DelegationGraph:
    """Who issued what to whom, and how we know. Read-only once built.

    What a pass over the whole graph needs is there from the start; indexes for single questions are made at the
    first of them.
    """

    def __init__(
        self,
        certificates: Mapping[CertificateId, Certificate],
        number: Mapping[CertificateId, int],
        cas: Mapping[CaId, CertificateAuthority],
        issuing: Sequence[tuple[CaId, ...]],
        states: Sequence[EdgeState],
    ) -> None:
        """Certificates and CAs in order of id, with the number of each certificate in that order.

        `issuing`, in the order of certificates: the CAs proved to have issued each, by id, its own among them
        where it is self-signed. `states` likewise.
        """
        self.certificates = certificates
        self.cas = cas
        self._issuing = issuing
        self._states = states
        self._number = number
        self.unverifiable = tuple(
            id_ for id_, state in zip(certificates, states, strict=True) if state is EdgeState.UNVERIFIABLE
        )

    def issuers_of(self, certificate: CertificateId) -> tuple[Issuance, ...]:
        """Every proved issuance of the certificate, by issuer id; a self-signed one includes its own CA."""
        return self._issuances.get(certificate, _NONE)

    @cached_property
    def responders(self) -> tuple[CertificateId, ...]:
        """Certificates with OCSP power that are no CA's, by id."""
        found = self.certificates.values()
        return tuple(c.id for c in found if c.is_ca is not True and c.eku is not None and OCSP_SIGN in c.eku)

    def issued_by(self, ca: CaId) -> tuple[Issuance, ...]:
        """What the CA issued, by certificate id: to CAs and to responders, its own self-signed ones left out."""
        return self._below.get(ca, _NONE)

    def edge_state(self, certificate: CertificateId) -> EdgeState:
        """What is known of the certificate's link to its issuer."""
        return self._states[self._number[certificate]]

    def candidates(self, certificate: CertificateId) -> tuple[CaId, ...]:
        """CAs whose name matches the certificate's issuer name, proved or not."""
        return self._cas_of_name.get(self.certificates[certificate].issuer.key, ())

    def siblings(self, certificate: CertificateId) -> tuple[CertificateId, ...]:
        """Every certificate with the same subject and key, this one included (S(C), docs/model.md)."""
        ca = self.cas.get(self.certificates[certificate].ca)
        return ca.certificates if ca else (certificate,)

    def key_siblings(self, certificate: CertificateId) -> tuple[CertificateId, ...]:
        """Every certificate on the same key material, this one included (K(C), docs/model.md)."""
        return tuple(self._of_key[self.certificates[certificate].key])

    def certificates_of_key(self, key: KeyId) -> tuple[CertificateId, ...]:
        """Every certificate on this key material, by id."""
        return tuple(self._of_key.get(key, ()))

    def cas_of_key(self, key: KeyId) -> tuple[CaId, ...]:
        """Every CA that holds this key material, by id."""
        return tuple(self._cas_of_key.get(key, ()))

    def keys(self) -> tuple[KeyId, ...]:
        """Every key, by id."""
        return tuple(sorted(self._of_key))

    def is_self_signed(self, certificate: CertificateId) -> bool:
        """Self-issued, and the signature verifies with its own key."""
        return certificate in self._self_signed

    def is_rollover(self, certificate: CertificateId) -> bool:
        """Self-issued but proved to be signed by another key of that name: old-with-new or new-with-old."""
        is_proved = self.edge_state(certificate) is EdgeState.PROVED  # else it may as well be self-signed
        return is_proved and self.certificates[certificate].self_issued and certificate not in self._self_signed

    def is_doppelganger(self, certificate: CertificateId) -> bool:
        """One of several self-signed certificates of the same CA."""
        if certificate not in self._self_signed:
            return False
        return sum(other in self._self_signed for other in self.siblings(certificate)) > 1

    def is_reissue(self, certificate: CertificateId) -> bool:
        """Another certificate of the same CA comes from the same issuer; self-signed ones do not count."""
        issuers = {i.issuer for i in self.issuers_of(certificate)}
        return certificate not in self._self_signed and any(
            other != certificate
            and other not in self._self_signed
            and issuers & {i.issuer for i in self.issuers_of(other)}
            for other in self.siblings(certificate)
        )

    def is_cross_certificate(self, certificate: CertificateId) -> bool:
        """Another certificate of the same CA comes from a different issuer (BR 7.1.2.2 use of the word)."""
        if certificate in self._self_signed:
            return False
        issuers = {i.issuer for i in self.issuers_of(certificate)}
        return bool(issuers) and any(
            other != certificate and {i.issuer for i in self.issuers_of(other)} - issuers
            for other in self.siblings(certificate)
        )

    @cached_property
    def adjacency(self) -> Adjacency:
        """The graph as integers; made at first use, linear in its size."""
        return adjacency_of(self.certificates, self._number, self.cas, self._issuing)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The graph for algorithms and notebooks: nodes are CA ids, edge keys certificate ids, issuer to subject."""
        import networkx as nx

        graph: networkx.MultiDiGraph[str] = nx.MultiDiGraph()
        for ca in self.cas.values():
            graph.add_node(ca.id, name=ca.name.text, spki=ca.spki, key=ca.key)
        for found in self._issuances.values():
            for issuance in found:
                certificate = self.certificates[issuance.certificate]
                graph.add_edge(
                    issuance.issuer,
                    issuance.subject,
                    key=issuance.certificate,
                    not_before=certificate.not_before.isoformat(),
                    not_after=certificate.not_after.isoformat(),
                )
        return graph

    def part(self, certificates: Iterable[CertificateId], cas: Iterable[CaId]) -> DelegationGraph:
        """The graph of some certificates and CAs; whoever issued them must be among the CAs."""
        ids = sorted(certificates)
        return DelegationGraph(
            {id_: self.certificates[id_] for id_ in ids},
            {id_: number for number, id_ in enumerate(ids)},
            {ca: self.cas[ca] for ca in sorted(cas)},
            [self._issuing[self._number[id_]] for id_ in ids],
            [self.edge_state(id_) for id_ in ids],
        )

    @cached_property
    def _issuances(self) -> dict[CertificateId, tuple[Issuance, ...]]:
        found = {}
        for certificate, issuing in zip(self.certificates.values(), self._issuing, strict=True):
            if issuing:
                found[certificate.id] = tuple(
                    Issuance(
                        certificate=certificate.id,
                        issuer=ca,
                        subject=certificate.ca,
                        match=_name_match(certificate, self.cas[ca].name),
                    )
                    for ca in issuing
                )
        return found

    @cached_property
    def _below(self) -> dict[CaId, tuple[Issuance, ...]]:
        below: dict[CaId, list[Issuance]] = {}
        for found in self._issuances.values():
            for issuance in found:
                if issuance.issuer != issuance.subject:
                    below.setdefault(issuance.issuer, []).append(issuance)
        return {ca: tuple(found) for ca, found in below.items()}

    @cached_property
    def _self_signed(self) -> frozenset[CertificateId]:
        pairs = zip(self.certificates.values(), self._issuing, strict=True)
        return frozenset(certificate.id for certificate, issuing in pairs if certificate.ca in issuing)

    @cached_property
    def _of_key(self) -> dict[KeyId, list[CertificateId]]:
        of_key: dict[KeyId, list[CertificateId]] = {}
        for certificate in self.certificates.values():
            of_key.setdefault(certificate.key, []).append(certificate.id)
        return of_key

    @cached_property
    def _cas_of_key(self) -> dict[KeyId, list[CaId]]:
        of_key: dict[KeyId, list[CaId]] = {}
        for ca in self.cas.values():
            of_key.setdefault(ca.key, []).append(ca.id)
        return of_key

    @cached_property
    def _cas_of_name(self) -> dict[str, tuple[CaId, ...]]:
        of_name: dict[str, list[CaId]] = {}
        for ca in self.cas.values():
            of_name.setdefault(ca.name.key, []).append(ca.id)
        return {name: tuple(found) for name, found in of_name.items()}


def build_graph(certificates: Mapping[CertificateId, Certificate], links: Iterable[Link]) -> DelegationGraph:
    """Build the graph of these certificates; links that speak of others are ignored.

    A CA node exists when a certificate says cA TRUE of it, or when a certificate without basicConstraints is
    self-issued (old roots) or has verified another. Cost: linear in certificates and links.
    """
    ordered = {id_: certificates[id_] for id_ in sorted(certificates)}
    number = {id_: place for place, id_ in enumerate(ordered)}
    verified: list[tuple[SpkiHash, ...]] = [()] * len(ordered)
    unverifiable: set[CertificateId] = set()
    for link in links:
        place = number.get(link.certificate)
        if place is None:
            continue
        if link.state is LinkState.VERIFIES:
            verified[place] = (*verified[place], link.issuer_spki)
        elif link.state is LinkState.UNVERIFIABLE:
            unverifiable.add(link.certificate)

    cas = _authorities(ordered.values(), {spki for spkis in verified for spki in spkis})
    verifiers = _verifiers(ordered.values(), cas)
    names = {ca.name.key for ca in cas}
    issuing: list[tuple[CaId, ...]] = []
    states: list[EdgeState] = []
    for certificate, spkis in zip(ordered.values(), verified, strict=True):
        verifying = [verifiers[spki] for spki in spkis if spki in verifiers]
        found = _issuers(certificate, verifying)
        issuing.append(found)
        if found:
            state = EdgeState.PROVED
        elif verifying:
            state = EdgeState.SIG_ONLY
        elif certificate.id in unverifiable:
            state = EdgeState.UNVERIFIABLE
        else:
            state = EdgeState.NAME_ONLY if certificate.issuer.key in names else EdgeState.DANGLING
        states.append(state)
    in_order = {ca.id: ca for ca in sorted(cas, key=lambda ca: ca.id)}
    return DelegationGraph(ordered, number, in_order, issuing, states)


@dataclass(frozen=True, slots=True)
class _Verifier:
    """The CAs that hold one key, and their names in the same order."""

    cas: tuple[CaId, ...]
    names: tuple[Name, ...]


_NOBODY = _Verifier((), ())


def _verifiers(certificates: Iterable[Certificate], cas: Iterable[CertificateAuthority]) -> dict[SpkiHash, _Verifier]:
    """By SPKI, however the key is encoded; a key that no CA holds has a verifier without CAs."""
    of_key: dict[KeyId, _Verifier] = {}
    for ca in cas:
        known = of_key.get(ca.key, _NOBODY)
        of_key[ca.key] = _Verifier((*known.cas, ca.id), (*known.names, ca.name))
    return {c.spki: of_key.get(c.key, _NOBODY) for c in certificates}


def _issuers(certificate: Certificate, verifying: list[_Verifier]) -> tuple[CaId, ...]:
    """Of the CAs whose key verifies a certificate those that bear its issuer's name, by id."""
    if len(verifying) == 1 and len(verifying[0].names) == 1 and verifying[0].names[0] is certificate.issuer:
        return verifying[0].cas  # nearly always, and one tuple for all that a CA issued
    return tuple(
        sorted(
            {
                ca
                for verifier in verifying
                for ca, name in zip(verifier.cas, verifier.names, strict=True)
                if _name_match(certificate, name) is not NameMatch.NONE
            }
        )
    )


def _authorities(certificates: Iterable[Certificate], verifiers: set[SpkiHash]) -> list[CertificateAuthority]:
    """One node for each subject and key that is a CA, in the order in which they are met."""
    named: dict[CaId, tuple[Certificate, ...]] = {}
    is_ca: set[CaId] = set()
    for certificate in certificates:
        named[certificate.ca] = (*named.get(certificate.ca, ()), certificate)
        if certificate.is_ca is True or (
            certificate.is_ca is None and (certificate.self_issued or certificate.spki in verifiers)
        ):
            is_ca.add(certificate.ca)
    cas = []
    for id_, met in named.items():
        if id_ in is_ca:
            own = met if len(met) == 1 else sorted(met, key=lambda c: (c.not_before, c.id))
            cas.append(
                CertificateAuthority(
                    id=id_,
                    name=own[0].subject,
                    spki=own[0].spki,
                    key=own[0].key,
                    certificates=tuple([c.id for c in own]),
                )
            )
    return cas


def _name_match(certificate: Certificate, issuer: Name) -> NameMatch:
    if certificate.issuer is issuer or certificate.issuer.der == issuer.der:
        return NameMatch.BYTE
    return NameMatch.RFC5280 if certificate.issuer.key == issuer.key else NameMatch.NONE
