"""Rows of the CCADB incident appendix: the certificates below a CA, as the incident reporting guidelines ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.model.ids import CertificateId
from explorer.model.revocation import Revocation
from explorer.views.graph_rows import moment
from explorer.views.scope import Scope

EXPIRED = "N/A"
REVOKED = "Yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One certificate. What the data at hand cannot say is empty, for the CA to fill in."""

    certificate: CertificateId
    subject: str
    issuer: str
    not_before: str
    not_after: str
    serial: str
    is_revoked: str  # Yes: the CA said so; N/A: expired; empty: Planned or Delayed, which only the CA knows
    revocation_date: str  # of the signed list of the CA; N/A; empty: not at hand
    revocation_reason: str
    revoked_by: tuple[str, ...]  # who says so, since when
    rules: tuple[str, ...]
    owner: str
    operator: str
    programs: tuple[str, ...]
    ca_id: str
    key_id: str


def incident_rows(
    assessment: Assessment, scope: Scope, rules_of: Mapping[str, Collection[str]]
) -> Iterator[IncidentRow]:
    """The certificates of a scope, by fingerprint; `rules_of` names the rules that found something about each."""
    facts = assessment.facts
    for id_ in scope.certificates:
        certificate = facts.graph.certificates[id_]
        revocations = facts.revocations.get(id_, ())
        state, date, reason = _revocation(revocations, expired=not facts.unexpired(id_))
        role = facts.roles.strongest(id_)
        yield IncidentRow(
            certificate=id_,
            subject=certificate.subject.text,
            issuer=certificate.issuer.text,
            not_before=moment(certificate.not_before.isoformat()),
            not_after=moment(certificate.not_after.isoformat()),
            serial=certificate.serial,
            is_revoked=state,
            revocation_date=date,
            revocation_reason=reason,
            revoked_by=tuple(sorted({f"{r.source} since {r.since}" if r.since else r.source for r in revocations})),
            rules=tuple(sorted(rules_of.get(id_, ()))),
            owner=role.owner if role else "",
            operator=role.operator if role else "",
            programs=tuple(str(use) for use in facts.verdicts.uses(id_)),
            ca_id=certificate.ca if certificate.ca in facts.graph.cas else "",
            key_id=certificate.key,
        )


def _revocation(revocations: tuple[Revocation, ...], *, expired: bool) -> tuple[str, str, str]:
    """State, date and reason, as the CA stated them: OneCRL blocks, it does not revoke.

    Only a CA's own list dates a revocation; CCADB tells when it was first seen to say so.
    """
    own = [r for r in revocations if r.source in ("ccadb", "crl")]
    if not own:
        return (EXPIRED, EXPIRED, EXPIRED) if expired else ("", "", "")
    dated = sorted((r.since.isoformat(), r.reason) for r in own if r.source == "crl" and r.since)
    reasons = sorted({r.reason for r in own if r.reason})
    return REVOKED, dated[0][0] if dated else "", reasons[0] if reasons else ""
