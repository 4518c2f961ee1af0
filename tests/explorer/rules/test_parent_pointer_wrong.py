"""R -> S, whose record names another parent. The subject is S's record."""

from __future__ import annotations

import pytest

from explorer.rules.parent_pointer_wrong import RULE
from tests.pki.world import World


def two_roots(owner: str = "Alpha", purposes: tuple[str, ...] = ("tls-server", "email")) -> World:
    """Q is R's successor: the same name, another key."""
    return World().root("R").root("Q", cn="R", key="Q", owner=owner, purposes=purposes)


MUST_FIRE = {
    "the successor root of the same name and another key": (two_roots().sub("S", under="R", parent="Q"), "S medium"),
    "a CA of another owner": (two_roots(owner="Gamma").sub("S", under="R", parent="Q"), "S high"),
    "a CA that is trusted for less": (two_roots(purposes=("email",)).sub("S", under="R", parent="Q"), "S high"),
    "no real issuer at hand": (two_roots().sub("S", under="R", parent="Q", link="fails"), "S low"),
    "nobody trusts it": (
        World().root("R", programs=()).root("Q", owner="Gamma", programs=()).sub("S", under="R", parent="Q"),
        "S low",
    ),
    "expired": (two_roots().sub("S", under="R", parent="Q", expired=True), "S low"),
    "right, but the name is encoded in another way": (
        World().root("R").sub("R2", under="R", cn="r", key="R").sub("S", under="R", parent="R2"),
        "S low",
    ),
}

MUST_NOT_FIRE = {
    "right": World().root("R").sub("S", under="R"),
    "another certificate of the true issuer": World()
    .root("R")
    .root("Q")
    .sub("X", under="R")
    .sub("X2", under="Q", same_as="X")
    .sub("S", under="X", parent="X2"),
    "the parent is not at hand": World().root("R").root("Q", pem=False).sub("S", under="R", parent="Q"),
    "the certificate is not at hand": two_roots().sub("S", under="R", parent="Q", pem=False),
    "a root record": World().root("R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_cannot_tell_when_the_signature_could_not_be_checked() -> None:
    assert two_roots().sub("S", under="R", parent="Q", link="unverifiable").fired(RULE) == ["S unknown"]


def test_names_the_real_issuer() -> None:
    drawn = World().root("R").root("Q").sub("S", under="R", parent="Q")
    (finding,) = drawn.findings(RULE)
    assert drawn.id("R") in " ".join(finding.because)
    assert drawn.id("Q") in finding.because[0]
