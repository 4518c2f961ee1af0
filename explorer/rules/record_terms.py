"""What rules about records ask first: is the certificate at hand, in force, trusted; how the records of before read."""

from __future__ import annotations

from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId
from explorer.rules.citations import Citation
from explorer.rules.facts import Facts
from explorer.rules.policy_days import texts_of_both_days


def current(record: Disclosure, facts: Facts) -> CertificateId | None:
    """Its certificate, if that is at hand, unexpired, and revoked by no source; else None."""
    return record.certificate if record.certificate in facts.in_force else None


def texts(record: Disclosure, citations: tuple[Citation, ...], facts: Facts) -> str:
    """The texts in force at the issuance of the record's certificate and on the day judged."""
    issued = facts.graph.certificates[record.certificate].not_before.date() if record.certificate else record.day
    return texts_of_both_days(citations, issued, facts.as_of.date())


def points_at_issuer(record: Disclosure, facts: Facts) -> bool | None:
    """Whether the parent record's CA is proved to have issued the certificate; None: can't be told (DATA-001)."""
    parent = facts.records.get(record.parent_record) if record.parent_record else None
    above = facts.graph.certificates.get(parent.certificate) if parent and parent.certificate else None
    if record.certificate not in facts.graph.certificates or above is None or record.certificate is None:
        return None
    return any(issuance.issuer == above.ca for issuance in facts.graph.issuers_of(record.certificate))
