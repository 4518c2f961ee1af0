"""R -> C (constrained) and R -> U (another name, the key of C, not constrained)."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.constraint_undone_by_key import RULE
from tests.pki.world import CONSTRAINED, World


def world(**differs: Any) -> World:
    return World().root("R").sub("C", under="R", **CONSTRAINED).sub("U", under="R", key="C", **differs)


MUST_FIRE = {
    "both names trusted for TLS": (world(), "C high"),
    "the other name for e-mail only": (world(eku=("email",)), "C medium"),
    "the constrained one trusted by nobody": (
        World().root("R").root("Q", programs=()).sub("C", under="Q", **CONSTRAINED).sub("U", under="R", key="C"),
        "C low",
    ),
    "the key in another encoding": (world(encoding="again"), "C high"),
}

MUST_NOT_FIRE = {
    "the other name is constrained too": world(**CONSTRAINED),
    "the other name expired": world(expired=True),
    "the other name revoked": world().revoked("U"),
    "names that differ in case only": World()
    .root("R")
    .sub("C", under="R", **CONSTRAINED)
    .sub("U", under="R", cn="c", key="C"),
    "another key": World().root("R").sub("C", under="R", **CONSTRAINED).sub("U", under="R"),
    "the same CA": World().root("R").sub("C", under="R", **CONSTRAINED).sub("U", under="R", same_as="C"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
