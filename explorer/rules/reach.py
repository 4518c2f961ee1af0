"""How far status-signing power reaches: what hangs directly under an issuer, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.ids import CaId, CertificateId
from explorer.rules.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Unexpired certificates issued by some CAs, and the organisations behind them."""

    certificates: int
    owners: tuple[str, ...]  # one spelling for each organisation, sorted; those of unlisted certificates are not known
    unlisted: int  # certificates without a CCADB record

    def sentence(self) -> str:
        """The reach in numbers."""
        unlisted = f", {self.unlisted} of them without a CCADB record" if self.unlisted else ""
        certificates = (
            "1 unexpired certificate" if self.certificates == 1 else f"{self.certificates} unexpired certificates"
        )
        owners = "1 organisation" if len(self.owners) == 1 else f"{len(self.owners)} organisations"
        return f"its issuer has {certificates} under it (of {owners}{unlisted})"


def reach_under(issuers: Iterable[CaId], facts: Facts) -> Reach:
    """What an OCSP responder of these CAs can answer for, CCADB and the certificates at hand considered."""
    found: set[CertificateId] = set()
    for issuer in issuers:
        found.update(i.certificate for i in facts.graph.issued_by(issuer) if facts.unexpired(i.certificate))
    owners: dict[str, str] = {}
    unlisted = 0
    for certificate in sorted(found):
        organisation = facts.organisation_of(certificate)
        if organisation:
            owners.setdefault(organisation, facts.holder_of(certificate))
        else:
            unlisted += 1
    return Reach(certificates=len(found), owners=tuple(sorted(owners.values())), unlisted=unlisted)
