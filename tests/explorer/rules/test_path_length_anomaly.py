"""R -> S -> T, and further certificates of S under Q. Each case says what it draws; the answer names what fires."""

from __future__ import annotations

import pytest

from explorer.rules.path_length_anomaly import RULE
from tests.pki.world import World


def below(path_length: int | None, **differs: object) -> World:
    """R -> S (path length) -> T."""
    return World().root("R").sub("S", under="R", path_length=path_length).sub("T", under="S", **differs)


def twice(**other: object) -> World:
    """S under R with path length 0, and once more under Q without one, but for `other`."""
    drawn = World().root("R").root("Q").sub("S", under="R", path_length=0)
    return drawn.sub("S2", under="Q", same_as="S", **other)


MUST_FIRE = {
    "a CA below a CA with path length 0": (below(0), ["T low"]),
    "only the first CA too deep": (below(0).sub("U", under="T"), ["T low"]),
    "two levels down": (
        World().root("R").sub("S", under="R", path_length=1).sub("T", under="S").sub("U", under="T"),
        ["U low"],
    ),
    "the issuer's wider certificate has expired": (
        World()
        .root("R")
        .sub("S", under="R", path_length=0)
        .sub("S2", under="R", same_as="S", expired=True)
        .sub("T", under="S"),
        ["T low"],
    ),
    "a sibling without one": (twice(), ["S info"]),
    "in a leaf": (World().root("R").sub("S", under="R", is_ca=False, path_length=0), ["S medium"]),
    "in a leaf that nobody trusts": (
        World().root("R", programs=()).sub("S", under="R", is_ca=False, path_length=0),
        ["S low"],
    ),
    "without the right to sign certificates": (
        World().root("R").sub("S", under="R", path_length=0, key_usage=("cRLSign",)),
        ["S low"],
    ),
}

MUST_NOT_FIRE = {
    "a CA below a CA with path length 1": below(1),
    "no path length": below(None),
    "a leaf below a CA with path length 0": below(0, is_ca=False),
    "a self-issued CA certificate is not counted": World()
    .root("R")
    .sub("S", under="R", path_length=0)
    .sub("T", under="S", cn="S", key="T"),
    "path length of the root itself": World().root("R", path_length=0).sub("S", under="R"),
    "one wide way is enough": twice().sub("T", under="S").revoked("S"),
    "revoked, with a sibling without one": twice().revoked("S"),
    "a sibling with another one": twice(path_length=3),
    "a sibling without one, revoked": twice().revoked("S2"),
    "a sibling without one, expired": twice(expired=True),
    "the self-signed certificate of the same CA": World()
    .root("R")
    .root("Q")
    .sub("R2", under="Q", same_as="R", path_length=0),
    "too deep, but expired": below(0, expired=True),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_a_ring_of_cas_ends() -> None:
    drawn = World().root("R").sub("S", under="R", path_length=2).sub("T", under="S").sub("S2", under="T", same_as="S")
    assert drawn.fired(RULE) == ["S info"]
