"""DelegationGraph: CAs as nodes, certificates as edges, built from records and checked signatures.

A CA is a subject name with a key; a certificate is an edge from each CA that is proved to have issued it
(docs/model.md). The core is integer-indexed adjacency: certificates and CAs are numbered
in order of their ids, so the same world has the same numbers. `to_networkx` is for exports and notebooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.model.authority import CertificateAuthority, EdgeState, Issuance, Link, LinkState, NameMatch
from explorer.model.certificate import Certificate
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash
from explorer.model.purpose import OCSP_SIGN

if TYPE_CHECKING:
    import networkx

_NONE: tuple[Issuance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjacency:
    """The graph as integers, for passes over all of it.

    Edge e is an issuance: `issuer[e]` and `subject[e]` are numbers of `cas`, `certificate[e]` one of `certificates`.
    Self-signed certificates are edges of a CA to itself and are left out: they carry no trust.
    """

    certificates: tuple[CertificateId, ...]
    cas: tuple[CaId, ...]
    issuer: Sequence[int]
    subject: Sequence[int]
    certificate: Sequence[int]
    below: Sequence[Sequence[int]]  # edges out of a CA, as issuer
    above: Sequence[Sequence[int]]  # edges into a CA, as subject


class DelegationGraph:
    """Who issued what to whom, and how we know. Read-only once built."""

    def __init__(
        self,
        certificates: Mapping[CertificateId, Certificate],
        cas: Mapping[CaId, CertificateAuthority],
        issuances: Mapping[CertificateId, tuple[Issuance, ...]],
        states: Mapping[CertificateId, EdgeState],
        candidates: Mapping[str, tuple[CaId, ...]],
    ) -> None:
        self.certificates = certificates
        self.cas = cas
        self._issuances = issuances
        self._states = states
        self._cas_of_name = candidates
        below: dict[CaId, list[Issuance]] = {}
        self_signed: set[CertificateId] = set()
        for certificate_id, found in issuances.items():
            for issuance in found:
                if issuance.issuer == issuance.subject:
                    self_signed.add(certificate_id)
                else:
                    below.setdefault(issuance.issuer, []).append(issuance)
        self._self_signed = frozenset(self_signed)
        self._below = {ca: tuple(found) for ca, found in below.items()}
        self._of_key: dict[KeyId, list[CertificateId]] = {}
        self._cas_of_key: dict[KeyId, list[CaId]] = {}
        for certificate in certificates.values():
            self._of_key.setdefault(certificate.key, []).append(certificate.id)
        for ca in cas.values():
            self._cas_of_key.setdefault(ca.key, []).append(ca.id)
        self.responders = tuple(
            c.id for c in certificates.values() if c.is_ca is not True and c.eku is not None and OCSP_SIGN in c.eku
        )
        self.unverifiable = tuple(id_ for id_, state in states.items() if state is EdgeState.UNVERIFIABLE)
        self._adjacency: Adjacency | None = None

    def issuers_of(self, certificate: CertificateId) -> tuple[Issuance, ...]:
        """Every proved issuance of the certificate, by issuer id; a self-signed one includes its own CA."""
        return self._issuances.get(certificate, _NONE)

    def issued_by(self, ca: CaId) -> tuple[Issuance, ...]:
        """What the CA issued, by certificate id: to CAs and to responders, its own self-signed ones left out."""
        return self._below.get(ca, _NONE)

    def edge_state(self, certificate: CertificateId) -> EdgeState:
        """What is known of the certificate's link to its issuer."""
        return self._states[certificate]

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
        is_proved = self._states[certificate] is EdgeState.PROVED  # else it may as well be self-signed
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

    @property
    def adjacency(self) -> Adjacency:
        """The graph as integers; made at first use, linear in its size."""
        if self._adjacency is None:
            self._adjacency = _adjacency(self)
        return self._adjacency

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


