"""E1: a hint from the certificate itself, shown only (docs/method.md).

The subject's organisation differs from the CA Owner and a host in the certificate's CRL, AIA or CPS locations is
used by no other CA of that owner. Neither half counts alone: branded CAs are common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from explorer.graph.delegation import DelegationGraph
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CaId
from explorer.operators.names import organisation_key, same_organisation


class OwnHosts:
    """Which CAs of an owner use which host; read per owner, when first needed."""

    def __init__(self, disclosures: Iterable[Disclosure], graph: DelegationGraph) -> None:
        self._graph = graph
        self._certificates: dict[str, list[Certificate]] = {}
        for disclosure in disclosures:
            certificate = graph.certificates.get(disclosure.certificate) if disclosure.certificate else None
            if certificate is not None:
                self._certificates.setdefault(organisation_key(disclosure.owner), []).append(certificate)
        self._users: dict[str, dict[str, set[CaId]]] = {}

    def hint(self, disclosure: Disclosure) -> str:
        """A sentence when the hint holds, else empty."""
        certificate = self._graph.certificates.get(disclosure.certificate) if disclosure.certificate else None
        if certificate is None or not certificate.subject.organisation:
            return ""
        if same_organisation(certificate.subject.organisation, disclosure.owner):
            return ""
        users = self._users_of(organisation_key(disclosure.owner))
        alone = sorted({host for host in _hosts(certificate) if users[host] == {certificate.ca}})
        if not alone:
            return ""
        return (
            f"Hint only: the subject's organisation is {certificate.subject.organisation}, and no other CA of the "
            f"owner uses {', '.join(alone)} (CRL, AIA and CPS locations)."
        )

    def _users_of(self, owner: str) -> dict[str, set[CaId]]:
        users = self._users.get(owner)
        if users is None:
            users = self._users[owner] = {}
            for certificate in self._certificates.get(owner, ()):
                for host in _hosts(certificate):
                    users.setdefault(host, set()).add(certificate.ca)
        return users


def _hosts(certificate: Certificate) -> Iterator[str]:
    locations = (certificate.crl_urls, certificate.ocsp_urls, certificate.issuer_urls, certificate.cps_urls)
    for urls in locations:
        yield from filter(None, map(_host, urls))


@lru_cache(maxsize=1 << 14)
def _host(url: str) -> str:
    """The host in small letters; empty when there is none, or the text is no URL."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
