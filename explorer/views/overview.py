"""Overview: how many findings of which kind, and whose CAs they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.analysis.assess import Assessment
from explorer.model.finding import Finding, Severity, Status
from explorer.model.program import Program
from explorer.rules.registry import RULES
from explorer.views.census import issuance_in_short
from explorer.views.choice import choose_members
from explorer.views.filters import Filters
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import slug
from explorer.views.marks import Mark, Standing
from explorer.views.rows import chosen_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """Findings of one rule."""

    rule: str
    title: str
    worst: Severity
    by_severity: tuple[tuple[Severity, int], ...]
    total: int
    unknown: int  # times it could not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """One owner."""

    name: str
    slug: str
    flagged: int  # findings
    serious: int  # of those, critical or high
    keys: int  # distinct CA keys
    cas: int
    valid: int  # CAs with a certificate that counts
    external: int  # valid CAs that others run
    programs: tuple[Program, ...]  # that include one of its roots
    issuance: str = ""  # what its CA keys were seen to issue; empty: no census is loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All of the page."""

    cas: int
    certificates: int
    trusted: int
    external: int
    unconstrained: int
    responders: int
    by_severity: tuple[tuple[Severity, int], ...]
    rules: tuple[RuleCount, ...]
    owners: tuple[OwnerRow, ...]


def overview_of(assessment: Assessment, hierarchy: Hierarchy, filters: Filters) -> Overview:
    """Counts of what the filters choose; owners by findings, then CAs. Raises `UsageError` as `finding_rows` does."""
    found = [finding for finding, _ in chosen_findings(assessment, replace(filters, unknown=True))]
    chosen = [finding for finding in found if finding.status is not Status.UNKNOWN]
    unknown = [finding for finding in found if finding.status is Status.UNKNOWN]
    members = choose_members(hierarchy.members.values(), assessment, hierarchy, filters)
    valid = [m for m in members if m.standing is Standing.VALID]
    return Overview(
        cas=len(members),
        certificates=sum(len(m.certificates) for m in members),
        trusted=sum(m.is_trusted for m in members),
        external=sum(m.is_external for m in valid),
        unconstrained=sum(Mark.UNCONSTRAINED in m.marks for m in valid),
        responders=sum(Mark.RESPONDER in m.marks for m in valid),
        by_severity=_by_severity(chosen),
        rules=tuple(_rule_counts(chosen, unknown)),
        owners=tuple(_owners(assessment, members, chosen)),
    )


def _by_severity(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    own = list(findings)
    return tuple((severity, sum(f.severity is severity for f in own)) for severity in Severity)


def _rule_counts(chosen: list[Finding], unknown: list[Finding]) -> list[RuleCount]:
    counts = []
    for rule in RULES:
        own = [f for f in chosen if f.rule == rule.id]
        untold = sum(f.rule == rule.id for f in unknown)
        if own or untold:
            worst = min((f.severity for f in own), key=lambda s: s.rank, default=Severity.INFO)
            counts.append(
                RuleCount(
                    rule=rule.id,
                    title=rule.title,
                    worst=worst,
                    by_severity=tuple((s, n) for s, n in _by_severity(own) if n),
                    total=len(own),
                    unknown=untold,
                )
            )
    return sorted(counts, key=lambda c: (c.worst.rank, -c.total, c.rule))


def _owners(assessment: Assessment, members: list[Member], chosen: list[Finding]) -> list[OwnerRow]:
    own: dict[str, list[Member]] = {}
    for member in members:
        if member.owner:
            own.setdefault(member.owner, []).append(member)
    flagged: dict[str, int] = {}
    serious: dict[str, int] = {}
    for finding in chosen:
        flagged[finding.owner] = flagged.get(finding.owner, 0) + 1
        serious[finding.owner] = serious.get(finding.owner, 0) + (finding.severity.rank <= Severity.HIGH.rank)
    graph, verdicts = assessment.facts.graph, assessment.facts.verdicts
    included: dict[str, set[Program]] = {}
    for anchor in verdicts.anchors.anchored:
        included.setdefault(anchor.certificate, set()).add(anchor.program)
    rows = []
    for name, cas in own.items():
        programs = {p for m in cas for c in m.certificates for p in included.get(c, ())}
        rows.append(
            OwnerRow(
                name=name,
                slug=slug(name),
                flagged=flagged.get(name, 0),
                serious=serious.get(name, 0),
                keys=len({graph.certificates[m.certificates[-1]].key for m in cas}),
                cas=len(cas),
                valid=sum(m.standing is Standing.VALID for m in cas),
                external=sum(m.standing is Standing.VALID and m.is_external for m in cas),
                programs=tuple(sorted(programs)),
                issuance=issuance_in_short(
                    assessment.facts, {graph.certificates[m.certificates[-1]].spki for m in cas if not m.is_responder}
                ),
            )
        )
    return sorted(rows, key=lambda r: (-r.serious, -r.flagged, -r.valid, r.name.casefold(), r.name))
