"""FindingRow: one finding as people read it, column by column; the command line, the files and the screen share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.analysis.history import FindingHistory
from explorer.graph.reach import roots_above
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure
from explorer.model.evidence import KeyState
from explorer.model.finding import Finding, Status
from explorer.model.ids import CertificateId
from explorer.operators.basis import OperatorBasis
from explorer.operators.roles import Role
from explorer.rules.registry import RULES
from explorer.views.census import issuance_by, issuing_keys
from explorer.views.filters import About, Filters
from explorer.views.scope import scope_of

RULE_OF = {rule.id: rule for rule in RULES}

_SHOWN_DEFINITIONS = ("v25", "v29", "crtsh", "ccadb")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """The columns of flags.csv, in their order (docs/csv-columns.md explains each)."""

    rule_id: str
    rule_name: str
    severity: str
    confidence: str
    status: str
    title: str
    explanation: str
    subject_kind: str
    subject_name: str
    certificate_sha256: str
    spki_sha256: str
    ca_id: str
    ca_owner: str
    subordinate_ca_owner: str
    operator: str
    operator_basis: str
    issuer_name: str
    root_names: tuple[str, ...]
    programs: tuple[str, ...]
    not_before: str
    not_after: str
    revocation: tuple[str, ...]
    constrained_default: str
    constrained_mozilla_v25: str
    constrained_mozilla_v29: str
    constrained_crtsh: str
    ccadb_technically_constrained: str
    key_state: str
    reach_certificates: int | None
    reach_owners: int | None
    citations: tuple[str, ...]
    proof: tuple[CertificateId, ...]
    remedy: str
    first_seen: str
    as_of: str
    snapshot: str
    crtsh_url: str
    subject_id: str
    issued_unexpired: int | None
    issued_domains: int | None
    issuance: str


def finding_rows(
    assessment: Assessment, filters: Filters, history: FindingHistory | None = None
) -> tuple[FindingRow, ...]:
    """The chosen findings as rows, sorted by severity, rule and subject; unknowns among them where asked for.

    Without a history the days before are taken as not assessed. Raises `UsageError` when `filters.below` names no
    CA, or several.
    """
    return tuple(row for _, row in chosen_findings(assessment, filters, history))


def chosen_findings(
    assessment: Assessment, filters: Filters, history: FindingHistory | None = None
) -> Iterator[tuple[Finding, FindingRow]]:
    """Each chosen finding with its row, in the order of `finding_rows`."""
    scope = scope_of(assessment.facts.graph, filters.below)
    findings = [*assessment.findings, *(assessment.unknown if filters.unknown else ())]
    findings.sort(key=lambda f: (f.severity.rank, f.rule, f.subject))
    for finding in findings:
        if filters.choose(finding, RULE_OF[finding.rule].name):
            row = finding_row(assessment, finding, history)
            if filters.choose_about(_about(assessment, row)) and (
                not filters.below or scope.holds(row.ca_id, row.certificate_sha256)
            ):
                yield finding, row


def _about(assessment: Assessment, row: FindingRow) -> About:
    """What filters ask of the subject of a row."""
    id_ = CertificateId(row.certificate_sha256)
    return About(
        owner=row.ca_owner,
        operator=row.operator,
        is_external=row.operator_basis in (OperatorBasis.E3.value, OperatorBasis.E4.value),
        is_revoked=assessment.facts.revoked(id_),
        is_expired=bool(row.not_after) and not assessment.facts.unexpired(id_),
        key_state=KeyState(row.key_state) if row.key_state else None,
        words=(row.subject_name, row.certificate_sha256, row.spki_sha256, row.ca_id, row.issuer_name),
    )


def finding_row(assessment: Assessment, finding: Finding, history: FindingHistory | None = None) -> FindingRow:
    """One finding with all that its subject's certificate and records say."""
    facts = assessment.facts
    rule = RULE_OF[finding.rule]
    certificate = _certificate_of(assessment, finding)
    record = facts.records.get(finding.record) if finding.record else None
    if record is None and certificate is not None:
        record = next(iter(facts.records_of.get(certificate.id, ())), None)
    role = _role_of(assessment, finding, certificate)
    certificate_id = certificate.id if certificate else finding.certificate or (record and record.certificate) or ""
    day = assessment.manifest.as_of.isoformat()
    constrained = {
        name: facts.constraints.decide(name, certificate.id).truth.value if certificate else "unknown"
        for name in (facts.basis, *_SHOWN_DEFINITIONS)
    }
    first_seen = f"at or before {day}"
    issuance = issuance_by(facts, issuing_keys(facts, certificate.id) if certificate else ())
    if history is not None and finding.status is not Status.UNKNOWN:
        first_seen = history.first_seen(finding, assessment.manifest.as_of)
    return FindingRow(
        rule_id=rule.id,
        rule_name=rule.name,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        status=finding.status.value,
        title=rule.title,
        explanation=" ".join(_sentence(text) for text in finding.because),
        subject_kind=finding.kind.value,
        subject_name=_name_of(finding, certificate, record),
        certificate_sha256=certificate_id,
        spki_sha256=certificate.spki if certificate else "",
        ca_id=next((ca for ca in (finding.ca, certificate and certificate.ca) if ca in facts.graph.cas), None) or "",
        ca_owner=record.owner if record else finding.owner,
        subordinate_ca_owner=(role.subordinate_owner or "") if role else "",
        operator=role.operator if role else "",
        operator_basis=role.basis.value if role else "",
        issuer_name=certificate.issuer.text if certificate else (record.parent_name if record else ""),
        root_names=_roots(assessment, certificate),
        programs=tuple(str(use) for use in finding.uses),
        not_before=_moment(certificate.not_before.isoformat()) if certificate else "",
        not_after=_moment(certificate.not_after.isoformat()) if certificate else "",
        revocation=_revocation(assessment, certificate, record),
        constrained_default=constrained[facts.basis],
        constrained_mozilla_v25=constrained["v25"],
        constrained_mozilla_v29=constrained["v29"],
        constrained_crtsh=constrained["crtsh"],
        ccadb_technically_constrained=constrained["ccadb"],
        key_state=facts.key_life.state(certificate.key).value if certificate else "",
        reach_certificates=finding.reach_certificates,
        reach_owners=finding.reach_owners,
        citations=tuple(sorted(str(citation) for citation in rule.citations)),
        proof=finding.proof,
        remedy=rule.remedy,
        first_seen=first_seen,
        as_of=day,
        snapshot=assessment.manifest.id,
        crtsh_url=f"https://crt.sh/?sha256={certificate_id}" if certificate_id else "",
        subject_id=finding.subject,
        issued_unexpired=issuance.unexpired,
        issued_domains=issuance.domains,
        issuance=issuance.words,
    )


