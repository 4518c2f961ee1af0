"""Who owns, who runs and with whose audit: one role per CCADB record, each claim with its column.

Owned by, operated by, audited with and named for are four relations and stay apart (docs/method.md). The subject's
organisation alone never makes anything external. Confidence levels E0 to E4 are those of docs/method.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from explorer.graph.delegation import DelegationGraph
from explorer.model.affiliate import Affiliate
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.evidence import Evidence
from explorer.model.ids import CaId, CertificateId, KeyId, RecordId
from explorer.operators.audits import Audit, Audits
from explorer.operators.basis import OperatorBasis
from explorer.operators.hosts import OwnHosts
from explorer.operators.inheritance import Inheritance, SubordinateOwner
from explorer.operators.names import organisation_key, same_organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What one record says of who stands behind one certificate."""

    record: RecordId
    certificate: CertificateId | None
    owner: str  # CA Owner, as written
    subordinate_owner: str | None  # effective Subordinate CA Owner; "": blank; None: unknown
    inherited_from: RecordId | None  # the record whose value it is, where that is another one
    depth: int  # steps up to that record; 0: own value, or none
    operator: str  # who runs it as far as the data say: the subordinate owner, an indicated other, else the owner
    basis: OperatorBasis
    affiliate: bool  # owner and operator are in one group of the affiliates register on the day
    own_audit: bool | None  # a Standard audit apart from the parent's; None: unknown
    audit_record: RecordId | None  # the record whose Standard audit applies; None: none, or unknown
    audit_depth: int  # steps up to that record
    reasons: tuple[str, ...]  # one sentence per claim, naming its column

    @property
    def is_external(self) -> bool:
        """Declared: another organisation stands in Subordinate CA Owner (E3, E4)."""
        return self.basis in (OperatorBasis.E3, OperatorBasis.E4)

    @property
    def is_indicated(self) -> bool:
        """Something else points to another organisation (E2)."""
        return self.basis is OperatorBasis.E2

    @property
    def is_unknown(self) -> bool:
        """Whether it is external can't be told: the effective Subordinate CA Owner is not known."""
        return self.subordinate_owner is None


