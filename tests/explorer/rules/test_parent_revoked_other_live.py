"""P1 and P2 are one CA or two under roots; S below is called "Parent Cert Revoked". The subject is S's CA."""

from __future__ import annotations

import pytest

from explorer.rules.parent_revoked_other_live import RULE
from tests.pki.world import World

STATUS = "Parent Cert Revoked"


def world(programs: tuple[str, ...] = ("Mozilla",), status: str = STATUS) -> World:
    """R -> P (revoked), Q -> P2, the same CA; P issued S."""
    drawn = World().root("R").root("Q", programs=programs).sub("P", under="R").sub("P2", under="Q", same_as="P")
    return drawn.revoked("P").sub("S", under="P", revocation=status)


MUST_FIRE = {
    "a second certificate of the parent is trusted": (world(), "S medium"),
    "no parent is revoked at all": (World().root("R").sub("S", under="R", revocation=STATUS), "S medium"),
}

MUST_NOT_FIRE = {
    "the other parent is trusted by nobody": world(programs=()),
    "both certificates of the parent are revoked": world().revoked("P2"),
    "the parent is revoked in OneCRL alone, which other programs do not read": World()
    .root("R", programs=("Microsoft",))
    .sub("P", under="R")
    .revoked("P", "onecrl")
    .sub("S", under="P", revocation=STATUS),
    "another status": world(status="Not Revoked"),
    "revoked itself": world(status="Revoked").revoked("S"),
    "expired": World().root("R").sub("S", under="R", revocation=STATUS, expired=True),
    "not at hand": World().root("R").sub("S", under="R", revocation=STATUS, pem=False),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_proof_avoids_the_revoked_parent() -> None:
    drawn = world()
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "Q > P2 > S"
