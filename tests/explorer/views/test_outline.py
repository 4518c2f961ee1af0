"""The outline: level by level, several issuers named, caps and filters counted, rings safe."""

from __future__ import annotations

import pytest

from explorer.analysis.assess import Assessment
from explorer.views import outline
from explorer.views.choice import choose_members
from explorer.views.filters import Filters, Known
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.marks import Mark
from explorer.views.outline import leading_to, level_below, level_of_roots


@pytest.fixture(scope="module")
def every(sample_hierarchy: Hierarchy) -> frozenset[str]:
    return frozenset(sample_hierarchy.members)


@pytest.fixture(scope="module")
def widest(sample_hierarchy: Hierarchy) -> Member:
    return max(sample_hierarchy.members.values(), key=lambda m: len(sample_hierarchy.below(m.id)))


def test_a_level_has_all_that_is_directly_below(sample_hierarchy: Hierarchy, every, widest: Member) -> None:
    found = level_below(sample_hierarchy, widest.id, every, every)
    assert {row.member.id for row in found.rows} == set(sample_hierarchy.below(widest.id))
    assert (found.left_out, found.hidden) == (0, 0)
    standings = [row.member.standing for row in found.rows]
    assert standings == sorted(standings, key=list(type(standings[0])).index), "what is valid comes first"


def test_a_ca_with_several_issuers_stands_under_each_and_names_the_others(sample_hierarchy: Hierarchy, every) -> None:
    crossed = next(m for m in sample_hierarchy.members.values() if len(sample_hierarchy.above(m.id)) > 1)
    issuers = set(sample_hierarchy.above(crossed.id))
    for issuer in issuers:
        row = next(r for r in level_below(sample_hierarchy, issuer, every, every).rows if r.member.id == crossed.id)
        assert {other.id for other in row.others} == issuers - {issuer}


def test_a_root_that_others_certified_says_so(sample_hierarchy: Hierarchy, every) -> None:
    roots = [m.id for m in sample_hierarchy.members.values() if m.is_root and sample_hierarchy.above(m.id)]
    found = level_of_roots(sample_hierarchy, roots, every, every)
    assert found.rows and all(row.others for row in found.rows)


def test_the_cap_is_counted(
    sample_hierarchy: Hierarchy, every, widest: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outline, "MOST_ROWS", 2)
    found = level_below(sample_hierarchy, widest.id, every, every)
    assert len(found.rows) == 2 and found.left_out == len(sample_hierarchy.below(widest.id)) - 2


def test_what_leads_to_a_chosen_ca_stays_and_says_that_it_only_leads(
    sample: Assessment, sample_hierarchy: Hierarchy
) -> None:
    filters = Filters(external=Known.YES)
    members = sample_hierarchy.members.values()
    passing = frozenset(m.id for m in choose_members(members, sample, sample_hierarchy, filters))
    leading = leading_to(sample_hierarchy, passing)
    assert passing < leading
    below = next(id_ for id_ in passing if any(above not in passing for above in sample_hierarchy.above(id_)))
    parent = next(above for above in sample_hierarchy.above(below) if above not in passing)
    assert parent in leading
    owner_level = level_of_roots(sample_hierarchy, [m.id for m in members if m.is_root], passing, leading)
    assert owner_level.hidden > 0 and any(not row.passes for row in owner_level.rows)


def test_rings_end(sample_hierarchy: Hierarchy) -> None:
    ringed = [
        m.id
        for m in sample_hierarchy.members.values()
        if m.id in sample_hierarchy.ancestors(m.id) or Mark.CROSS_SIGNED in m.marks
    ]
    assert leading_to(sample_hierarchy, frozenset(ringed)) >= set(ringed)
