"""R -> S, R -> E (external), Q -> S (cross-certificate), R -> O (responder)."""

from __future__ import annotations

import pytest

from explorer.model.ids import CaId
from explorer.views.hierarchy import Hierarchy
from explorer.views.marks import Mark, Standing
from tests.explorer.views.drawn import hierarchy_of
from tests.pki.world import CONSTRAINED, World


def drawn() -> World:
    return (
        World()
        .root("R", owner="Alpha")
        .root("Q", owner="Omega")
        .sub("S", under="R")
        .sub("S2", under="Q", same_as="S")
        .sub("E", under="R", operator="Beta")
        .sub("C", under="R", operator="Beta", **CONSTRAINED)
        .sub("P", under="R", eku=("tls-server", "ocsp-signing"))
        .sub("V", under="R", operator="Beta")
        .revoked("V")
        .sub("X", under="R", expired=True)
        .responder("O", under="R")
    )


MARKS = {
    "R": (),
    "S": (Mark.CROSS_SIGNED,),
    "E": (Mark.UNCONSTRAINED,),
    "C": (Mark.CONSTRAINED,),
    "P": (Mark.RESPONDER,),
    "V": (Mark.REVOKED, Mark.UNCONSTRAINED),
    "X": (),
    "O": (Mark.RESPONDER,),
}


@pytest.mark.parametrize("word", MARKS)
def test_marks(word: str) -> None:
    world = drawn()
    assert hierarchy_of(world).members[world.ca(word)].marks == MARKS[word]


@pytest.mark.parametrize(
    ("word", "standing"), {"S": Standing.VALID, "V": Standing.REVOKED, "X": Standing.EXPIRED}.items()
)
def test_standing(word: str, standing: Standing) -> None:
    world = drawn()
    assert hierarchy_of(world).members[world.ca(word)].standing is standing


def test_a_ca_has_all_its_issuers() -> None:
    world = drawn()
    assert set(hierarchy_of(world).above(world.ca("S"))) == {world.ca("R"), world.ca("Q")}


def test_a_responder_is_a_member_below_its_issuer() -> None:
    world = drawn()
    hierarchy = hierarchy_of(world)
    assert hierarchy.members[world.ca("O")].is_responder
    assert world.ca("O") in hierarchy.below(world.ca("R"))


def test_operator_stands_beside_the_owner_only_when_another() -> None:
    world = drawn()
    members = hierarchy_of(world).members
    assert (members[world.ca("E")].owner, members[world.ca("E")].operator) == ("Alpha", "Beta")
    assert members[world.ca("S")].operator == ""


def test_a_short_id_leads_back(sample_hierarchy: Hierarchy) -> None:
    for id_ in sample_hierarchy.members:
        assert sample_hierarchy.resolve(sample_hierarchy.short(id_)) == id_


@pytest.mark.parametrize("digits", ["", "0", "F" * 64, "F" * 63, "G" * 16])
def test_an_ambiguous_or_unknown_id_leads_nowhere(sample_hierarchy: Hierarchy, digits: str) -> None:
    assert sample_hierarchy.resolve(digits) is None


def test_ancestors_and_descendants_agree(sample_hierarchy: Hierarchy) -> None:
    below: dict[CaId, int] = {}
    for id_ in sample_hierarchy.members:
        for above in sample_hierarchy.ancestors(id_):
            below[above] = below.get(above, 0) + 1
    assert {id_: sample_hierarchy.count_below(id_) for id_ in below} == below


def test_groups_are_a_partition(sample_hierarchy: Hierarchy) -> None:
    for id_ in sample_hierarchy.members:
        children = sample_hierarchy.children(id_)
        groups = {child.group for child in children}
        assert sorted(c.id for g in groups for c in sample_hierarchy.children(id_, g)) == sorted(c.id for c in children)
