"""root X -> R with OCSPSigning, revoked. Each case says what differs."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.revoked_but_self_unrevocable import RULE
from tests.pki.world import World


def world(
    purposes: tuple[str, ...] = ("tls-server",), programs: tuple[str, ...] = ("Mozilla",), **differs: Any
) -> World:
    drawn = World().root("X", purposes=purposes, programs=programs)
    return drawn.sub("R", under="X", **{"eku": ("tls-server", "ocsp-signing"), **differs})


MUST_FIRE = {
    "no record in the register": (world().revoked("R"), "R critical"),
    "revoked by OneCRL": (world().revoked("R", source="onecrl"), "R critical"),
    "destruction claimed": (world().revoked("R").evidence("R", auditor=""), "R high"),
    "evidence contradicted": (
        world()
        .revoked("R")
        .evidence("R")
        .evidence("R", event="used", form="ca_statement", event_date=None)
        .sub("T", under="R", not_before="2022-01-01"),
        "R critical",
    ),
    "issuer for e-mail only": (world(purposes=("email",)).revoked("R"), "R medium"),
    "issuer trusted through a second certificate": (
        World()
        .root("Q", programs=())
        .root("W")
        .sub("X", under="Q")
        .sub("X2", under="W", same_as="X")
        .sub("R", under="X", eku=("ocsp-signing",))
        .revoked("R"),
        "R critical",
    ),
}

MUST_NOT_FIRE = {
    "not revoked": world(),
    "parent revoked only": world(revocation="Parent Cert Revoked"),
    "expired": world(expired=True).revoked("R"),
    "destruction evidenced": world().revoked("R").evidence("R"),
    "nobody trusts the issuer": world(programs=()).revoked("R"),
    "the issuer is revoked on every path": World()
    .root("Q")
    .sub("X", under="Q")
    .revoked("X")
    .sub("R", under="X", eku=("ocsp-signing",))
    .revoked("R"),
    "no OCSPSigning": world(eku=("tls-server",)).revoked("R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_says_by_whom_it_is_revoked_and_what_was_looked_for() -> None:
    drawn = world().revoked("R").revoked("R", source="onecrl").sub("S", under="X")
    (finding,) = drawn.findings(RULE)
    assert finding.because[0] == "revoked by ccadb, onecrl; valid until 2030-01-01"
    assert "no evidence found that the key was destroyed" in finding.because
    assert (finding.reach_certificates, finding.reach_owners) == (2, 1)
    assert [str(use) for use in finding.uses] == ["Mozilla:tls-server"], "nobody trusts R itself; its issuer counts"
    assert drawn.path(finding.proof) == "X"
