"""R -> A and R -> B, and what A and B issued to each other. The subjects are CAs."""

from __future__ import annotations

import pytest

from explorer.rules.certification_ring import RULE
from tests.pki.world import World


def ring(**differs: object) -> World:
    """A and B certify each other; `differs` is said of the certificate that A gave B."""
    drawn = World().root("R").sub("A", under="R").sub("B", under="R")
    return drawn.sub("A2", under="B", same_as="A").sub("B2", under="A", same_as="B", **differs)


def chain(length: int) -> World:
    """R -> 2 -> 3 -> ..., so many certificates in all."""
    drawn = World().root("R")
    for number in range(2, length + 1):
        drawn.sub(str(number), under="R" if number == 2 else str(number - 1))
    return drawn


MUST_FIRE = {
    "two CAs certify each other": (ring(), ["A info", "B info"]),
    "three CAs in a circle, and one below": (
        World()
        .root("R", programs=())
        .sub("A", under="R")
        .sub("B", under="A")
        .sub("C", under="B")
        .sub("A2", under="C", same_as="A")
        .sub("D", under="C"),
        ["A info", "B info", "C info"],
    ),
    "deeper than a listing goes": (chain(11), ["11 info"]),
}

MUST_NOT_FIRE = {
    "no ring": World().root("R").sub("A", under="R").sub("B", under="A"),
    "two roots, one crossed by the other": World().root("R").root("Q").sub("Q2", under="R", same_as="Q"),
    "one of the two has expired": ring(expired=True),
    "one of the two is revoked": ring().revoked("B2"),
    "a key rollover": World()
    .root("R")
    .root("N", cn="R", key="N")
    .sub("N2", under="R", same_as="N")
    .sub("R2", under="N", same_as="R"),
    "as deep as a listing goes": chain(10),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_shows_the_ring() -> None:
    drawn = ring()
    finding = next(f for f in drawn.findings(RULE) if drawn.word(f.subject) == "A")
    assert finding.because == (
        "certificates lead from it back to itself",
        f"A issued {drawn.id('B2')} to B",
        f"B issued {drawn.id('A2')} to A",
    )


def test_a_ca_above_or_below_a_ring_is_not_on_it() -> None:
    drawn = ring().sub("C", under="A").sub("D", under="C")
    assert drawn.fired(RULE) == ["A info", "B info"]
