"""root X (owner Alpha) -> R with OCSPSigning, beside sisters. Each case says what differs about R or around it."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.delegated_responder import RULE
from tests.pki.world import CONSTRAINED, World

OCSP: dict[str, Any] = {"eku": ("tls-server", "ocsp-signing")}


def world(
    purposes: tuple[str, ...] = ("tls-server",), programs: tuple[str, ...] = ("Mozilla",), **differs: Any
) -> World:
    return World().root("X", purposes=purposes, programs=programs).sub("R", under="X", **{**OCSP, **differs})


MUST_FIRE = {
    "all in the owner's hands": (world(), "R high"),
    "with nocheck: the same power": (world(nocheck="0500"), "R high"),
    "constrained by every definition": (world(**{**CONSTRAINED, "eku": ("tls-server", "ocsp-signing")}), "R high"),
    "no digitalSignature: no mitigation": (world(key_usage=("keyCertSign",)), "R high"),
    "held by another organisation": (world(operator="Beta"), "R critical"),
    "a sister of another owner": (world().sub("S", under="X", operator="Gamma"), "R critical"),
    "revoked": (world().revoked("R"), "R critical"),
    "revoked by OneCRL alone": (world().revoked("R", source="onecrl"), "R critical"),
    "issuer for e-mail only": (world(purposes=("email",), operator="Beta"), "R medium"),
    "destruction claimed": (world(operator="Beta").evidence("R", form="ca_statement"), "R medium"),
    "evidence contradicted": (
        world(operator="Beta").sub("T", under="R", not_before="2022-01-01").evidence("R"),
        "R critical",
    ),
    "nobody trusts the issuer": (world(programs=(), operator="Beta"), "R low"),
    "the subject is on no trusted path, the issuer is": (world(eku=("ocsp-signing",)), "R high"),
    "issuer not at hand": (World().root("X", pem=False).sub("R", under="X", link=None, **OCSP), "R low"),
    "signature could not be checked": (world(link="unverifiable"), "R medium"),
    "cross-certificate of a root": (World().root("X").root("Q").sub("R", under="X", same_as="Q", **OCSP), "R high"),
}

MUST_NOT_FIRE = {
    "no OCSPSigning": world(eku=("tls-server",)),
    "any EKU": world(eku=("any",)),
    "no EKU": world(eku=None),
    "a self-signed root": World().root("X", **OCSP),
    "expired": world(expired=True),
    "a responder that is no CA": World().root("X").responder("R", under="X"),
    "destruction evidenced": world(operator="Beta").revoked("R").evidence("R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_cannot_tell_when_the_eku_is_unread() -> None:
    assert world(eku=None, unread=("eku",)).fired(RULE) == ["R unknown"]


DAYS = {
    "2024-01-01": "after BR 2.0.0 forbade OCSPSigning",
    "2020-01-01": "without nocheck, which BR 4.9.9 asked",
    "2014-01-01": "before the oldest BR text at hand",
}


@pytest.mark.parametrize(("issued", "words"), DAYS.items())
def test_the_breach_is_that_of_its_day(issued: str, words: str) -> None:
    (finding,) = world(not_before=issued).findings(RULE)
    assert words in " ".join(finding.because)


def test_an_old_one_with_nocheck_is_raised_without_a_breach_claim() -> None:
    (finding,) = world(nocheck="0500").findings(RULE)
    assert "no BR clause of that day names this" in " ".join(finding.because)


def test_reach_counts_what_hangs_under_the_issuer_itself_included() -> None:
    drawn = world().sub("S", under="X", operator="Gamma").sub("T", under="X", expired=True).sub("U", under="R")
    (finding,) = drawn.findings(RULE)
    assert (finding.reach_certificates, finding.reach_owners) == (2, 2)
    assert drawn.path(finding.proof) == "X"
    assert "no evidence found that the key was destroyed" in finding.because
    assert "not destroyed" not in " ".join(finding.because)


def test_a_cross_certificate_without_the_eku_gives_no_power_over_its_issuer() -> None:
    drawn = world().root("Y").sub("R2", under="Y", same_as="R").sub("S", under="Y", operator="Gamma")
    assert drawn.fired(RULE) == ["R high"]
