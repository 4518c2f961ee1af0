"""X old key -> A, O (responder); X new key -> B. O answers for what the new key issued. Each case says what differs."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.finding import Confidence
from explorer.rules.responder_of_another_key import RULE
from tests.pki.world import World


def world(programs: tuple[str, ...] = ("Mozilla",), since: str = "2021-01-01", **differs: Any) -> World:
    drawn = World().root("X", programs=programs).root("Y", cn="X", key="New", programs=programs)
    return drawn.sub("A", under="X").sub("B", under="Y", not_before=since).responder("O", under="X", **differs)


MUST_FIRE = {
    "the new key has no responder of its own": (world(), "O low"),
    "nobody trusts the name": (world(programs=()), "O info"),
    "a response shows it, though the new key is young": (
        world(since="2026-08-01").used("O", by="O", about="Y"),
        "O low",
    ),
    "the names differ in case": (
        World().root("X").root("Y", cn="x", key="New").sub("B", under="Y").responder("O", under="X"),
        "O low",
    ),
}

MUST_NOT_FIRE = {
    "one key": World().root("X").sub("A", under="X").responder("O", under="X"),
    "a rollover in progress": world(since="2026-08-01"),
    "the new key has its own responder": world().responder("P", under="Y", not_after="2026-12-01"),
    "the new key signs its answers itself": world().used("Y", about="Y"),
    "the new key has issued nothing that is valid": (
        World().root("X").root("Y", cn="X", key="New").sub("B", under="Y", expired=True).responder("O", under="X")
    ),
    "expired": world(not_after="2026-08-01"),
    "another name": World().root("X").root("Y").sub("B", under="Y").responder("O", under="X"),
}


def responders(drawn: World) -> list[str]:
    return [found for found in drawn.fired(RULE) if found.startswith("O ")]


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert responders(drawn) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert responders(drawn) == []


def test_what_a_response_shows_is_certain_and_the_rest_inferred() -> None:
    (inferred,) = world().findings(RULE)
    (shown,) = world().used("O", by="O", about="Y").findings(RULE)
    assert (inferred.confidence, shown.confidence) == (Confidence.INFERRED, Confidence.CERTAIN)
