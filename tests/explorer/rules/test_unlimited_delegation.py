"""R (Alpha) -> S (operated by Beta) -> T. The subject is S's CA."""

from __future__ import annotations

import pytest

from explorer.rules.unlimited_delegation import RULE
from tests.pki.world import CONSTRAINED, World


def world(**differs: object) -> World:
    return World().root("R").sub("S", under="R", **{"operator": "Beta", **differs})


def handed_on(operator: str, **differs: object) -> World:
    return world().sub("T", under="S", operator=operator, path_length=0, **differs)


MUST_FIRE = {
    "no path length": (world(), ["S medium"]),
    "path length 1": (world(path_length=1), ["S medium"]),
    "a CA of a third organisation below": (handed_on("Gamma"), ["S high"]),
    "a CA of its own below": (handed_on("Beta"), ["S medium"]),
    "a CA of the owner below": (handed_on("Alpha"), ["S medium"]),
    "a CA below whose record lengthens the name": (handed_on("Beta Trust Services"), ["S medium"]),
    "an expired CA of a third organisation below": (handed_on("Gamma", expired=True), ["S medium"]),
    "an affiliate": (world().affiliates("Alpha", "Beta"), ["S low"]),
    "the wide path counts": (
        world(path_length=0).root("Q").sub("S2", under="Q", same_as="S", operator="Beta"),
        ["S medium"],
    ),
    "trusted for other purposes only": (
        World().root("R", purposes=("code-signing",)).sub("S", under="R", operator="Beta"),
        ["S low"],
    ),
    "operator not known": (world(operator=None), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "path length 0": world(path_length=0),
    "path length 0 by an ancestor": World()
    .root("R")
    .sub("P", under="R", path_length=1)
    .sub("S", under="P", operator="Beta"),
    "operated by the owner": world(operator="Alpha"),
    "operator blank": world(operator=""),
    "name-constrained": world(**CONSTRAINED),
    "limited by its EKU": world(eku=("tls-client",)),
    "trusted by nobody": World().root("R", programs=()).sub("S", under="R", operator="Beta"),
    "expired": world(expired=True),
    "revoked": world().revoked("S"),
    "the wide path is dead": world(path_length=0)
    .root("Q", programs=())
    .sub("S2", under="Q", same_as="S", operator="Beta"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_the_proof_is_the_wide_path() -> None:
    drawn = world(path_length=0).root("Q").sub("S2", under="Q", same_as="S", operator="Beta")
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "Q > S2"
    assert finding.confidence == "disclosed"
