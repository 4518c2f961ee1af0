"""Which CAs and responders a set of filters chooses: the same words as for findings, asked of a member."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.analysis.assess import Assessment
from explorer.model.finding import Use
from explorer.rules.registry import RULES
from explorer.views.filters import About, Filters
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.marks import Standing
from explorer.views.scope import scope_of

_NAMES = {rule.id: rule.name for rule in RULES}


def choose_members(
    members: Iterable[Member], assessment: Assessment, hierarchy: Hierarchy, filters: Filters
) -> list[Member]:
    """Those that pass, in the order given; rule and severity ask whether one of its findings passes.

    Raises `UsageError` when `filters.below` names no CA, or several.
    """
    if filters == Filters():
        return list(members)
    scope = scope_of(assessment.facts.graph, filters.below)
    inside = frozenset(scope.certificates)
    return [
        member
        for member in members
        if filters.choose_uses(_uses(assessment, member))
        and filters.choose_about(_about(assessment, member))
        and (not filters.asks_for_findings or _has_finding(hierarchy, member, filters))
        and (not filters.below or member.id in scope.cas or not inside.isdisjoint(member.certificates))
    ]


def _uses(assessment: Assessment, member: Member) -> list[Use]:
    return [use for id_ in member.certificates for use in assessment.facts.verdicts.uses(id_)]


def _about(assessment: Assessment, member: Member) -> About:
    graph, life = assessment.facts.graph, assessment.facts.key_life
    certificates = [graph.certificates[id_] for id_ in member.certificates]
    newest = certificates[-1]
    return About(
        owner=member.owner,
        operator=member.operator or member.owner,
        is_external=member.is_external,
        is_revoked=member.standing is Standing.REVOKED,
        is_expired=member.standing is Standing.EXPIRED,
        key_state=life.state(newest.key),
        words=(member.name, newest.subject.text, *member.certificates, newest.spki, member.id),
    )


def _has_finding(hierarchy: Hierarchy, member: Member, filters: Filters) -> bool:
    found = [*hierarchy.findings_of(member.id), *hierarchy.untold_of(member.id)]
    return any(filters.choose(finding, _NAMES[finding.rule]) for finding in found)
