"""Facts: the frozen bundle handed to every rule. Rules read it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from explorer.graph.delegation import DelegationGraph
from explorer.keys.lifecycle import KeyLife
from explorer.keys.status_signing import StatusSigning
from explorer.model.answer import Truth
from explorer.model.census import Census
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.ids import CaId, CertificateId, RecordId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.model.revocation import Revocation
from explorer.model.sighting import Sighting
from explorer.operators.names import SpellingGroup, organisation_key, spelling_groups
from explorer.operators.roles import Role, Roles
from explorer.store.snapshot import ListedDay, RecordHistory
from explorer.trust.constraint_check import ConstraintCheck
from explorer.trust.engine import Verdicts
from explorer.trust.path_length import widest_left


@dataclass(frozen=True, kw_only=True, eq=False)  # not slotted: what is derived from the whole day is kept, see below
class Facts:
    """All that is known of one day, and the answers of the floors below."""

    as_of: datetime
    graph: DelegationGraph
    records: Mapping[RecordId, Disclosure]  # every disclosure, by record id
    records_of: Mapping[CertificateId, tuple[Disclosure, ...]]  # those of one certificate, by record id
    opaque: Mapping[CertificateId, str]
    revocations: Mapping[CertificateId, tuple[Revocation, ...]]
    roles: Roles
    constraints: ConstraintCheck
    verdicts: Verdicts
    key_life: KeyLife
    signing: StatusSigning
    basis: str  # definition that decides "constrained": mrsp, v25, v29, crtsh, ccadb
    _organisations: dict[CertificateId, str] = field(default_factory=dict, init=False, repr=False)  # kept answers
    audit_ends: Mapping[RecordId, date] = field(default_factory=dict)  # last day of the Standard audit; absent: unknown
    lists: tuple[ListedDay, ...] = ()  # the day used of each list, by name
    history: RecordHistory = field(default_factory=RecordHistory)  # what CCADB said before
    sightings: Mapping[CertificateId, tuple[Sighting, ...]] = field(default_factory=dict)  # in CT logs
    census: Census = field(default_factory=Census)  # what keys were seen to issue in CT

    def constrained(self, certificate: CertificateId) -> Truth:
        """Whether the certificate is technically constrained under the basis of this run."""
        return self.constraints.decide(self.basis, certificate).truth

    def may_issue(self, certificate: CertificateId) -> bool:
        """Its subject is a CA as far as is known: not a leaf, and not one that merely has no basicConstraints."""
        found = self.graph.certificates[certificate]
        return found.is_ca is not False and (found.ca in self.graph.cas or "is_ca" in found.unread)

    def unexpired(self, certificate: CertificateId) -> bool:
        """notAfter is not yet past; a certificate of the future is not in the world."""
        return self.as_of <= self.graph.certificates[certificate].not_after

    def revoked(self, certificate: CertificateId) -> bool:
        """Revoked in any source; the sources stay apart in `revocations`."""
        return certificate in self.revocations

    def owner_of(self, certificate: CertificateId) -> str:
        """CA Owner of the record that says most of who runs it; empty when CCADB has none."""
        role = self.roles.strongest(certificate)
        return role.owner if role else ""

    def holder_of(self, certificate: CertificateId) -> str:
        """Who holds its key as far as declared: the external operator, else the CA Owner; empty without a record."""
        role = self.roles.strongest(certificate)
        if role is None:
            return ""
        return role.operator if role.is_external else role.owner

    def holder_unknown(self, certificate: CertificateId) -> str:
        """Why it can't be told whether somebody else than the owner holds its key; empty when it can."""
        role = self.roles.strongest(certificate)
        if role is None:
            return "no CCADB record of this day has its fingerprint"
        return role.reasons[1] if role.is_unknown else ""

    def organisation_of(self, certificate: CertificateId) -> str:
        """The holder as an organisation, whatever the spelling (never read from a subject name, docs/method.md)."""
        found = self._organisations.get(certificate)
        if found is None:
            found = self._organisations[certificate] = organisation_key(self.holder_of(certificate))
        return found

    @cached_property
    def included(self) -> Mapping[CertificateId, frozenset[tuple[Program, Purpose]]]:
        """Anchors, and the programs and purposes for which they are trusted as anchors."""
        found: dict[CertificateId, set[tuple[Program, Purpose]]] = {}
        for anchor in self.verdicts.anchors.anchored:
            found.setdefault(anchor.certificate, set()).add((anchor.program, anchor.purpose))
        return {certificate: frozenset(pairs) for certificate, pairs in found.items()}

    @cached_property
    def purposes_stated(self) -> frozenset[Purpose]:
        """Purposes for which any program trusts any anchor."""
        return frozenset(anchor.purpose for anchor in self.verdicts.anchors.anchored)

    @cached_property
    def purposes_of_root_owner(self) -> Mapping[str, frozenset[Purpose]]:
        """For what the included roots of an organisation are trusted, in any program; by organisation key."""
        found: dict[str, set[Purpose]] = {}
        for certificate, pairs in self.included.items():
            for record in self.records_of.get(certificate, ()):
                if record.kind is RecordKind.ROOT:
                    found.setdefault(organisation_key(record.owner), set()).update(purpose for _, purpose in pairs)
        return {organisation: frozenset(purposes) for organisation, purposes in found.items()}

    @cached_property
    def in_other_hands(self) -> Mapping[CertificateId, Role | None]:
        """Intermediates, unexpired and revoked by no source, that another organisation than the owner operates, or may.

        None: no CCADB record has its fingerprint, so that nobody can say who does.
        """
        found: dict[CertificateId, Role | None] = {}
        for id_ in self.graph.certificates:
            if not self.unexpired(id_) or self.revoked(id_) or id_ in self.included or not self.may_issue(id_):
                continue
            role = self.roles.strongest(id_)
            if (role is None or role.is_external or role.is_unknown) and not self.graph.is_self_signed(id_):
                found[id_] = role
        return found

    @cached_property
    def said_before(self) -> Mapping[RecordId, Disclosure]:
        """What each record that has changed since said of the same certificate on the stored day before."""
        before = self.history.before
        pairs = [(row, self.records.get(row.record)) for row in (before.ended if before else ())]
        return {then.record: then for then, now in pairs if now is not None and then.certificate == now.certificate}

    @cached_property
    def records_before(self) -> Mapping[RecordId, Disclosure]:
        """Every record as it read on the stored day before."""
        before = self.history.before
        if before is None:
            return {}
        stayed = {id_: record for id_, record in self.records.items() if record.row not in before.came}
        return {**stayed, **{row.record: row for row in before.ended}}

    @cached_property
    def in_force(self) -> frozenset[CertificateId]:
        """Certificates of records at hand that are unexpired and revoked by no source."""
        certificates = self.graph.certificates
        return frozenset(
            id_ for id_ in self.records_of if id_ in certificates and self.unexpired(id_) and not self.revoked(id_)
        )

    @cached_property
    def path_length_left(self) -> Mapping[CaId, int]:
        """How many CA certificates may follow below a CA at most, by path length alone; absent: no way leads to it."""
        return widest_left(self.graph, self.as_of)

    @cached_property
    def years_at_hand(self) -> frozenset[str]:
        """Years of notBefore of which any certificate was loaded: the files that CCADB publishes are by year."""
        return frozenset(str(certificate.not_before.year) for certificate in self.graph.certificates.values())

    @cached_property
    def spellings(self) -> Mapping[str, SpellingGroup]:
        """Every organisation in CA Owner and Subordinate CA Owner with its raw spellings, by key, sorted."""
        texts = [r.owner for r in self.records.values()] + [r.subordinate_owner or "" for r in self.records.values()]
        return {group.key: group for group in spelling_groups(texts)}
