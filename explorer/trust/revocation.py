"""Which certificates are revoked, by whose statement; sources are kept apart and never merged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from explorer.graph.delegation import DelegationGraph
from explorer.model.disclosure import Disclosure, RevocationStatus
from explorer.model.ids import CaId, CertificateId, SpkiHash
from explorer.model.revocation import Revocation, RevocationEntry

CCADB = "ccadb"  # the CA's own statement in its CCADB record


def match_revocations(
    graph: DelegationGraph, disclosures: Iterable[Disclosure], entries: Iterable[RevocationEntry]
) -> dict[CertificateId, tuple[Revocation, ...]]:
    """Revocations of each certificate, by source; "Parent Cert Revoked" is none (docs/trust.md).

    List entries match on the issuer's DER and the serial's octets, both; those of a CRL on its issuer's name, the serial
    and proof that the CA which signed the list issued the certificate, for a namesake could sign one too. A certificate that
    is not at hand is known only to its CCADB record.
    """
    found: dict[CertificateId, list[Revocation]] = {}
    first: dict[CertificateId, date] = {}
    for disclosure in disclosures:
        if disclosure.revocation is RevocationStatus.REVOKED and disclosure.certificate is not None:
            known = first.get(disclosure.certificate)
            first[disclosure.certificate] = min(known, disclosure.since) if known else disclosure.since
    for certificate, since in first.items():
        found[certificate] = [Revocation(certificate=certificate, source=CCADB, since=since, reason="")]
    by_serial: dict[tuple[bytes, str], list[CertificateId]] = {}
    for held in graph.certificates.values():
        by_serial.setdefault((held.issuer.der, held.serial.lower()), []).append(held.id)
    lists = _SignedLists(graph)
    for entry in entries:
        matching = lists.named(entry) if entry.key else by_serial.get((entry.issuer, entry.serial.lower()), ())
        for certificate in matching:
            revocation = Revocation(
                certificate=certificate, source=entry.source, since=entry.since, reason=entry.reason
            )
            if revocation not in found.setdefault(certificate, []):
                found[certificate].append(revocation)
    return {certificate: tuple(sorted(rs, key=lambda r: r.source)) for certificate, rs in sorted(found.items())}


class _SignedLists:
    """Which certificates a CRL speaks of: those that its signer, under the name in the CRL, is proved to have issued, by serial.

    Serials are told apart by the issuer's name, so a key under two names signs two lists. A CA that took a new key signs
    its CRLs with that one: certificates of the old key count where the old key itself signed a self-issued certificate
    for the new one (RFC 5280 6.3.3 (f) asks for one trust anchor; a name alone would not do, nor would a certificate
    that the signer of the CRL made over the other's public key, for anyone can make that).
    """

    def __init__(self, graph: DelegationGraph) -> None:
        self._graph = graph
        self._by_serial: dict[tuple[SpkiHash, bytes], dict[str, list[CertificateId]]] = {}
        self._keys = {certificate.spki: certificate.key for certificate in graph.certificates.values()}

    def named(self, entry: RevocationEntry) -> list[CertificateId]:
        """The certificates with the entry's serial that its signer issued."""
        assert entry.key is not None
        known = self._by_serial.get((entry.key, entry.issuer))
        if known is None:
            known = self._by_serial[entry.key, entry.issuer] = {}
            for issuer in self._issuers(entry.key, entry.issuer):
                own = {i.certificate for i in self._graph.issued_by(issuer)}
                own.update(self._graph.cas[issuer].certificates)  # its self-signed ones
                for id_ in sorted(own):
                    if any(i.issuer == issuer for i in self._graph.issuers_of(id_)):
                        known.setdefault(self._graph.certificates[id_].serial.lower(), []).append(id_)
        return known.get(entry.serial.lower(), [])

    def _issuers(self, spki: SpkiHash, name: bytes) -> set[CaId]:
        """The CAs of the key under this name (DER), and those whose key a rollover certificate shows to have chosen it."""
        if spki not in self._keys:
            return set()
        own = self._under(name, self._graph.cas_of_key(self._keys[spki]))
        linked: set[CaId] = set()
        for ca in own:
            for id_ in self._graph.cas[ca].certificates:
                if self._graph.is_rollover(id_):
                    linked.update(i.issuer for i in self._graph.issuers_of(id_))
        return own | {ca for ca in linked if ca in self._graph.cas}

    def _under(self, name: bytes, cas: tuple[CaId, ...]) -> set[CaId]:
        """Those of one key that bear the name; an encoding that no certificate at hand has counts only for a key of one name."""
        keys = {self._graph.cas[ca].name.key for ca in cas}
        if len(keys) > 1:
            keys = {
                held.key
                for ca in cas
                for held in (
                    *(self._graph.certificates[id_].subject for id_ in self._graph.cas[ca].certificates),
                    *(self._graph.certificates[i.certificate].issuer for i in self._graph.issued_by(ca)),
                )
                if held.der == name
            }
        return {ca for ca in cas if self._graph.cas[ca].name.key in keys}
