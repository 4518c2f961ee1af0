"""Who holds a key, as far as it is declared: never read from a subject name (rules.md section 2.3)."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.model.ids import CaId, CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.facts import Facts


def owner_of(certificate: CertificateId, facts: Facts) -> str:
    """CA Owner of the record that says most of who runs it; empty when CCADB has none."""
    role = facts.roles.strongest(certificate)
    return role.owner if role else ""


def holder_of(certificate: CertificateId, facts: Facts) -> str:
    """The declared operator, else the CA Owner; empty when CCADB has no record."""
    role = facts.roles.strongest(certificate)
    if role is None:
        return ""
    return role.operator if role.is_external and role.operator else role.owner


def organisation_of(certificate: CertificateId, facts: Facts) -> str:
    """The holder as an organisation, whatever the spelling; empty when CCADB has no record."""
    holder = holder_of(certificate, facts)
    return organisation_key(holder) if holder else ""


def organisations_of(certificates: Iterable[CertificateId], facts: Facts) -> frozenset[str]:
    """The holders of several certificates as organisations; unlisted certificates add none."""
    return frozenset(filter(None, (organisation_of(certificate, facts) for certificate in certificates)))


def organisations_of_ca(ca: CaId, facts: Facts) -> frozenset[str]:
    """The holders of a CA over all its certificates."""
    return organisations_of(facts.graph.cas[ca].certificates, facts)
