"""The engine and the listing of paths against brute force, on thousands of random small worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, TLS_SERVER
from explorer.trust import spread
from explorer.trust.conditions import AnchorRules
from explorer.trust.engine import Verdicts
from explorer.trust.listing import list_paths
from explorer.trust.masks import Distrust
from explorer.trust.path_judge import PathJudge
from explorer.trust.verdict import State
from tests.explorer.trust.drawn_worlds import ALWAYS, AS_OF, Drawn, best, brute_force, draw, without
from tests.pki.world import World

WORLDS = 3000
BLOCKS = [range(start, start + WORLDS // 10) for start in range(0, WORLDS, WORLDS // 10)]
FEWER = BLOCKS[:3]  # for what follows from the rest
blocks = pytest.mark.parametrize("numbers", BLOCKS, ids=lambda numbers: f"worlds {numbers.start}-{numbers.stop - 1}")

fewer_blocks = pytest.mark.parametrize(
    "numbers", FEWER, ids=lambda numbers: f"worlds {numbers.start}-{numbers.stop - 1}"
)

VARIANTS = {
    "plain": {},
    "lenient": {"lenient": True},
    "anchors held to validity": {"anchor_rules": AnchorRules(expiry=True)},
    "anchors held to constraints": {"anchor_rules": AnchorRules(constraints=True)},
    "two CAs below an anchor": {"anchor_rules": AnchorRules(path_length=2)},
    "anchors held to everything": {"anchor_rules": AnchorRules(expiry=True, constraints=True, path_length=1)},
}
QUESTIONS = {
    "all": {},
    "TLS only": {"purposes": frozenset({TLS_SERVER})},
    "EV only": {"purposes": frozenset({EV})},
    "Mozilla's e-mail": {"programs": frozenset({Program.MOZILLA}), "purposes": frozenset({EMAIL})},
    "two programs": {"programs": frozenset({Program.MOZILLA, Program.APPLE})},
    "issued after": {"issued_after": date(2024, 7, 1)},
    "issued after, Mozilla": {"issued_after": date(2023, 7, 1), "programs": frozenset({Program.MOZILLA})},
    "revoked": {"anchors_too": False},
}


def uses_by_brute_force(world: Drawn, **differs: object) -> dict[CertificateId, tuple[Use, ...]]:
    """As `Verdicts.uses`, for every certificate that has any."""
    answers = {}
    for id_, by_pair in brute_force(world, **differs).items():  # type: ignore[arg-type]  # words of the tables
        found = {pair: best(held) for pair, held in by_pair.items()}
        uses = tuple(
            Use(program=program, purpose=purpose, until=None if until == ALWAYS else until)
            for (program, purpose), until in sorted(found.items())
            if until is not None
        )
        if uses:
            answers[id_] = uses
    return answers


def uses_by_engine(verdicts: Verdicts, world: Drawn) -> dict[CertificateId, tuple[Use, ...]]:
    return {id_: uses for id_ in world.graph.certificates if (uses := verdicts.uses(id_))}


def is_at_least(one: tuple[Use, ...], other: tuple[Use, ...]) -> bool:
    """Every use of `other` is in `one`, with no earlier cut-off."""
    until = {(use.program, use.purpose): use.until or ALWAYS for use in one}
    return all(until.get((use.program, use.purpose), date.min) >= (use.until or ALWAYS) for use in other)


@blocks
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_engine_finds_what_brute_force_finds(numbers: range, variant: dict[str, object]) -> None:
    for number in numbers:
        world = draw(number)
        asked = {("rules" if word == "anchor_rules" else word): value for word, value in variant.items()}
        assert uses_by_engine(world.verdicts(**variant), world) == uses_by_brute_force(world, **asked), number


@fewer_blocks
def test_proofs_hold_and_are_the_shortest(numbers: range) -> None:
    for number in numbers:
        world = draw(number)
        verdicts, found = world.verdicts(), brute_force(world)
        for id_, by_pair in found.items():
            for (program, purpose), held in by_pair.items():
                until = best(held)
                sure = {one.path for one in held if not one.doubtful and one.until == until}
                cut_off = None if until in (None, ALWAYS) else until
                proof = verdicts.proof(id_, Use(program=program, purpose=purpose, until=cut_off))
                assert bool(proof) == bool(sure), number
                if proof:
                    assert proof in sure, number
                    assert len(proof) == min(map(len, sure)), number


@fewer_blocks
def test_what_holds_only_in_doubt_is_unknown(numbers: range) -> None:
    for number in numbers:
        world = draw(number)
        verdicts, found = world.verdicts(), brute_force(world)
        for id_ in world.graph.certificates:
            held = [one for of_pair in found.get(id_, {}).values() for one in of_pair]
            doubtful = bool(held) and all(one.doubtful for one in held)
            assert bool(verdicts.unknown(id_)) == doubtful, (number, id_)


@fewer_blocks
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_listed_paths_say_what_brute_force_says(numbers: range, variant: dict[str, object]) -> None:
    asked = {("rules" if word == "anchor_rules" else word): value for word, value in variant.items()}
    for number in numbers:
        world = draw(number)
        graph, found = world.graph, brute_force(world, **asked)  # type: ignore[arg-type]  # words of the table
        tops = frozenset(anchor.certificate for anchor in world.anchored)
        pairs = sorted({(anchor.program, anchor.purpose) for anchor in world.anchored})
        judges = {
            (program, purpose): PathJudge(graph, world.anchors, world.revocations, AS_OF, program, purpose, **variant)  # type: ignore[arg-type]
            for program, purpose in pairs
        }
        for id_ in graph.certificates:
            listing = list_paths(graph, tops, id_)
            assert not listing.more
            for pair in pairs:
                judged = [judges[pair].judge(path) for path in listing.paths]
                held = found.get(id_, {}).get(pair, [])
                certain: dict[tuple[CertificateId, ...], date] = {}
                for one in held:
                    if not one.doubtful:
                        certain[one.path] = max(one.until, certain.get(one.path, date.min))
                sound = {j.path: j.until or ALWAYS for j in judged if j.state in (State.LIVE, State.CONDITIONAL)}
                assert sound == certain, (number, pair)
                doubtful = {one.path for one in held if one.doubtful}
                assert {j.path for j in judged if j.state is State.UNKNOWN} == doubtful, (number, pair)
                assert all((j.refusal is not None) == (j.path not in sound) for j in judged)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("numbers", BLOCKS[:2], ids=lambda numbers: f"worlds {numbers.start}-{numbers.stop - 1}")
def test_what_if_is_what_brute_force_finds_without(numbers: range, question: dict[str, object]) -> None:
    for number in numbers:
        world = draw(number)
        ids = sorted(world.graph.certificates)
        chosen = frozenset(Random(number).sample(ids, min(2, len(ids))))
        distrust = Distrust(certificates=chosen, **question)  # type: ignore[arg-type]  # words of the table
        before, after = world.verdicts(), world.verdicts(distrust=distrust)
        assert uses_by_engine(after, world) == uses_by_brute_force(world, distrust=distrust), number
        assert all(is_at_least(before.uses(id_), after.uses(id_)) for id_ in ids), number


@fewer_blocks
def test_one_more_certificate_never_takes_a_path_away(numbers: range) -> None:
    for number in numbers:
        world = draw(number)
        if not world.signed:
            continue
        dropped = Random(number).choice(world.signed)[1].id
        smaller = without(world, dropped)
        if any(anchor.certificate == dropped for anchor in world.anchored):
            continue
        before, after = smaller.verdicts(), world.verdicts()
        assert all(is_at_least(after.uses(id_), before.uses(id_)) for id_ in smaller.graph.certificates), number


@fewer_blocks
def test_answers_do_not_depend_on_the_order_of_the_input(numbers: range) -> None:
    for number in numbers:
        world = draw(number)
        random = Random(number)
        shuffled = replace(
            world,
            signed=tuple(random.sample(world.signed, len(world.signed))),
            roots=tuple(random.sample(world.roots, len(world.roots))),
            anchored=tuple(random.sample(world.anchored, len(world.anchored))),
            revocations=dict(random.sample(sorted(world.revocations.items()), len(world.revocations))),
        )
        one, other = world.verdicts(), shuffled.verdicts()
        for id_ in world.graph.certificates:
            assert one.uses(id_) == other.uses(id_), number
            assert one.unknown(id_) == other.unknown(id_), number
            assert one.endings(id_) == other.endings(id_), number
            assert [one.proof(id_, use) for use in one.uses(id_)] == [other.proof(id_, u) for u in other.uses(id_)]


@fewer_blocks
def test_a_spent_budget_is_unknown_and_never_no(numbers: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "MAX_LABELS", 1)
    for number in numbers:
        world = draw(number)
        verdicts, truth = world.verdicts(), uses_by_brute_force(world)
        for id_ in world.graph.certificates:
            found = verdicts.uses(id_)
            assert is_at_least(truth.get(id_, ()), found), number
            if found != truth.get(id_, ()):
                assert verdicts.is_incomplete(id_), (number, id_)
                lost = {(u.program, u.purpose) for u in truth[id_]} - {(u.program, u.purpose) for u in found}
                assert all(verdicts.unknown(id_, Use(program=p, purpose=u)) for p, u in lost), (number, id_)
                assert found or verdicts.unknown(id_), (number, id_)


UNPROVED = {
    "all else holds": ({}, "unknown"),
    "expired itself": ({"not_after": "2025-01-01"}, "dead"),
    "for another purpose": ({"eku": ("email",)}, "dead"),
}


@pytest.mark.parametrize(("differs", "expected"), UNPROVED.values(), ids=UNPROVED)
def test_below_a_signature_that_could_not_be_checked(differs: dict[str, object], expected: str) -> None:
    """R -?-> S -> T: nobody can say whether R issued S, so T is UNKNOWN, unless it fails by itself."""
    world = World().root("R").sub("S", under="R", link="unverifiable").sub("T", under="S", **differs)
    facts = world.facts()
    tops = frozenset(anchor.certificate for anchor in facts.verdicts.anchors.anchored)
    judge = PathJudge(facts.graph, facts.verdicts.anchors, {}, facts.as_of, Program.MOZILLA, TLS_SERVER)
    states = [judge.judge(path).state.value for path in list_paths(facts.graph, tops, world.id("T")).paths]
    assert states == [expected]
    asked = Use(program=Program.MOZILLA, purpose=TLS_SERVER)
    assert bool(facts.verdicts.unknown(world.id("T"), asked)) == (expected == "unknown")
    assert facts.verdicts.uses(world.id("T")) == ()
