"""R (Alpha) -> S, T, U ..., of which records said something else on the day before."""

from __future__ import annotations

import pytest

from explorer.rules.operator_changed import RULE
from tests.pki.past import Past
from tests.pki.world import CONSTRAINED, World


def world(now: str, before: str | None, as_of: str = "2026-09-01", **differs: object) -> Past:
    """S and T are operated by `now`, T was all along, S by `before`."""
    past = Past(as_of)
    past.root("R").sub("S", under="R", operator=now, **differs).sub("T", under="R", operator=before)
    return past.was("S", subordinate_owner=before)


def renamed(moved: int, stayed: int, new: str = "Beta Two", elsewhere: str = "") -> Past:
    past = Past()
    past.root("R")
    for number in range(moved + stayed):
        past.sub(f"S{number}", under="R", operator=new if number < moved else "Gone")
    if elsewhere:
        past.sub("E", under="R", operator=elsewhere)
    for number in range(moved):
        past.was(f"S{number}", subordinate_owner="Gone")
    return past


MUST_FIRE = {
    "from one organisation to another": (world("Gamma", "Beta"), ["S medium"]),
    "has become external": (world("Beta", ""), ["S high"]),
    "has become external, constrained": (world("Beta", "", **CONSTRAINED), ["S medium"]),
    "an affiliate takes it": (world("Gamma", "Beta").affiliates("Beta", "Gamma"), ["S low"]),
    "trusted by nobody": (
        Past().root("R", programs=()).sub("S", under="R", operator="Gamma").was("S", subordinate_owner="Beta"),
        ["S low"],
    ),
    "another owner": (Past().root("R").sub("S", under="R").was("S", owner="Delta"), ["S medium"]),
    "by a record above it": (
        Past()
        .root("R")
        .sub("P", under="R", operator="Gamma")
        .sub("S", under="P")
        .sub("T", under="R", operator="Beta")
        .was("P", subordinate_owner="Beta"),
        ["P medium", "S medium"],
    ),
    "the only record of an organisation: no rename can be seen": (renamed(1, 0), ["S0 medium"]),
    "one in four records of the old name": (renamed(1, 3), ["S0 medium"]),
    "to an organisation that stood there before": (
        renamed(2, 0, new="Beta", elsewhere="Beta"),
        ["S0 medium", "S1 medium"],
    ),
    "filled in while a blank was silence": (world("Beta", "", "2021-04-05"), ["S unknown"]),
    "emptied while a blank was silence": (world("", "Beta", "2021-04-05"), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "the same": world("Beta", "Beta"),
    "another spelling": world("BETA Ltd.", "Beta"),
    "the owner's name for a blank": world("Alpha", ""),
    "a rename": renamed(3, 0),
    "a renamed owner, elsewhere the operator": Past()
    .root("Q", owner="New Name")
    .sub("T", under="Q")
    .root("R")
    .sub("S", under="R", operator="New Name")
    .was("Q", owner="Old Name")
    .was("T", owner="Old Name")
    .was("S", subordinate_owner="Old Name"),
    "a rename of the owner": Past()
    .root("R", owner="New Name")
    .sub("S", under="R")
    .was("R", owner="Old Name")
    .was("S", owner="Old Name"),
    "a new record": Past().root("R").sub("S", under="R", operator="Beta"),
    "before the text": world("Gamma", "Beta", "2018-06-01"),
    "expired": world("Gamma", "Beta", expired=True),
    "revoked": world("Gamma", "Beta").revoked("S"),
    "another certificate under the same id": Past()
    .root("R")
    .sub("S", under="R", operator="Gamma")
    .was("S", subordinate_owner="Beta", certificate=None),
}


def test_a_list_without_the_column_is_told_once() -> None:
    past = Past().root("R").sub("S", under="R", operator="Beta").was("S", subordinate_owner=None)
    past.missing = ("subordinate_owner",)
    assert past.fired(RULE) == ["operators-before unknown"]


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
