"""root X (owner Alpha) -> R with OCSPSigning, held by Beta, beside sisters. Each case says what differs."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.status_power_outside import RULE
from tests.pki.world import World


def world(
    purposes: tuple[str, ...] = ("tls-server",), programs: tuple[str, ...] = ("Mozilla",), **differs: Any
) -> World:
    drawn = World().root("X", purposes=purposes, programs=programs)
    return drawn.sub("R", under="X", **{"operator": "Beta", "eku": ("tls-server", "ocsp-signing"), **differs})


def responder(holder: str) -> World:
    return World().root("X").responder("R", under="X").evidence("R", event="generated", holder=holder)


MUST_FIRE = {
    "no sisters of others": (world(), "R high"),
    "sisters of the issuer's own": (world().sub("S", under="X"), "R high"),
    "sisters of the holder's own": (world().sub("S", under="X", operator="Beta"), "R high"),
    "a sister of a third": (world().sub("S", under="X", operator="Gamma"), "R critical"),
    "a sister of a third, issuer for e-mail only": (
        world(purposes=("email",)).sub("S", under="X", operator="Gamma"),
        "R high",
    ),
    "revoked": (world().revoked("R"), "R high"),
    "nobody trusts the issuer": (world(programs=()), "R low"),
    "a responder that is no CA, by the register": (responder("Beta"), "R high"),
}

MUST_NOT_FIRE = {
    "held by the owner": world(operator=""),
    "held by the owner in another spelling": world(operator="Alpha GmbH"),
    "no OCSPSigning": world(eku=("tls-server",)),
    "expired": world(expired=True),
    "destruction evidenced": world().evidence("R"),
    "the issuer is the same operator's": World()
    .root("W")
    .sub("X", under="W", operator="Beta")
    .sub("R", under="X", eku=("tls-server", "ocsp-signing")),
    "a responder that is no CA, held by the owner by the register": responder("Alpha"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_an_unknown_holder_is_unknown_not_external() -> None:
    assert world(record=False).fired(RULE) == ["R unknown"]
    assert world(operator=None).fired(RULE) == ["R unknown"]
    assert world(operator=None, programs=()).fired(RULE) == []
    leaves = World().root("X").responder("O", under="X").responder("P", under="X")
    assert leaves.fired(RULE) == ["responders-without-record unknown"]


def test_names_the_sisters() -> None:
    (finding,) = world().sub("S", under="X", operator="Gamma").findings(RULE)
    assert "it can answer for sister CAs of other organisations: S" in finding.because
    assert (finding.reach_certificates, finding.reach_owners) == (2, 2)
