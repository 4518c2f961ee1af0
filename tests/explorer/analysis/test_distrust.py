"""What if: who loses, who survives and through whom; and the least that ends a CA, against brute force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import pytest

from explorer.analysis.distrust import Consequences, consequences, smallest_cut
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, TLS_SERVER, Purpose
from explorer.rules.facts import Facts
from explorer.trust.masks import Distrust
from tests.explorer.trust.drawn_worlds import AS_OF, Drawn, brute_force, draw
from tests.pki.world import World


def asked(world: World, *words: str, **differs: object) -> Consequences:
    facts = world.facts()
    ids = frozenset(world.id(word) for word in words)
    return consequences(facts, Distrust(certificates=ids, **differs))  # type: ignore[arg-type]  # words of the cases


def told(world: World, answer: Consequences) -> dict[str, tuple[str, str, str, str]]:
    """By certificate: lost, limited, kept, and the path it survives through."""
    return {
        world.word(fate.certificate): (
            "; ".join(map(str, fate.lost)),
            "; ".join(map(str, fate.limited)),
            "; ".join(map(str, fate.kept)),
            world.path(fate.survives_through),
        )
        for fate in answer.fates
    }


def two_roots() -> World:
    """R and Q -> S (certified by both) -> T; R -> L."""
    return (
        World()
        .root("R", purposes=("tls-server",))
        .root("Q", purposes=("tls-server",), programs=("Mozilla", "Apple"))
        .sub("S", under="R")
        .sub("S2", under="Q", same_as="S")
        .sub("T", under="S")
        .sub("L", under="R")
    )


def test_loss_and_survival_of_a_whole_hierarchy() -> None:
    world = two_roots()
    assert told(world, asked(world, "R")) == {
        "R": ("Mozilla:tls-server", "", "", ""),
        "S": ("Mozilla:tls-server", "", "", ""),
        "L": ("Mozilla:tls-server", "", "", ""),
        "S2": ("", "", "Apple:tls-server; Mozilla:tls-server", "Q > S2"),
        "T": ("", "", "Apple:tls-server; Mozilla:tls-server", "Q > S2 > T"),
    }


def test_only_one_program_is_asked_about() -> None:
    world = two_roots()
    found = told(world, asked(world, "Q", programs=frozenset({Program.APPLE})))
    assert found["T"][:3] == ("Apple:tls-server", "", "Mozilla:tls-server")
    assert found["T"][3] in ("Q > S2 > T", "R > S > T")  # both hold for Mozilla
    assert found["Q"] == ("Apple:tls-server", "", "Mozilla:tls-server", "Q")


def test_only_one_purpose_is_asked_about() -> None:
    world = World().root("R").sub("S", under="R")
    found = told(world, asked(world, "R", purposes=frozenset({TLS_SERVER})))
    assert found["S"] == ("Mozilla:tls-server", "", "Mozilla:email", "R > S")


def test_what_was_issued_before_the_day_stays() -> None:
    world = World().root("R", purposes=("tls-server",)).sub("S", under="R")
    found = told(world, asked(world, "R", issued_after=date(2026, 6, 30)))
    assert found["S"] == ("", "Mozilla:tls-server (until 2026-06-30)", "", "")


def test_a_day_after_the_cut_off_changes_nothing() -> None:
    world = World().root("R", purposes=("tls-server",), until="2025-01-01").sub("S", under="R")
    answer = asked(world, "R", issued_after=date(2026, 6, 30))
    assert [(fate.lost, fate.limited) for fate in answer.fates if fate.lost or fate.limited] == []


def test_distrust_of_a_certificate_leaves_its_twin() -> None:
    world = two_roots()
    found = told(world, asked(world, "S"))
    assert found["S"] == ("Mozilla:tls-server", "", "", "")
    assert found["T"][3] == "Q > S2 > T"


def cut(world: World, target: str, *programs: Program) -> tuple[tuple[str, ...] | None, list[str], str]:
    found = smallest_cut(world.facts(), (world.id(target),), programs, ())
    words = None if found.certificates is None else tuple(sorted(world.word(c) for c in found.certificates))
    return words, [world.path(path) for path in found.against], found.why


def test_smallest_cut_of_a_ca_under_two_roots_is_its_own_certificate() -> None:
    assert cut(two_roots(), "T")[0] == ("T",)


def test_smallest_cut_of_a_ca_with_two_certificates_needs_both() -> None:
    world = two_roots()
    found = smallest_cut(world.facts(), (world.id("S"), world.id("S2")), (), ())
    assert sorted(map(world.word, found.certificates or ())) == ["S", "S2"]
    assert sorted(map(world.path, found.against)) == ["Q > S2", "R > S"]


def test_smallest_cut_of_one_program_may_be_smaller() -> None:
    world = two_roots()
    found = smallest_cut(world.facts(), (world.id("S"), world.id("S2")), (Program.APPLE,), ())
    assert tuple(map(world.word, found.certificates or ())) == ("S2",)


def test_an_anchor_has_no_cut() -> None:
    words, _, why = cut(two_roots(), "R")
    assert words is None
    assert why == "it is an anchor of Mozilla itself: a revocation does not reach it"


def test_a_dead_ca_needs_no_cut() -> None:
    assert cut(World().root("R").sub("S", under="R", expired=True), "S") == ((), [], "")


# -- random worlds ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain_facts() -> Facts:
    return World().facts()


def facts_of(world: Drawn, plain: Facts) -> Facts:
    return replace(plain, graph=world.graph, verdicts=world.verdicts(), revocations=world.revocations, as_of=AS_OF)


def worlds(first: int, count: int) -> Iterator[tuple[int, Drawn]]:
    for number in range(first, first + count):
        yield number, draw(number)


def test_fates_tell_exactly_what_changes(plain_facts: Facts) -> None:
    for number, world in worlds(10_000, 150):
        facts = facts_of(world, plain_facts)
        chosen = frozenset(Random(number).sample(sorted(facts.graph.certificates), 2))
        question = Distrust(certificates=chosen)
        after = world.verdicts(distrust=question)
        fates = {fate.certificate: fate for fate in consequences(facts, question).fates}
        for id_ in facts.graph.certificates:
            before_uses, after_uses = facts.verdicts.uses(id_), after.uses(id_)
            if before_uses != after_uses:
                fate = fates[id_]
                pairs = {(u.program, u.purpose) for u in after_uses}
                assert fate.lost == tuple(u for u in before_uses if (u.program, u.purpose) not in pairs), number
                assert tuple(sorted((*fate.limited, *fate.kept))) == after_uses, number
                assert bool(fate.survives_through) == bool(fate.kept), number
            elif id_ in fates:
                assert fates[id_].kept == before_uses and fates[id_].survives_through, number


WANTED: dict[str, tuple[tuple[Program, ...], tuple[Purpose, ...]]] = {
    "any use": ((), ()),
    "TLS": ((), (TLS_SERVER,)),
    "e-mail of two programs": ((Program.MOZILLA, Program.APPLE), (EMAIL,)),
}


@pytest.mark.parametrize(("programs", "purposes"), WANTED.values(), ids=WANTED)
def test_smallest_cut_is_as_small_as_any(
    plain_facts: Facts, programs: tuple[Program, ...], purposes: tuple[Purpose, ...]
) -> None:
    told = {"cut": 0, "nothing to cut": 0, "no cut": 0, "doubt": 0}
    for number, world in worlds(20_000, 240):
        facts = facts_of(world, plain_facts)
        targets = tuple(Random(number).sample(sorted(facts.graph.certificates), 1))
        found = smallest_cut(facts, targets, programs, purposes)
        least = least_by_brute_force(world, targets, programs, purposes)
        if least is None:
            told["no cut"] += 1
            assert found.certificates is None, number
            continue
        told["cut" if least else "nothing to cut"] += 1
        assert found.certificates is not None and len(found.certificates) == least, number
        revoked = frozenset(found.certificates)
        assert not is_trusted(world, targets, programs, purposes, revoked), number
        is_doubtful = is_trusted(world, targets, programs, purposes, revoked, doubtful=True)
        assert bool(found.doubt) == is_doubtful, number
        told["doubt"] += is_doubtful
    assert min(told.values()) > 1, told


def least_by_brute_force(
    world: Drawn, targets: tuple[CertificateId, ...], programs: tuple[Program, ...], purposes: tuple[Purpose, ...]
) -> int | None:
    """The size of a smallest set; None when even all certificates together do not do."""
    ids = sorted(world.graph.certificates)
    if is_trusted(world, targets, programs, purposes, frozenset(ids)):
        return None
    return next(
        size
        for size in range(len(ids) + 1)
        if any(
            not is_trusted(world, targets, programs, purposes, frozenset(chosen)) for chosen in combinations(ids, size)
        )
    )


def is_trusted(
    world: Drawn,
    targets: tuple[CertificateId, ...],
    programs: tuple[Program, ...],
    purposes: tuple[Purpose, ...],
    revoked: frozenset[CertificateId],
    *,
    doubtful: bool = False,
) -> bool:
    found = brute_force(world, distrust=Distrust(certificates=revoked, anchors_too=False))
    return any(
        (not programs or program in programs)
        and (not purposes or purpose in purposes or (purpose == EV and TLS_SERVER in purposes))
        and any(doubtful or not one.doubtful for one in held)
        for target in targets
        for (program, purpose), held in found.get(target, {}).items()
    )


def test_use_is_worded_with_its_cut_off() -> None:
    use = Use(program=Program.CHROME, purpose=TLS_SERVER, until=date(2025, 1, 1))
    assert str(use) == "Chrome:tls-server (until 2025-01-01)"