def build_graph(certificates: Mapping[CertificateId, Certificate], links: Iterable[Link]) -> DelegationGraph:
    """Build the graph of these certificates; links that speak of others are ignored.

    A CA node exists when a certificate says cA TRUE of it, or when a certificate without basicConstraints is
    self-issued (old roots) or has verified another. Cost: linear in certificates and links.
    """
    ordered = {id_: certificates[id_] for id_ in sorted(certificates)}
    verified: dict[CertificateId, list[SpkiHash]] = {}
    unverifiable: set[CertificateId] = set()
    verifiers: set[SpkiHash] = set()
    for link in links:
        if link.certificate not in ordered:
            continue
        if link.state is LinkState.VERIFIES:
            verified.setdefault(link.certificate, []).append(link.issuer_spki)
            verifiers.add(link.issuer_spki)
        elif link.state is LinkState.UNVERIFIABLE:
            unverifiable.add(link.certificate)

    cas = _authorities(ordered, verifiers)
    keys_of_spki = {c.spki: c.key for c in ordered.values()}
    cas_of_key: dict[KeyId, list[CaId]] = {}
    cas_of_name: dict[str, list[CaId]] = {}
    for ca in cas.values():
        cas_of_key.setdefault(ca.key, []).append(ca.id)
        cas_of_name.setdefault(ca.name.key, []).append(ca.id)

    issuances: dict[CertificateId, tuple[Issuance, ...]] = {}
    states: dict[CertificateId, EdgeState] = {}
    for certificate in ordered.values():
        found: dict[CaId, Issuance] = {}
        verifying = {keys_of_spki[spki] for spki in verified.get(certificate.id, ()) if spki in keys_of_spki}
        for key in verifying:
            for issuer in cas_of_key.get(key, ()):
                match = _name_match(certificate, cas[issuer])
                if match is not NameMatch.NONE:
                    found[issuer] = Issuance(
                        certificate=certificate.id, issuer=issuer, subject=certificate.ca, match=match
                    )
        if found:
            issuances[certificate.id] = tuple(found[issuer] for issuer in sorted(found))
            states[certificate.id] = EdgeState.PROVED
        elif verifying:
            states[certificate.id] = EdgeState.SIG_ONLY
        elif certificate.id in unverifiable:
            states[certificate.id] = EdgeState.UNVERIFIABLE
        elif certificate.issuer.key in cas_of_name:
            states[certificate.id] = EdgeState.NAME_ONLY
        else:
            states[certificate.id] = EdgeState.DANGLING
    names = {name: tuple(sorted(found)) for name, found in cas_of_name.items()}
    return DelegationGraph(ordered, cas, issuances, states, names)


def _authorities(
    certificates: Mapping[CertificateId, Certificate], verifiers: set[SpkiHash]
) -> dict[CaId, CertificateAuthority]:
    """One node for each subject and key that is a CA, in order of id."""
    named: dict[CaId, list[Certificate]] = {}
    is_ca: set[CaId] = set()
    for certificate in certificates.values():
        named.setdefault(certificate.ca, []).append(certificate)
        if certificate.is_ca is True:
            is_ca.add(certificate.ca)
        elif certificate.is_ca is None and (certificate.self_issued or certificate.spki in verifiers):
            is_ca.add(certificate.ca)
    cas = {}
    for id_ in sorted(is_ca):
        own = sorted(named[id_], key=lambda c: (c.not_before, c.id))
        first = own[0]
        cas[id_] = CertificateAuthority(
            id=id_, name=first.subject, spki=first.spki, key=first.key, certificates=tuple(c.id for c in own)
        )
    return cas


def _name_match(certificate: Certificate, issuer: CertificateAuthority) -> NameMatch:
    if certificate.issuer.der == issuer.name.der:
        return NameMatch.BYTE
    return NameMatch.RFC5280 if certificate.issuer.key == issuer.name.key else NameMatch.NONE


def _adjacency(graph: DelegationGraph) -> Adjacency:
    certificates = tuple(graph.certificates)
    cas = tuple(graph.cas)
    number_of_certificate = {id_: number for number, id_ in enumerate(certificates)}
    number_of_ca = {id_: number for number, id_ in enumerate(cas)}
    issuer: list[int] = []
    subject: list[int] = []
    certificate: list[int] = []
    below: list[list[int]] = [[] for _ in cas]
    above: list[list[int]] = [[] for _ in cas]
    for id_ in certificates:
        for issuance in graph.issuers_of(id_):
            if issuance.issuer == issuance.subject or issuance.subject not in number_of_ca:
                continue
            edge = len(issuer)
            issuer.append(number_of_ca[issuance.issuer])
            subject.append(number_of_ca[issuance.subject])
            certificate.append(number_of_certificate[id_])
            below[issuer[edge]].append(edge)
            above[subject[edge]].append(edge)
    return Adjacency(
        certificates=certificates,
        cas=cas,
        issuer=issuer,
        subject=subject,
        certificate=certificate,
        below=below,
        above=above,
    )
