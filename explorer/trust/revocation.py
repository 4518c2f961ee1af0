"""Which certificates are revoked, by whose statement; sources are kept apart and never merged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from explorer.graph.delegation import DelegationGraph
from explorer.model.disclosure import Disclosure, RevocationStatus
from explorer.model.ids import CertificateId
from explorer.model.revocation import Revocation, RevocationEntry

CCADB = "ccadb"  # the CA's own statement in its CCADB record


def match_revocations(
    graph: DelegationGraph, disclosures: Iterable[Disclosure], entries: Iterable[RevocationEntry]
) -> dict[CertificateId, tuple[Revocation, ...]]:
    """Revocations of each certificate, by source; "Parent Cert Revoked" is none (rules.md 4.2).

    List entries match on the issuer's DER and the serial's octets, both. A certificate that is not at
    hand is known only to its CCADB record.
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
    for entry in entries:
        for certificate in by_serial.get((entry.issuer, entry.serial.lower()), ()):
            revocation = Revocation(
                certificate=certificate, source=entry.source, since=entry.since, reason=entry.reason
            )
            if revocation not in found.setdefault(certificate, []):
                found[certificate].append(revocation)
    return {certificate: tuple(sorted(rs, key=lambda r: r.source)) for certificate, rs in sorted(found.items())}
