"""R (Alpha) -> S, in no list, in the chain of a log's entry. Each case says what differs."""

from __future__ import annotations

import pytest

from explorer.rules.undisclosed_ca import RULE, TAG
from tests.pki.world import CONSTRAINED, World


def world(place: str = "chain", as_of: str = "2026-09-01", **differs: object) -> World:
    drawn = World(as_of).root("R", organisation="Alpha")
    return drawn.sub("S", under="R", **{"record": False, "organisation": "Alpha", **differs}).seen("S", place)


MUST_FIRE = {
    "in a chain": (world(), ["S high"]),
    "as an entry": (world("entry"), ["S high"]),
    "in files without a signed head": (
        World().root("R").sub("S", under="R", record=False).seen("S", verified=False),
        ["S high"],
    ),
    "constrained, since these are listed too": (world(**CONSTRAINED), ["S medium"]),
    "for other purposes than TLS and e-mail": (
        World()
        .root("R", programs=("Microsoft",), purposes=("tls-server", "code-signing"))
        .sub("S", under="R", record=False, eku=("code-signing",))
        .seen("S"),
        ["S low"],
    ),
    "a week and a day old": (world(not_before="2026-08-24"), ["S high"]),
    "named for an organisation that its issuer's owner does not name": (world(organisation="Beta"), ["S critical"]),
    "constrained and named for a stranger": (world(**CONSTRAINED, organisation="Beta"), ["S high"]),
    "below another undisclosed one": (
        world().sub("T", under="S", record=False, organisation="Alpha").seen("T"),
        ["S high", "T high"],
    ),
    "a precertificate-signing CA": (world(eku=("precertificate-signing",)), ["S low"]),
    "no list at all": (
        World().root("R", record=False).sub("S", under="R", record=False).seen("S"),
        ["no-all-records-list unknown"],
    ),
    "its issuer's name on a key that no list has": (
        World().root("R").sub("S", under="R", record=False, cn="R", key="new").seen("S"),
        ["S unknown"],
    ),
    "its signature could not be checked": (world(link="unverifiable"), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "listed": World().root("R").sub("S", under="R").seen("S"),
    "in no log": World().root("R").sub("S", under="R", record=False),
    "among the roots that a log accepts": world("root"),
    "seven days old": world(not_before="2026-08-25"),
    "expired": world(expired=True),
    "revoked": world().revoked("S", source="onecrl"),
    "below a root that nobody trusts": World().root("R", programs=()).sub("S", under="R", record=False).seen("S"),
    "its issuer's key did not sign it: a superfluous member of a chain": world(link="fails"),
    "a root outside the programs": World().root("R").root("P", programs=(), record=False).seen("P"),
    "an anchor": World().root("R").root("P", record=False).seen("P"),
    "a rollover of its issuer to a key that is listed": World()
    .root("R")
    .root("N", cn="R", key="new")
    .sub("S", under="R", record=False, cn="R", key="new")
    .seen("S"),
    "a responder": World().root("R").responder("S", under="R").seen("S", "entry"),
    "constrained, before these had to be listed": world(as_of="2022-06-30", not_before="2020-01-01", **CONSTRAINED),
    "before the text": world(as_of="2017-06-22", not_before="2015-01-01"),
    "named for an operator that the owner declared elsewhere": World()
    .root("R", organisation="Alpha")
    .sub("T", under="R", operator="Beta")
    .sub("S", under="R", record=False, organisation="Beta", eku=("code-signing",))
    .seen("S"),
    "a precertificate-signing CA below a root that nobody trusts": World()
    .root("R", programs=())
    .sub("S", under="R", record=False, eku=("precertificate-signing",))
    .seen("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_the_place_is_told_and_a_signed_one_comes_first() -> None:
    drawn = World().root("R").sub("S", under="R", record=False).seen("S", "entry", verified=False).seen("S")
    (finding,) = drawn.findings(RULE)
    assert finding.because[0] == "seen in the log Log, in the chain of entry 7 of 2026-05-01, and in 1 more places"
    assert drawn.path(finding.proof) == "R > S"


def test_unsigned_places_are_called_so() -> None:
    (finding,) = World().root("R").sub("S", under="R", record=False).seen("S", verified=False).findings(RULE)
    assert "(head unverified)" in finding.because[0]


def test_a_stranger_is_tagged_and_an_operator_of_the_owner_is_none() -> None:
    (finding,) = world(organisation="Beta").findings(RULE)
    assert any(sentence.startswith(TAG) for sentence in finding.because)
    known = world(organisation="Beta").sub("T", under="R", operator="Beta")
    assert known.fired(RULE) == ["S high"]


def test_a_precertificate_signer_is_called_one_and_proved_by_its_issuer() -> None:
    drawn = world(eku=("precertificate-signing",))
    (finding,) = drawn.findings(RULE)
    assert any("signs precertificates only" in sentence for sentence in finding.because)
    assert drawn.path(finding.proof) == "R > S"
