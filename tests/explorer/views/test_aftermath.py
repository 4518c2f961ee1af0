"""What if, CA by CA: a CA loses a use when none of its certificates has it; the drawing shows or counts every one.

R and Q -> S (certified by both) -> T;  R -> L;  R -> M (its mail only)
"""

from __future__ import annotations

from datetime import date

import pytest

from explorer.analysis.distrust import consequences
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.trust.masks import Distrust
from explorer.views.affected import CAP, affected_of
from explorer.views.aftermath import Aftermath, aftermath
from explorer.views.drawing import BoxKind, Lineage
from explorer.views.hierarchy import Hierarchy
from explorer.views.placement import place
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World


def two_roots() -> World:
    return (
        World()
        .root("R", purposes=("tls-server",))
        .root("Q", purposes=("tls-server",), programs=("Mozilla", "Apple"))
        .sub("S", under="R")
        .sub("S2", under="Q", same_as="S")
        .sub("T", under="S")
        .sub("L", under="R")
    )


def asked(world: World, *words: str, **differs: object) -> tuple[Aftermath, Lineage]:
    assessment = assessment_of(world)
    hierarchy = Hierarchy(assessment)
    ids = frozenset(world.id(word) for word in words)
    answer = consequences(assessment.facts, Distrust(certificates=ids, **differs))  # type: ignore[arg-type]  # of the cases
    found = aftermath(assessment.facts, hierarchy, answer)
    return found, affected_of(hierarchy, found, ids, "it")


def told(found: Aftermath) -> dict[str, tuple[str, str, str, str]]:
    """By name: fate, uses lost, uses kept, uses that the question is not about."""
    return {
        fate.member.name: (
            fate.word, "; ".join(map(str, fate.lost)), "; ".join(map(str, fate.kept)), "; ".join(map(str, fate.elsewhere)),
        )
        for part in (found.losing, found.limited, found.keeping)
        for fate in part
    }  # fmt: skip


def test_a_ca_with_another_certificate_keeps_its_trust() -> None:
    world = two_roots()
    found, _ = asked(world, "R")
    assert told(found) == {
        "L": ("loses all", "Mozilla:tls-server", "", ""),
        "R": ("loses all", "Mozilla:tls-server", "", ""),
        "S": ("keeps all", "", "Apple:tls-server; Mozilla:tls-server", ""),
        "T": ("keeps all", "", "Apple:tls-server; Mozilla:tls-server", ""),
    }
    (through,) = {world.path(f.through) for f in found.keeping if f.member.name == "T"}
    assert through == "Q > S2 > T"
    assert [(c.program, c.purpose, c.lost, c.kept) for c in found.pairs] == [(Program.MOZILLA, TLS_SERVER, 2, 2)]


def test_what_the_question_is_not_about_is_set_apart() -> None:
    found, _ = asked(two_roots(), "Q", programs=frozenset({Program.APPLE}))
    assert told(found)["T"] == ("loses all", "Apple:tls-server", "", "Mozilla:tls-server")
    assert "L" not in told(found)


def test_survivors_that_the_question_is_not_about_are_counted_alone() -> None:
    world = two_roots()
    found, _ = asked(world, "R", programs=frozenset({Program.APPLE}))
    assert not found.losing and found.untouched == 1, "L has no use for Apple"
    assert set(told(found)) == {"S", "T"}


def test_limited_by_a_date() -> None:
    found, _ = asked(two_roots(), "R", issued_after=date(2024, 1, 1))
    assert {f.member.name for f in found.limited} == {"R", "L"} and not found.losing
    assert [(c.lost, c.limited, c.kept) for c in found.pairs] == [(0, 2, 2)]


def test_the_named_ones_come_last_and_owners_are_counted() -> None:
    found, _ = asked(two_roots(), "R")
    assert [f.is_named for f in found.losing] == [False, True]
    assert dict(found.owners) == {found.losing[0].member.owner: 2}


def test_boxes_say_their_fate_in_words_and_survivors_hang_on_who_holds_them() -> None:
    _, drawing = asked(two_roots(), "R")
    boxes = {box.title: box for box in drawing.boxes}
    assert boxes["R"].is_lost and boxes["R"].subtitle.startswith("✗ not believed")
    assert boxes["L"].is_lost and boxes["L"].subtitle.startswith("✗ loses all")
    assert not boxes["S"].is_lost and boxes["S"].subtitle.startswith("✓ keeps all")
    assert boxes["Q"].subtitle.startswith("✓ holds it up")
    (line,) = [li for li in drawing.lines if (li.source, li.target) == (boxes["Q"].id, boxes["S"].id)]
    assert line.on_path and line.solid
    (dead,) = [li for li in drawing.lines if (li.source, li.target) == (boxes["R"].id, boxes["L"].id)]
    assert not dead.solid


@pytest.mark.parametrize("count", [3, 9, 200])
def test_every_ca_below_is_drawn_or_counted(count: int) -> None:
    world = World().root("R")
    for number in range(count):
        world.sub(f"C{number}", under="R")
        world.sub(f"D{number}", under=f"C{number}")
    _, drawing = asked(world, "R")
    groups = sum(int(box.title.split()[0]) for box in drawing.boxes if box.kind is BoxKind.GROUP)
    singles = sum(box.kind is BoxKind.CA and box.title != "R" for box in drawing.boxes)
    assert drawing.below == 2 * count == groups + singles + drawing.hidden
    assert len(drawing.boxes) <= CAP
    place(drawing)


def test_many_that_are_not_believed_are_grouped() -> None:
    world = World()
    for number in range(30):
        world.root(f"R{number}").sub(f"S{number}", under=f"R{number}")
    _, drawing = asked(world, *(f"R{number}" for number in range(30)))
    (more,) = [box for box in drawing.boxes if box.id == "group:named"]
    assert more.title == "23 more"
    assert drawing.below == 30 and drawing.hidden == 23


def test_when_the_time_is_up_the_answer_says_how_much_was_not_asked() -> None:
    world = two_roots()
    facts = world.facts()
    question = Distrust(certificates=frozenset({world.id("R")}))
    times = iter([False, False, True])
    partial = consequences(facts, question, lambda: next(times))
    assert partial.unasked == len(facts.graph.certificates) - 2
    whole = consequences(facts, question)
    assert whole.unasked == 0 and set(partial.fates) < set(whole.fates)
