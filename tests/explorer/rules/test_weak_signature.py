"""R -> S; each case says how S is signed, and when one looks."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.certificate import PssParameters
from explorer.rules.weak_signature import RULE
from tests.pki.world import World


def world(
    algorithm: str, as_of: str = "2026-09-01", purposes: tuple[str, ...] = ("tls-server",), **differs: Any
) -> World:
    return World(as_of).root("R", purposes=purposes).sub("S", under="R", signature_algorithm=algorithm, **differs)


def under_curve(curve: str, algorithm: str) -> World:
    return (
        World()
        .root("R", key_algorithm=curve, signature_algorithm=algorithm)
        .sub("S", under="R", signature_algorithm=algorithm)
    )


MUST_FIRE = {
    "SHA-1 on the day it is due": (world("sha1-rsa", "2026-09-15"), "S high"),
    "SHA-1 the day before": (world("sha1-rsa", "2026-09-14"), "S medium"),
    "SHA-1 long before": (world("sha1-rsa", "2021-07-01"), "S medium"),
    "SHA-1 with ECDSA": (world("sha1-ecdsa", "2026-09-15"), "S high"),
    "SHA-1 with PSS": (world("pss-sha1", "2026-09-15"), "S high"),
    "SHA-1 for e-mail": (world("sha1-rsa", "2026-09-15", purposes=("email",)), "S low"),
    "SHA-1 trusted by nobody": (
        World().root("R", programs=()).sub("S", under="R", signature_algorithm="sha1-rsa"),
        "S info",
    ),
    "MD5": (world("md5-rsa"), "S high"),
    "MD2": (world("md2-rsa", purposes=("email",)), "S high"),
    "MD5, revoked": (world("md5-rsa").revoked("S"), "S info"),
    "SHA-224": (world("sha224-rsa"), "S medium"),
    "an algorithm of no list": (world("1.2.3.4"), "S medium"),
    "PSS whose MGF1 has another hash": (
        world("pss-sha256", pss=PssParameters(digest="sha256", mgf_digest="sha1", salt=32)),
        "S medium",
    ),
    "PSS with a short salt": (
        world("pss-sha384", pss=PssParameters(digest="sha384", mgf_digest="sha384", salt=20)),
        "S medium",
    ),
    "P-256 with SHA-384": (under_curve("P-256", "sha384-ecdsa"), "S medium"),
    "P-384 with SHA-256": (under_curve("P-384", "sha256-ecdsa"), "S medium"),
}

MUST_NOT_FIRE = {
    "SHA-256": world("sha256-rsa"),
    "PSS with SHA-384": world("pss-sha384"),
    "PSS with fitting parameters": world(
        "pss-sha512", pss=PssParameters(digest="sha512", mgf_digest="sha512", salt=64)
    ),
    "P-256 with SHA-256": under_curve("P-256", "sha256-ecdsa"),
    "P-384 with SHA-384": under_curve("P-384", "sha384-ecdsa"),
    "ECDSA of an issuer that is not at hand": world("sha384-ecdsa", link=None),
    "a self-signed root with SHA-1": World().root("R", signature_algorithm="sha1-rsa"),
    "SHA-1, expired": world("sha1-rsa", expired=True),
    "SHA-1, revoked": world("sha1-rsa").revoked("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_before_any_text_asks_for_it_the_finding_says_so() -> None:
    (finding,) = world("sha1-rsa", "2021-07-01").findings(RULE)
    assert "on 2021-07-01 no text at hand asks for it" in finding.because[0]


def test_cannot_tell_an_unread_algorithm() -> None:
    assert world("", unread=("signature_algorithm",)).fired(RULE) == ["S unknown"]
