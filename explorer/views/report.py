"""Report: all that the one-file report shows, from the assessment and the findings chosen: counts, rows, drawings, method."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.graph.delegation import DelegationGraph
from explorer.model.finding import Severity
from explorer.model.ids import CaId
from explorer.rules.contract import Rule
from explorer.rules.registry import rules_for
from explorer.store.snapshot import Manifest
from explorer.views.census import census_words
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.lineage import lineage_of
from explorer.views.placement import Placement, place
from explorer.views.rows import FindingRow
from explorer.views.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """One rule: how it decides, and what it found."""

    rule: Rule
    text: str  # its documentation, paragraphs parted by an empty line
    by_severity: tuple[int, ...]  # in the order of `Severity`
    accepted: int
    unknown: int  # times it could not tell, whatever was chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report. Foreign text in it is not yet made safe."""

    manifest: Manifest
    warnings: tuple[str, ...]
    census: str  # what reach by issuance is told from
    basis: str
    view: str
    chosen: str  # which findings, in words
    command: str  # that gives the same findings as CSV
    rules: tuple[RuleEntry, ...]
    rows: tuple[FindingRow, ...]
    members: tuple[Member, ...]  # CAs and responders that are drawn, by owner, name and id
    hierarchy: Hierarchy
    scope: Scope

    def drawings(self) -> Iterator[tuple[str, Placement]]:
        """A drawing around each of `members`, with the short id of links; made one by one."""
        for member in self.members:
            yield self.hierarchy.short(member.id), place(lineage_of(self.hierarchy, member.id))


def report_of(
    assessment: Assessment,
    rows: tuple[FindingRow, ...],
    scope: Scope,
    *,
    chosen: str,
    command: str,
    draw_all: bool = True,
) -> Report:
    """Put a report together; `draw_all` draws every CA of the scope, else only those that findings are about."""
    hierarchy = Hierarchy(assessment)
    flagged = {CaId(row.ca_id) for row in rows}
    members = [m for m in hierarchy.members.values() if m.id in flagged or (draw_all and _inside(m, scope))]
    return Report(
        manifest=assessment.manifest,
        warnings=assessment.warnings,
        census=census_words(assessment.facts.census),
        basis=assessment.facts.basis,
        view=assessment.view,
        chosen=chosen,
        command=command,
        rules=tuple(_entry(rule, rows, assessment) for rule in rules_for(assessment.view)),
        rows=rows,
        members=tuple(sorted(members, key=lambda m: m.sort_key)),
        hierarchy=hierarchy,
        scope=scope,
    )


def scope_in_words(graph: DelegationGraph, scope: Scope) -> str:
    """Where a report looks, in words."""
    if not scope.named:
        return f"all {len(graph.cas):,} CAs"
    return f"at or below “{scope.named}”: {len(scope.cas):,} CAs, {len(scope.certificates):,} certificates"


def _inside(member: Member, scope: Scope) -> bool:
    return not scope.named or member.id in scope.cas or not set(scope.certificates).isdisjoint(member.certificates)


def _entry(rule: Rule, rows: tuple[FindingRow, ...], assessment: Assessment) -> RuleEntry:
    own = [row for row in rows if row.rule_id == rule.id]
    module = inspect.getmodule(rule.check)
    return RuleEntry(
        rule=rule,
        text=inspect.cleandoc(module.__doc__ or "") if module else "",
        by_severity=tuple(sum(r.severity == s and r.status == "open" for r in own) for s in Severity),
        accepted=sum(row.status == "accepted" for row in own),
        unknown=sum(finding.rule == rule.id for finding in assessment.unknown),
    )
