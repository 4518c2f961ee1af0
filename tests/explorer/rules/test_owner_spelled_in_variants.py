"""Roots and sub-CAs, owners and operators as written. The subject is an organisation."""

from __future__ import annotations

import pytest

from explorer.rules.owner_spelled_in_variants import RULE
from tests.pki.world import World

MUST_FIRE = {
    "two spellings of an operator": World()
    .root("R")
    .sub("S", under="R", operator="InfoCert SpA")
    .sub("T", under="R", operator="INFOCERT Spa"),
    "owner and operator": World().root("R", owner="Infocert").sub("S", under="R", operator="InfoCert S.p.A."),
    "spaces around": World().root("R", owner="InfoCert "),
}

MUST_NOT_FIRE = {
    "one spelling": World().root("R", owner="InfoCert").root("Q", owner="InfoCert"),
    "two organisations": World().root("R", owner="InfoCert").root("Q", owner="Actalis"),
    "blank operators": World().root("R").sub("S", under="R").sub("T", under="R", operator=None),
}


@pytest.mark.parametrize("drawn", MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World) -> None:
    assert drawn.fired(RULE) == ["infocert info"]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_suggests_the_most_frequent_spelling() -> None:
    drawn = World().root("A", owner="Beta AG").root("B", owner="Beta").root("C", owner="Beta")
    (finding,) = drawn.findings(RULE)
    assert finding.owner == "Beta"
    assert finding.because[1] == "'Beta' in 2 cells"
