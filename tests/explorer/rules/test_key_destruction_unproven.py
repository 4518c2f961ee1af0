"""root X -> R with OCSPSigning, revoked, nothing in the register. The subject is R's key."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from explorer.rules.key_destruction_unproven import RULE
from tests.pki.world import World


def world(
    purposes: tuple[str, ...] = ("tls-server",), programs: tuple[str, ...] = ("Mozilla",), **differs: Any
) -> World:
    drawn = World().root("X", purposes=purposes, programs=programs)
    return drawn.sub("R", under="X", **{"eku": ("tls-server", "ocsp-signing"), **differs})


def retired() -> World:
    return world().evidence("R", event="retired", form="ca_statement", event_date=date(2022, 1, 1))


MUST_FIRE = {
    "revoked": (world().revoked("R"), "R critical"),
    "issuer for e-mail only": (world(purposes=("email",)).revoked("R"), "R medium"),
    "retired by the register": (retired(), "R critical"),
    "one of two certificates revoked, both with the power": (
        world().sub("R2", under="X", same_as="R", eku=("ocsp-signing",)).revoked("R2"),
        "R critical",
    ),
    "the key is also on a revoked certificate without the power": (
        world().revoked("R").sub("R2", under="X", same_as="R").revoked("R2"),
        "R critical",
    ),
    "a responder that another organisation holds, says the register": (
        World()
        .root("X")
        .responder("R", under="X")
        .evidence("R", event="retired", holder="Beta", form="ca_statement", event_date=date(2026, 8, 1)),
        "R critical",
    ),
}

MUST_NOT_FIRE = {
    "a responder of the owner": (
        World()
        .root("X")
        .responder("R", under="X")
        .evidence("R", event="retired", holder="Alpha", form="ca_statement", event_date=date(2026, 8, 1))
    ),
    "a responder of which no source says who holds it": World().root("X").responder("R", under="X").revoked("R"),
    "in use, not revoked": world(),
    "the key is in a fresh certificate without the power": world().revoked("R").sub("R2", under="X", same_as="R"),
    "nobody trusts the issuer": world(programs=()).revoked("R"),
    "expired": world(expired=True).revoked("R"),
    "claimed: KEY-002": world().revoked("R").evidence("R", auditor=""),
    "evidenced": world().revoked("R").evidence("R"),
    "no OCSPSigning": world(eku=("tls-server",)).revoked("R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_cannot_tell_when_trust_in_the_issuer_is_not_known() -> None:
    drawn = World().root("W").sub("X", under="W", link="unverifiable").sub("R", under="X", eku=("ocsp-signing",))
    assert drawn.revoked("R").fired(RULE) == ["R unknown"]


def test_never_says_that_the_key_exists() -> None:
    (finding,) = world().revoked("R").findings(RULE)
    text = " ".join(finding.because)
    assert "no evidence found" in text
    assert "not destroyed" not in text
    assert finding.kind == "key"


def test_the_texts_of_both_days_are_named() -> None:
    (finding,) = world().revoked("R").findings(RULE)
    text = " ".join(finding.because)
    assert "in force when it was issued, 2020-01-01: none of the texts cited" in text
    assert "on 2026-09-01: ARCP 1.1.5, CCADB-P 5.1, MRSP 3.1.3" in text
