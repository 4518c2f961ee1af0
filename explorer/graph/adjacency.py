"""The graph as integers, for passes over all of it: CAs and certificates by number, edges in order of issuer.

Edges out of one CA stand side by side, and all is held in arrays of machine integers, so that a pass over a
hundred times the edges walks through memory in order instead of chasing objects.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from explorer.model.certificate import Certificate
from explorer.model.ids import CaId, CertificateId


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjacency:
    """Edge e is an issuance from a CA to a CA: `certificate[e]` issued to `subject[e]`, both by number.

    Edges out of CA n are `first[n]` to `first[n + 1] - 1`, in order of certificate. Numbers follow the order of
    ids, so the same world has the same numbers. Self-signed certificates are edges of a CA to itself and are left
    out: they carry no trust.
    """

    certificates: tuple[CertificateId, ...]
    cas: tuple[CaId, ...]
    number_of_certificate: Mapping[CertificateId, int]
    number_of_ca: Mapping[CaId, int]
    first: Sequence[int]  # one more than there are CAs
    subject: Sequence[int]
    certificate: Sequence[int]


def adjacency_of(
    certificates: Mapping[CertificateId, Certificate],
    number_of_certificate: Mapping[CertificateId, int],
    cas: Iterable[CaId],
    issuing: Iterable[Iterable[CaId]],
) -> Adjacency:
    """Number certificates and CAs in the order given, and lay out the edges: sorted by counting, so linear."""
    all_cas = tuple(cas)
    number_of_ca = {id_: number for number, id_ in enumerate(all_cas)}
    issuers, subjects, carrying = array("l"), array("l"), array("l")
    counts = [0] * len(all_cas)
    for number, (certificate, own) in enumerate(zip(certificates.values(), issuing, strict=True)):
        subject = number_of_ca.get(certificate.ca) if own else None
        if subject is None:
            continue
        for ca in own:
            issuer = number_of_ca[ca]
            if issuer != subject:
                issuers.append(issuer)
                subjects.append(subject)
                carrying.append(number)
                counts[issuer] += 1
    first = array("l", bytes(array("l").itemsize * (len(all_cas) + 1)))
    total = 0
    for place, count in enumerate(counts, 1):
        total += count
        first[place] = total
    subject_of, certificate_of = array("l", subjects), array("l", carrying)
    free = array("l", first)  # place of the next edge of each CA
    for issuer, subject, number in zip(issuers, subjects, carrying, strict=True):
        place = free[issuer]
        free[issuer] = place + 1
        subject_of[place] = subject
        certificate_of[place] = number
    return Adjacency(
        certificates=tuple(certificates),
        cas=all_cas,
        number_of_certificate=number_of_certificate,
        number_of_ca=number_of_ca,
        first=first,
        subject=subject_of,
        certificate=certificate_of,
    )
