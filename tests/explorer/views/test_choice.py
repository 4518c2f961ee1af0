"""Filters choose CAs by the same words as findings."""

from __future__ import annotations

import pytest

from explorer.analysis.assess import Assessment
from explorer.errors import UsageError
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.views.choice import choose_members
from explorer.views.filters import Filters, Known
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.marks import Standing
from explorer.views.rows import finding_rows


@pytest.fixture(scope="module")
def members(sample_hierarchy: Hierarchy) -> list[Member]:
    return list(sample_hierarchy.members.values())


def chosen(sample: Assessment, hierarchy: Hierarchy, filters: Filters) -> set[str]:
    return {m.id for m in choose_members(hierarchy.members.values(), sample, hierarchy, filters)}


BY_MEMBER = {
    "nothing asked": (Filters(), lambda m: True),
    "external": (Filters(external=Known.YES), lambda m: m.is_external),
    "not known to be external": (Filters(external=Known.NO), lambda m: not m.is_external),
    "expired": (Filters(expired=Known.YES), lambda m: m.standing is Standing.EXPIRED),
    "expired hidden": (Filters(expired=Known.NO), lambda m: m.standing is not Standing.EXPIRED),
    "revoked": (Filters(revoked=Known.YES), lambda m: m.standing is Standing.REVOKED),
    "trusted": (Filters(live_only=True), lambda m: m.is_trusted),
    "owner": (Filters(owner="QUARRY"), lambda m: "quarry" in m.owner.casefold()),
    "rule": (Filters(rules=("SUBCA-001",)), None),
    "severity": (Filters(min_severity=Severity.HIGH), None),
    "key state": (Filters(key_states=(KeyState.CLAIMED,)), None),
    "program": (Filters(programs=(Program.MOZILLA,), live_only=True), None),
}


@pytest.mark.parametrize("case", BY_MEMBER)
def test_members(case: str, sample: Assessment, sample_hierarchy: Hierarchy, members: list[Member]) -> None:
    filters, wanted = BY_MEMBER[case]
    found = chosen(sample, sample_hierarchy, filters)
    assert found, "a case that chooses nothing tells nothing"
    if wanted is None:
        assert found < {m.id for m in members}
    else:
        assert found == {m.id for m in members if wanted(m)}


def test_a_ca_passes_with_the_rule_of_one_of_its_findings(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    filters = Filters(rules=("SUBCA-001",), min_severity=Severity.HIGH)
    rows = {row.ca_id for row in finding_rows(sample, filters)}
    assert chosen(sample, sample_hierarchy, filters) == rows


def test_below_a_ca_is_it_and_all_that_hangs_below(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    top = max(
        (m for m in sample_hierarchy.members.values() if m.is_root), key=lambda m: sample_hierarchy.count_below(m.id)
    )
    found = chosen(sample, sample_hierarchy, Filters(below=top.id[:16]))
    assert top.id in found and len(found) == sample_hierarchy.count_below(top.id) + 1


def test_below_nothing_at_hand_is_said(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    with pytest.raises(UsageError):
        chosen(sample, sample_hierarchy, Filters(below="ABCDEF012345"))
    with pytest.raises(UsageError):
        finding_rows(sample, Filters(below="ABCDEF012345"))


COMPLEMENTS = {
    "external": (Filters(external=Known.YES), Filters(external=Known.NO)),
    "revoked": (Filters(revoked=Known.YES), Filters(revoked=Known.NO)),
    "expired": (Filters(expired=Known.YES), Filters(expired=Known.NO)),
}


@pytest.mark.parametrize("case", COMPLEMENTS)
def test_yes_and_no_together_are_all_findings(case: str, sample: Assessment) -> None:
    yes, no = (finding_rows(sample, filters) for filters in COMPLEMENTS[case])
    assert no and sorted(map(str, (*yes, *no))) == sorted(map(str, finding_rows(sample, Filters())))
    assert yes or case == "expired"
