"""What is drawn around a CA, and that its places are sound for every CA of the sample world and for odd shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from explorer.analysis.assess import Assessment
from explorer.model.ids import CaId
from explorer.views.drawing import BoxKind, Lineage
from explorer.views.hierarchy import Hierarchy
from explorer.views.lineage import CAP, SINGLE_CHILDREN, lineage_of, owner_lineage
from explorer.views.owner import Owners
from explorer.views.placement import HEIGHT, Placement, box_width, place
from explorer.views.rings import rings_of
from tests.explorer.views.drawn import assessment_of, hierarchy_of
from tests.pki.counted import census_of
from tests.pki.world import World


def mesh(size: int) -> tuple[World, str]:
    """`size` CAs that all certify each other, and one below."""
    world = World().root("R")
    for number in range(size):
        world.sub(f"M{number}", under="R")
    for one, other in combinations(range(size), 2):
        world.sub(f"M{one}-{other}", under=f"M{one}", same_as=f"M{other}")
        world.sub(f"M{other}-{one}", under=f"M{other}", same_as=f"M{one}")
    return world.sub("S", under="M0"), "S"


def many_children(count: int) -> tuple[World, str]:
    world = World().root("R")
    for number in range(count):
        differs = {"operator": "Beta"} if number % 3 == 0 else {"expired": True} if number % 3 == 1 else {}
        world.sub(f"C{number}", under="R", **differs)
    return world, "R"


def many_above(count: int) -> tuple[World, str]:
    world = World().root("R0").sub("S", under="R0")
    for number in range(1, count):
        world.root(f"R{number}", owner=f"Owner {number}").sub(f"S{number}", under=f"R{number}", same_as="S")
    return world, "S"


def long_chain(count: int) -> tuple[World, str]:
    world = World().root("R").sub("C0", under="R")
    for number in range(1, count):
        world.sub(f"C{number}", under=f"C{number - 1}")
    return world.sub("Cx", under="R", same_as=f"C{count - 1}"), f"C{count - 1}"


SHAPES: dict[str, Callable[[], tuple[World, str]]] = {
    "one root": lambda: (World().root("R"), "R"),
    "a mesh of ten": lambda: mesh(10),
    "four hundred children": lambda: many_children(400),
    "fourteen children": lambda: many_children(14),
    "fifteen children": lambda: many_children(15),
    "ninety issuers": lambda: many_above(90),
    "a chain of twelve, with a short cut": lambda: long_chain(12),
}


def placements(hierarchy: Hierarchy) -> Iterator[Placement]:
    for id_ in hierarchy.members:
        yield place(lineage_of(hierarchy, id_))


def shaped(name: str) -> tuple[Hierarchy, CaId]:
    world, word = SHAPES[name]()
    return hierarchy_of(world), world.ca(word)


def check(placement: Placement) -> None:
    """No two boxes meet, all is inside the drawing, lines go right, every line has its ends."""
    for one, other in combinations(placement.boxes, 2):
        apart = (
            one.x + box_width(one.box) <= other.x
            or other.x + box_width(other.box) <= one.x
            or one.y + HEIGHT <= other.y
            or other.y + HEIGHT <= one.y
        )
        assert apart, (one.box.title, other.box.title)
    for placed in placement.boxes:
        assert placed.x >= 0 and placed.y >= 0
        assert placed.x + box_width(placed.box) <= placement.width and placed.y + HEIGHT <= placement.height
    at = {placed.box.id: placed for placed in placement.boxes}
    assert len(placement.lines) == len(placement.lineage.lines)
    for line in placement.lines:
        source, target = at[line.line.source], at[line.line.target]
        if line.in_ring:
            assert source.ring == target.ring > 0 and source.column == target.column
        else:
            assert source.column < target.column
            xs = [x for x, _ in line.points]
            assert xs == sorted(xs) and xs[0] == source.x + box_width(source.box) and xs[-1] == target.x
    assert [p.box.id for p in placement.boxes] == [
        p.box.id for p in sorted(placement.boxes, key=lambda p: (p.column, p.y))
    ]


def test_every_ca_of_the_sample_world(sample_hierarchy: Hierarchy) -> None:
    for placement in placements(sample_hierarchy):
        check(placement)


def test_every_owner_of_the_sample_world(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    owners = Owners(sample_hierarchy, sample.facts)
    for member in sample_hierarchy.members.values():
        if member.owner:
            from explorer.views.links import slug

            roots = owners.roots(slug(member.owner))
            lineage = owner_lineage(sample_hierarchy, member.owner, roots, 0)
            check(place(lineage))
            assert len(lineage.boxes) <= SINGLE_CHILDREN + 1


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_placed_soundly(name: str) -> None:
    hierarchy, ca = shaped(name)
    check(place(lineage_of(hierarchy, ca)))


@pytest.mark.parametrize("name", SHAPES)
def test_never_more_boxes_than_the_cap_and_nothing_cut_in_silence(name: str) -> None:
    hierarchy, ca = shaped(name)
    lineage = lineage_of(hierarchy, ca)
    assert len(lineage.boxes) <= CAP
    drawn = {box.id for box in lineage.boxes}
    above = hierarchy.ancestors(ca)
    assert lineage.hidden == sum(id_ not in drawn for id_ in above)
    assert bool(lineage.hidden) == any(box.kind is BoxKind.MORE for box in lineage.boxes)
    if lineage.hidden:
        assert str(lineage.hidden) in next(box.title for box in lineage.boxes if box.kind is BoxKind.MORE)


def children_told(lineage: Lineage, hierarchy: Hierarchy, ca: CaId) -> int:
    """How many children the drawing accounts for, singly or in groups."""
    direct = set(hierarchy.below(ca))
    single = sum(box.id in direct for box in lineage.boxes)
    return single + sum(int(box.title.split()[0]) for box in lineage.boxes if box.kind is BoxKind.GROUP)


@pytest.mark.parametrize("name", SHAPES)
def test_every_child_is_accounted_for(name: str) -> None:
    hierarchy, ca = shaped(name)
    assert children_told(lineage_of(hierarchy, ca), hierarchy, ca) == len(hierarchy.below(ca))


def test_few_children_stand_singly_more_in_groups() -> None:
    for name, grouped in {"fourteen children": False, "fifteen children": True}.items():
        hierarchy, ca = shaped(name)
        kinds = {box.kind for box in lineage_of(hierarchy, ca).boxes}
        assert (BoxKind.GROUP in kinds) is grouped


def test_a_ring_stands_in_one_column_in_a_bracket() -> None:
    hierarchy, ca = shaped("a mesh of ten")
    placement = place(lineage_of(hierarchy, ca))
    ring = [placed for placed in placement.boxes if placed.ring]
    assert len(ring) == 10
    assert len({placed.column for placed in ring}) == 1
    (x, y, width, height), *others = placement.brackets
    assert not others
    assert all(x <= p.x and y <= p.y and p.x + 196 <= x + width and p.y + HEIGHT <= y + height for p in ring)


def test_the_same_world_gives_the_same_places() -> None:
    one, other = (place(lineage_of(*shaped("a mesh of ten"))) for _ in range(2))
    assert one == other


def test_the_path_is_marked_on_its_lines_only() -> None:
    world = World().root("R").root("Q", owner="Omega").sub("S", under="R").sub("S2", under="Q", same_as="S")
    lineage = lineage_of(hierarchy_of(world), world.ca("S"), path=[world.id("R"), world.id("S")])
    assert [(world.word(line.source)) for line in lineage.lines if line.on_path] == ["R"]


def test_a_line_is_solid_while_one_certificate_counts() -> None:
    world = World().root("R").sub("S", under="R", expired=True).sub("S2", under="R", same_as="S").sub("D", under="R")
    world.revoked("D")
    hierarchy = hierarchy_of(world)
    lines = {world.word(line.target): line for line in lineage_of(hierarchy, world.ca("R")).lines}
    assert (lines["S"].solid, lines["S"].certificates, lines["D"].solid) == (True, 2, False)


def test_rings_of_a_chain_and_of_two_loops() -> None:
    lines = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "e"), ("e", "d")]
    assert rings_of("abcdef", lines) == (("a",), ("b", "c"), ("d", "e"), ("f",))


def test_long_chains_do_not_recurse() -> None:
    names = [str(number) for number in range(20_000)]
    assert len(rings_of(names, pairwise(names))) == len(names)


@pytest.mark.parametrize(
    ("is_verified", "told"), [(True, "unexpired in CT"), (False, "issuance not observed in verified logs")]
)
def test_a_box_tells_issuance_by_verified_logs_only(is_verified: bool, told: str) -> None:
    world = World().root("R")
    assessment = assessment_of(world)
    census = census_of(world.spki("R"), is_verified=is_verified)
    hierarchy = Hierarchy(replace(assessment, facts=replace(assessment.facts, census=census)))
    (box,) = [b for b in lineage_of(hierarchy, world.ca("R")).boxes if b.kind is not BoxKind.OWNER]
    assert told in box.label and (box.issued is None) is not is_verified
