"""The delegation graph as rows: CAs and responders as nodes, certificates as edges; what graph files are made from.

Nodes are sorted by id, edges by certificate and issuer, so the same world gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.model.authority import EdgeState, NameMatch
from explorer.model.certificate import Certificate
from explorer.model.finding import Finding, Severity
from explorer.model.ids import CaId, CertificateId
from explorer.rules.facts import Facts
from explorer.rules.liveness import best_uses
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One CA (subject and key), or one responder that is no CA."""

    id: str  # ca_id
    label: str  # common name, else organisation, else the whole name
    kind: str  # root, intermediate, responder
    name: str  # the whole name
    organisation: str
    key_id: str
    spki_sha256: str
    owner: str  # CA Owner; empty: no record
    operator: str  # as declared, when it is another than the owner
    operator_basis: str
    standing: str  # valid, revoked, expired
    trusted: bool
    programs: tuple[str, ...]
    marks: tuple[str, ...]
    key_state: str
    certificates: int
    valid_certificates: int
    not_after: str
    findings: int
    worst_severity: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRow:
    """One certificate from one CA that is proved to have issued it; without such a CA, `issuer` is empty."""

    id: str  # the fingerprint; with a number behind it when another CA of the same key and name may have issued it too
    issuer: str  # ca_id
    subject: str  # ca_id
    certificate_sha256: str
    state: str  # proved, name_only, sig_only, unverifiable, dangling
    name_match: str
    relation: str  # self-signed, rollover, cross-certificate, reissue, issued
    serial: str
    not_before: str
    not_after: str
    expired: bool
    signature_algorithm: str
    key_algorithm: str
    key_bits: int
    path_length: str  # empty: not limited
    extended_key_usage: tuple[str, ...]  # OIDs
    has_name_constraints: bool
    constrained: str  # under the basis of this run
    ccadb_technically_constrained: str
    revoked_by: tuple[str, ...]
    programs: tuple[str, ...]
    owner: str
    operator: str
    ccadb_records: tuple[str, ...]
    findings: int
    worst_severity: str
    rules: tuple[str, ...]


