"""R -> C (constrained) and R2 -> U (same CA, not constrained). Each case says what differs about U or C."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.constraint_undone_by_sibling import RULE
from tests.pki.world import CONSTRAINED, World


def world(operator: str = "", **differs: Any) -> World:
    drawn = World().root("R").root("R2").sub("C", under="R", operator=operator, **CONSTRAINED)
    return drawn.sub("U", under="R2", same_as="C", **differs)


def with_constrained(**differs: Any) -> World:
    return World().root("R").root("R2").sub("C", under="R", **differs).sub("U", under="R2", same_as="C")


MUST_FIRE = {
    "sibling trusted for TLS": (world(), "C high"),
    "sibling trusted for e-mail only": (world(eku=("email",)), "C medium"),
    "external, sibling for e-mail only": (world("Beta", eku=("email",)), "C high"),
    "external, sibling trusted for TLS": (world("Beta"), "C critical"),
    "constrained by EKU alone": (with_constrained(eku=("tls-client",)), "C low"),
    "nobody trusts the constrained one": (
        World().root("R", programs=()).root("R2").sub("C", under="R", **CONSTRAINED).sub("U", under="R2", same_as="C"),
        "C low",
    ),
    "key encoded in another way": (world(encoding="again"), "C high"),
    "an anchor of the same CA in another program": (world().root("A", same_as="C", programs=("Apple",)), "C high"),
}

MUST_NOT_FIRE = {
    "sibling constrained too": world(**CONSTRAINED),
    "sibling expired": world(expired=True),
    "sibling revoked": world().revoked("U"),
    "sibling revoked by OneCRL": world().revoked("U", source="onecrl"),
    "sibling trusted by nobody": World()
    .root("R")
    .root("R2", programs=())
    .sub("C", under="R", **CONSTRAINED)
    .sub("U", under="R2", same_as="C"),
    "sibling trusted for other purposes": world(eku=("code-signing", "any")),
    "the CA is a root of the program": world().root("A", same_as="C"),
    "the sibling is a self-signed root": World().root("R").sub("C", under="R", **CONSTRAINED).root("U", same_as="C"),
    "the constrained one expired": with_constrained(expired=True, **CONSTRAINED),
    "another name": World().root("R").sub("C", under="R", **CONSTRAINED).sub("U", under="R", key="C"),
    "another key under the name": World()
    .root("R")
    .sub("C", under="R", **CONSTRAINED)
    .sub("U", under="R", cn="C", key="K"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_cannot_tell_when_the_sibling_is_unread() -> None:
    assert world(eku=("tls-server",), unread=("name_constraints",)).fired(RULE) == ["C unknown"]
    assert world(link="unverifiable").fired(RULE) == ["C unknown"]


def test_proof_is_the_path_of_the_sibling_and_other_definitions_are_named() -> None:
    drawn = world()
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "R2 > U"
    assert "also undone under v25, v29, crtsh" in finding.because
