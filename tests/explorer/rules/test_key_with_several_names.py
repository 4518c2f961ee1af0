"""R -> A and R -> B, one key. The subject is that key."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.key_with_several_names import RULE
from tests.pki.world import World


def world(programs: tuple[str, ...] = ("Mozilla",), **differs: Any) -> World:
    return World().root("R", programs=programs).sub("A", under="R").sub("B", under="R", **{"key": "A", **differs})


MUST_FIRE = {
    "two names": (world(), "A info"),
    "two names, different EKUs, both trusted": (world(eku=("tls-server",)), "A medium"),
    "two names, different EKUs, one trusted": (world(eku=("tls-server",)).revoked("B"), "A info"),
    "two names, different EKUs, nobody trusts them": (world(programs=(), eku=("tls-server",)), "A info"),
    "the key in two encodings": (world(encoding="again"), "A info"),
    "two roots": (World().root("A").root("B", key="A"), "A info"),
}

MUST_NOT_FIRE = {
    "one name, two certificates": World().root("R").sub("A", under="R").sub("B", under="R", same_as="A"),
    "names that differ in case only": world(cn="a"),
    "one of the names expired": world(expired=True),
    "two keys": world(key="B"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