class GraphRows:
    """Rows of the graph of one assessment, all of it or what is in a scope; made one by one."""

    def __init__(self, assessment: Assessment, scope: Scope) -> None:
        self.assessment = assessment
        self.scope = scope
        self._facts = assessment.facts
        self._hierarchy = Hierarchy(assessment)
        self._of_certificate: dict[CertificateId, list[Finding]] = {}
        for finding in assessment.findings:
            if finding.certificate:
                self._of_certificate.setdefault(finding.certificate, []).append(finding)

    def nodes(self) -> Iterator[NodeRow]:
        """CAs of the scope, and the responders that they certified, by id."""
        issued = set(self.scope.certificates)
        for id_ in sorted(self._hierarchy.members):
            member = self._hierarchy.members[id_]
            if not self.scope.named or id_ in self.scope.cas or issued.intersection(member.certificates):
                yield self._node(member)

    def edges(self) -> Iterator[EdgeRow]:
        """Certificates from an issuer at hand, by certificate and issuer; of a scope, those issued inside it."""
        issued = frozenset(self.scope.certificates)
        for certificate in self._known():
            is_inside = not self.scope.named or certificate.ca in self.scope.cas or certificate.id in issued
            found = self._facts.graph.issuers_of(certificate.id) if is_inside else ()
            for number, issuance in enumerate(found, start=1):
                if not self.scope.named or issuance.issuer in self.scope.cas:
                    yield self._edge(certificate, issuance.issuer, issuance.match, number)

    def unlinked(self) -> Iterator[EdgeRow]:
        """Certificates of the scope without a proved issuer at hand: no edge of a graph, but not left out either."""
        for certificate in self._known():
            is_inside = not self.scope.named or certificate.ca in self.scope.cas
            if is_inside and not self._facts.graph.issuers_of(certificate.id):
                yield self._edge(certificate, "", NameMatch.NONE, 1)

    def _known(self) -> Iterator[Certificate]:
        """Certificates that name a member, in order of id."""
        graph = self._facts.graph
        return (c for c in graph.certificates.values() if self._hierarchy.of_certificate(c.id) is not None)

    def _node(self, member: Member) -> NodeRow:
        graph = self._facts.graph
        last = graph.certificates[member.certificates[-1]]
        kind = "responder" if member.is_responder else "root" if member.is_root else "intermediate"
        bases = [role.basis.value for c in member.certificates for role in self._facts.roles.of_certificate(c)]
        findings = self._hierarchy.findings_of(member.id)
        return NodeRow(
            id=member.id,
            label=member.name,
            kind=kind,
            name=last.subject.text,
            organisation=last.subject.organisation,
            key_id=last.key,
            spki_sha256=last.spki,
            owner=member.owner,
            operator=member.operator,
            operator_basis=max(bases, default=""),
            standing=member.standing.value,
            trusted=member.is_trusted,
            programs=tuple(
                str(use)
                for use in best_uses(self._facts.verdicts.uses(certificate) for certificate in member.certificates)
            ),
            marks=tuple(mark.slug for mark in member.marks),
            key_state=self._facts.key_life.state(last.key).value,
            certificates=len(member.certificates),
            valid_certificates=member.valid,
            not_after=member.not_after,
            findings=len(findings),
            worst_severity=_worst(findings),
            rules=_rules(findings),
        )

    def _edge(self, certificate: Certificate, issuer: CaId | str, match: NameMatch, number: int) -> EdgeRow:
        facts, id_ = self._facts, certificate.id
        findings = self._of_certificate.get(id_, [])
        role = facts.roles.strongest(id_)
        return EdgeRow(
            id=id_ if number == 1 else f"{id_}-{number}",
            issuer=issuer,
            subject=certificate.ca,
            certificate_sha256=id_,
            state=facts.graph.edge_state(id_).value,
            name_match=match.value,
            relation=_relation(facts, id_),
            serial=certificate.serial,
            not_before=moment(certificate.not_before.isoformat()),
            not_after=moment(certificate.not_after.isoformat()),
            expired=not facts.unexpired(id_),
            signature_algorithm=certificate.signature_algorithm,
            key_algorithm=certificate.key_algorithm,
            key_bits=certificate.key_bits,
            path_length="" if certificate.path_length is None else str(certificate.path_length),
            extended_key_usage=tuple(sorted(certificate.eku or ())),
            has_name_constraints=certificate.name_constraints is not None,
            constrained=facts.constrained(id_).value,
            ccadb_technically_constrained=facts.constraints.decide("ccadb", id_).truth.value,
            revoked_by=tuple(sorted({r.source for r in facts.revocations.get(id_, ())})),
            programs=tuple(str(use) for use in facts.verdicts.uses(id_)),
            owner=role.owner if role else "",
            operator=role.operator if role else "",
            ccadb_records=tuple(record.record for record in facts.records_of.get(id_, ())),
            findings=len(findings),
            worst_severity=_worst(findings),
            rules=_rules(findings),
        )


def moment(text: str) -> str:
    """ISO 8601 UTC as all files write it."""
    return text.replace("+00:00", "Z")


def _relation(facts: Facts, certificate: CertificateId) -> str:
    graph = facts.graph
    if graph.is_self_signed(certificate):
        return "self-signed"
    if graph.edge_state(certificate) is not EdgeState.PROVED:
        return "unproved"
    if graph.is_rollover(certificate):
        return "rollover"
    if graph.is_cross_certificate(certificate):
        return "cross-certificate"
    return "reissue" if graph.is_reissue(certificate) else "issued"


def _worst(findings: tuple[Finding, ...] | list[Finding]) -> str:
    worst = min((f.severity for f in findings), key=lambda severity: severity.rank, default=None)
    return worst.value if isinstance(worst, Severity) else ""


def _rules(findings: tuple[Finding, ...] | list[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in findings}))
