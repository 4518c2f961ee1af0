"""Who can sign OCSP answers for whom: rows for `subca signers`, its files, and the screen (docs/key-destruction.md).

over    keys that can answer for a certificate of the CA: its issuer's own key and every delegated responder
by      certificates that a key of the CA can answer for as a delegate, its own included
under   keys that can answer for whatever the CA itself issued
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from explorer.analysis.assess import Assessment
from explorer.model.ids import CaId, CertificateId
from explorer.rules.facts import Facts
from explorer.rules.reach import Reach, reach_under
from explorer.rules.status_holders import Holder, HolderKind, holder_of, is_self_unrevocable
from explorer.rules.status_power import needed
from explorer.views.census import Issuance, issuance_by
from explorer.views.lookup import Found

ISSUER = "ISSUER"  # the class of a CA's own key, which needs no delegation


class Relation(StrEnum):
    """How a row relates to the CA that was asked about."""

    OVER = "over"
    BY = "by"
    UNDER = "under"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRow:
    """One signer and what it can answer for; the columns of the table and of the files, in their order."""

    relation: str
    signer_certificate: str
    signer_name: str
    signer_class: str  # ISSUER, or a class of docs/key-destruction.md
    signer_spki: str
    key_state: str
    key_needed: str  # yes: a trusted issuer is under its power, so that its destruction matters
    holder: str  # owner, external, unknown
    holder_name: str
    holder_basis: str
    holder_source: str
    signer_revoked: tuple[str, ...]  # sources
    self_unrevocable: str
    signer_not_after: str
    issuer_ca_id: str
    issuer_name: str
    issuer_programs: tuple[str, ...]
    subject_certificate: str  # empty: all that the issuer issued
    subject_name: str
    subject_owner: str
    subject_revoked: tuple[str, ...]
    reach_certificates: int
    reach_owners: int
    issued_unexpired: int | None  # certificates that the issuer's key was seen to issue in CT; None: not observed
    issuance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignersView:
    """All rows about one CA, certificate or key."""

    title: str
    rows: tuple[SignerRow, ...]
    notes: tuple[str, ...]  # what is not at hand


def signers(assessment: Assessment, found: Found) -> SignersView:
    """The rows of what was looked up, by relation, issuer, signer and subject. Cost: linear in what hangs under the issuers."""
    drawing = _Drawing(assessment.facts)
    rows = [
        *(row for id_ in found.certificates for row in drawing.over(id_)),
        *(row for id_ in found.certificates for row in drawing.by(id_)),
        *(row for ca in _cas(found, assessment.facts) for row in drawing.under(ca)),
    ]
    first = assessment.facts.graph.certificates[found.certificates[0]]
    return SignersView(
        title=first.subject.text or "(empty name)",
        rows=tuple(sorted(rows, key=_order)),
        notes=tuple(_notes(assessment.facts, found)),
    )


def _cas(found: Found, facts: Facts) -> list[CaId]:
    cas = {facts.graph.certificates[id_].ca for id_ in found.certificates}
    return sorted(ca for ca in cas if ca in facts.graph.cas)


def _order(row: SignerRow) -> tuple[int, str, bool, str, str]:
    place = list(Relation).index(Relation(row.relation))
    return place, row.issuer_ca_id, row.signer_class != ISSUER, row.signer_certificate, row.subject_certificate


def _notes(facts: Facts, found: Found) -> Iterator[str]:
    if not facts.graph.responders:
        yield "no responder certificates are loaded: only CA certificates with OCSPSigning are listed as delegates"
    for id_ in found.certificates:
        if not facts.graph.issuers_of(id_):
            yield f"the issuer of certificate {id_[:16]} is not proved: who can answer for it can't be told"


class _Drawing:
    """Makes rows; what is the same for many rows is worked out once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._reach: dict[CaId, Reach] = {}
        self._issued: dict[CaId, Issuance] = {}
        self._holders: dict[tuple[CertificateId, CaId], Holder] = {}

    def over(self, subject: CertificateId) -> Iterator[SignerRow]:
        for issuance in self._facts.graph.issuers_of(subject):
            yield self._own(Relation.OVER, issuance.issuer, subject)
            if issuance.issuer != issuance.subject:
                for signer in self._facts.signing.signers_for(issuance.issuer):
                    yield self._delegate(Relation.OVER, signer, issuance.issuer, subject)

    def by(self, signer: CertificateId) -> Iterator[SignerRow]:
        for issuer in self._facts.signing.power_under(signer):
            for issuance in self._facts.graph.issued_by(issuer):
                if self._facts.unexpired(issuance.certificate):
                    yield self._delegate(Relation.BY, signer, issuer, issuance.certificate)

    def under(self, ca: CaId) -> Iterator[SignerRow]:
        if self._facts.graph.issued_by(ca):
            yield self._own(Relation.UNDER, ca, None)
        for signer in self._facts.signing.signers_for(ca):
            yield self._delegate(Relation.UNDER, signer, ca, None)

    def _own(self, relation: Relation, ca: CaId, subject: CertificateId | None) -> SignerRow:
        """The CA itself: it needs no delegation, and no revocation of a delegate takes this away."""
        held = self._facts.graph.cas[ca].certificates
        newest = max(held, key=lambda id_: (self._facts.graph.certificates[id_].not_after, id_))
        name = next(filter(None, map(self._facts.holder_of, held)), "")
        roles = [role.basis.value for id_ in held if (role := self._facts.roles.strongest(id_)) is not None]
        kind = HolderKind.OWNER if name else HolderKind.UNKNOWN
        why = "the CA itself" if name else "no record at hand names its owner"
        holder = Holder(kind=kind, name=name, basis=max(roles, default=""), why=why)
        return self._row(relation, newest, ISSUER, holder, ca, subject, self_unrevocable=False)

    def _delegate(
        self, relation: Relation, signer: CertificateId, issuer: CaId, subject: CertificateId | None
    ) -> SignerRow:
        holder = self._holders.get((signer, issuer))
        if holder is None:
            holder = self._holders[signer, issuer] = holder_of(signer, issuer, self._facts)
        kind = self._facts.signing.class_of(signer)
        unrevocable = is_self_unrevocable(signer, self._facts)
        return self._row(
            relation, signer, kind.value if kind else "", holder, issuer, subject, self_unrevocable=unrevocable
        )

    def _row(
        self,
        relation: Relation,
        signer: CertificateId,
        kind: str,
        holder: Holder,
        issuer: CaId,
        subject: CertificateId | None,
        *,
        self_unrevocable: bool,
    ) -> SignerRow:
        facts = self._facts
        certificate = facts.graph.certificates[signer]
        reach = self._reach.get(issuer)
        if reach is None:
            reach = self._reach[issuer] = reach_under((issuer,), facts)
        issuance = self._issued.get(issuer)
        if issuance is None:
            issuance = self._issued[issuer] = issuance_by(facts, (facts.graph.cas[issuer].spki,))
        return SignerRow(
            relation=relation.value,
            signer_certificate=signer,
            signer_name=certificate.subject.text,
            signer_class=kind,
            signer_spki=certificate.spki,
            key_state=facts.key_life.state(certificate.key).value,
            key_needed=_yes(bool(needed(certificate.key, facts))),
            holder=holder.kind.value,
            holder_name=holder.name,
            holder_basis=holder.basis,
            holder_source=holder.why,
            signer_revoked=_sources(signer, facts),
            self_unrevocable=_yes(self_unrevocable),
            signer_not_after=certificate.not_after.date().isoformat(),
            issuer_ca_id=issuer,
            issuer_name=facts.graph.cas[issuer].name.text,
            issuer_programs=tuple(str(use) for use in facts.verdicts.uses_of_ca(issuer)),
            subject_certificate=subject or "",
            subject_name=facts.graph.certificates[subject].subject.text if subject else "",
            subject_owner=facts.holder_of(subject) if subject else "",
            subject_revoked=_sources(subject, facts) if subject else (),
            reach_certificates=reach.certificates,
            reach_owners=len(reach.owners),
            issued_unexpired=issuance.unexpired,
            issuance=issuance.words,
        )


def _sources(certificate: CertificateId, facts: Facts) -> tuple[str, ...]:
    return tuple(sorted({revocation.source for revocation in facts.revocations.get(certificate, ())}))


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