def _certificate_of(assessment: Assessment, finding: Finding) -> Certificate | None:
    """The certificate that stands for the subject: its own, that of its record, or the newest of its CA or key."""
    graph = assessment.facts.graph
    if finding.certificate:
        return graph.certificates.get(finding.certificate)
    if finding.record:
        record = assessment.facts.records[finding.record]
        return graph.certificates.get(record.certificate) if record.certificate else None
    if finding.ca and finding.ca in graph.cas:
        return graph.certificates[graph.cas[finding.ca].certificates[-1]]
    if finding.key:
        own = [graph.certificates[id_] for id_ in graph.certificates_of_key(finding.key)]
        return max(own, key=lambda c: (c.not_before, c.id), default=None)
    return None


def _role_of(assessment: Assessment, finding: Finding, certificate: Certificate | None) -> Role | None:
    roles = assessment.facts.roles
    if finding.record:
        return roles.of_record(finding.record)
    return roles.strongest(certificate.id) if certificate else None


def _name_of(finding: Finding, certificate: Certificate | None, record: Disclosure | None) -> str:
    if finding.owner and not (certificate or record):
        return finding.owner
    if certificate is not None:
        return certificate.subject.text
    return record.name if record else finding.subject


def _roots(assessment: Assessment, certificate: Certificate | None) -> tuple[str, ...]:
    graph = assessment.facts.graph
    if certificate is None:
        return ()
    above = {i.issuer for i in graph.issuers_of(certificate.id)}
    return tuple(sorted({graph.cas[root].name.short for ca in above for root in roots_above(graph, ca)}))


def _revocation(assessment: Assessment, certificate: Certificate | None, record: Disclosure | None) -> tuple[str, ...]:
    id_ = certificate.id if certificate else record.certificate if record else None
    found = assessment.facts.revocations.get(id_, ()) if id_ else ()
    texts = {f"{r.source} since {r.since.isoformat()} at the latest" if r.since else r.source for r in found}
    if record is not None and record.revocation.value and not found:
        texts.add(f"ccadb says {record.revocation.value}")
    return tuple(sorted(texts))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _moment(text: str) -> str:
    """ISO 8601 UTC as the contract writes it."""
    return text.replace("+00:00", "Z")