class Roles:
    """The roles of one day, made when first asked for and kept."""

    def __init__(
        self,
        disclosures: Iterable[Disclosure],
        graph: DelegationGraph,
        affiliates: Iterable[Affiliate],
        evidence: Iterable[Evidence],
        as_of: datetime,
    ) -> None:
        self._graph = graph
        self._all = tuple(sorted(disclosures, key=lambda d: (d.record, d.row)))
        self._records: dict[RecordId, Disclosure] = {}
        self._of_certificate: dict[CertificateId, list[Disclosure]] = {}
        self._of_ca: dict[CaId, list[Disclosure]] = {}
        for disclosure in self._all:
            self._records.setdefault(disclosure.record, disclosure)
            if disclosure.certificate is not None:
                self._of_certificate.setdefault(disclosure.certificate, []).append(disclosure)
                certificate = graph.certificates.get(disclosure.certificate)
                if certificate is not None:
                    self._of_ca.setdefault(certificate.ca, []).append(disclosure)
        self._inheritance = Inheritance(self._records, graph)
        self._audits = Audits(self._records)
        self._hosts = OwnHosts(self._all, graph)
        self._groups = _groups(affiliates, as_of)
        self._holders = _holders(evidence, graph, as_of)
        self._kept: dict[tuple[RecordId, int], Role] = {}

    def of_record(self, record: RecordId) -> Role:
        """The role that one record states; of several rows with one id, the first. KeyError: no such record."""
        return self._role(self._records[record])

    def of_certificate(self, certificate: CertificateId) -> tuple[Role, ...]:
        """One role per record of the certificate, by record id."""
        return tuple(self._role(disclosure) for disclosure in self._of_certificate.get(certificate, ()))

    def of_ca(self, ca: CaId) -> tuple[Role, ...]:
        """One role per record of any certificate of the CA, by record id; values are listed, never merged."""
        return tuple(self._role(disclosure) for disclosure in self._of_ca.get(ca, ()))

    def strongest(self, certificate: CertificateId) -> Role | None:
        """The role of the certificate with the highest basis, the first by record id among equals; None: no record."""
        return max(self.of_certificate(certificate), key=lambda role: role.basis, default=None)

    def same_group(self, one: str, other: str) -> bool:
        """Both organisations are members of one group of the affiliates register on the day."""
        groups = self._groups.get(organisation_key(one), frozenset())
        return bool(groups & self._groups.get(organisation_key(other), frozenset()))

    def _role(self, disclosure: Disclosure) -> Role:
        place = (disclosure.record, disclosure.row)
        role = self._kept.get(place)
        if role is None:
            role = self._kept[place] = self._weigh(disclosure)
        return role

    def _weigh(self, disclosure: Disclosure) -> Role:
        """The strongest level that holds, with every indication that was found on the way."""
        named = self._inheritance.of(disclosure)
        audit = self._audits.of(disclosure)
        basis, operator, reasons = self._basis(disclosure, named, audit)
        affiliate = operator != disclosure.owner and self.same_group(disclosure.owner, operator)
        if affiliate:
            reasons.append(f"Affiliates register: {disclosure.owner} and {operator} are in one group.")
        return Role(
            record=disclosure.record,
            certificate=disclosure.certificate,
            owner=disclosure.owner,
            subordinate_owner=named.value,
            inherited_from=named.inherited_from,
            depth=named.depth,
            operator=operator,
            basis=basis,
            affiliate=affiliate,
            own_audit=audit.own,
            audit_record=audit.record,
            audit_depth=audit.depth,
            reasons=tuple(reasons),
        )

    def _basis(
        self, disclosure: Disclosure, named: SubordinateOwner, audit: Audit
    ) -> tuple[OperatorBasis, str, list[str]]:
        reasons = [f'CA Owner is "{disclosure.owner}".', named.reason]
        if named.value and not same_organisation(named.value, disclosure.owner):
            reasons.append(audit.reason)
            return (OperatorBasis.E4 if audit.own else OperatorBasis.E3), named.value, reasons
        if disclosure.kind is RecordKind.ROOT:
            return OperatorBasis.E0, disclosure.owner, reasons
        reasons.append(audit.reason)
        operator, indications = self._indications(disclosure, audit)
        if indications:
            return OperatorBasis.E2, operator, [*reasons, *indications]
        hint = self._hosts.hint(disclosure)
        if hint:
            return OperatorBasis.E1, disclosure.owner, [*reasons, hint]
        return OperatorBasis.E0, disclosure.owner, reasons

    def _indications(self, disclosure: Disclosure, audit: Audit) -> tuple[str, list[str]]:
        """What points to another organisation, and which one where it is named."""
        operator, found = disclosure.owner, []
        if audit.own:
            found.append("An audit of its own points to another organisation; who that is, is not declared.")
        cross = self._cross_certified(disclosure)
        if cross:
            other = min(cross, key=lambda d: (d.kind is not RecordKind.ROOT, d.record))
            operator = other.owner
            names = ", ".join(dict.fromkeys(d.owner for d in cross))
            found.append(f"Other records of the same CA (first {other.record}) have another CA Owner: {names}.")
        certificate = self._graph.certificates.get(disclosure.certificate) if disclosure.certificate else None
        for holder in self._holders.get(certificate.key, ()) if certificate else ():
            if not same_organisation(holder, disclosure.owner):
                operator = holder
                found.append(f"The key-lifecycle register names {holder} as Holder of the key.")
        return operator, found

    def _cross_certified(self, disclosure: Disclosure) -> list[Disclosure]:
        certificate = self._graph.certificates.get(disclosure.certificate) if disclosure.certificate else None
        if certificate is None:
            return []
        return [d for d in self._of_ca[certificate.ca] if not same_organisation(d.owner, disclosure.owner)]


def assign_roles(
    disclosures: Iterable[Disclosure],
    graph: DelegationGraph,
    affiliates: Iterable[Affiliate],
    as_of: datetime,
    evidence: Iterable[Evidence] = (),
) -> Roles:
    """Get ready to answer who stands behind each record; `as_of` (UTC) decides which affiliations hold."""
    return Roles(disclosures, graph, affiliates, evidence, as_of)


def _groups(affiliates: Iterable[Affiliate], as_of: datetime) -> Mapping[str, frozenset[str]]:
    """Key of an organisation -> groups it is a member of on the day, last day included."""
    day = as_of.date()
    found: dict[str, set[str]] = {}
    for entry in affiliates:
        if (entry.since is None or entry.since <= day) and (entry.until is None or day <= entry.until):
            found.setdefault(organisation_key(entry.member), set()).add(entry.group)
    return {key: frozenset(groups) for key, groups in found.items()}


def _holders(evidence: Iterable[Evidence], graph: DelegationGraph, as_of: datetime) -> Mapping[KeyId, tuple[str, ...]]:
    """Key -> who the register names as its holder, up to the day; superseded records left out."""
    records = tuple(evidence)
    if not records:
        return {}
    superseded = {id_ for record in records for id_ in record.supersedes}
    keys = {certificate.spki: certificate.key for certificate in graph.certificates.values()}
    found: dict[KeyId, set[str]] = {}
    for record in records:
        if record.id in superseded or not record.holder.strip():
            continue
        if record.event_date is not None and record.event_date > as_of.date():
            continue
        named = [graph.certificates[id_].key for id_ in record.certificates if id_ in graph.certificates]
        for key in (*named, *(keys[spki] for spki in record.keys if spki in keys)):
            found.setdefault(key, set()).add(record.holder)
    return {key: tuple(sorted(holders)) for key, holders in found.items()}
