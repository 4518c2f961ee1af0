"""R -> S; each case says what S's key is. The subject is S's key."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.weak_key import RULE
from tests.pki.world import World


def world(programs: tuple[str, ...] = ("Mozilla",), **differs: Any) -> World:
    return World().root("R", programs=programs).sub("S", under="R", **differs)


MUST_FIRE = {
    "RSA 1024": (world(key_bits=1024), "S high"),
    "RSA 2047, whatever the encoding is": (world(key_bits=2047), "S high"),
    "RSA 2050": (world(key_bits=2050), "S high"),
    "RSA with exponent 1": (world(key_problem="exponent 1"), "S high"),
    "explicit curve": (world(key_algorithm="P-256", key_bits=256, key_problem="explicit curve"), "S high"),
    "another curve": (world(key_algorithm="1.3.132.0.10", key_bits=256), "S high"),
    "DSA": (world(key_algorithm="dsa", key_bits=2048, key_problem="DSA key"), "S high"),
    "bound to PSS": (world(key_algorithm="rsa-pss"), "S high"),
    "EdDSA for TLS": (world(key_algorithm="ed25519", key_bits=255, eku=("tls-server",)), "S high"),
    "nobody trusts it": (world(programs=(), key_bits=1024), "S info"),
    "revoked": (world(key_bits=1024).revoked("S"), "S info"),
    "two certificates, one finding": (world(key_bits=1024).sub("T", under="R", same_as="S", key_bits=1024), "S high"),
}

MUST_NOT_FIRE = {
    "RSA 2048": world(),
    "RSA 4096": world(key_bits=4096),
    "P-256": world(key_algorithm="P-256", key_bits=256),
    "P-521": world(key_algorithm="P-521", key_bits=521),
    "EdDSA for e-mail": world(key_algorithm="ed25519", key_bits=255, key_problem="ed25519 key", eku=("email",)),
    "expired": world(key_bits=1024, expired=True),
}

CANNOT_TELL = {
    "key unread": world(key_bits=0),
    "EdDSA, EKU unread": world(key_algorithm="ed25519", key_bits=255, unread=("eku",)),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


@pytest.mark.parametrize("drawn", CANNOT_TELL.values(), ids=CANNOT_TELL)
def test_cannot_tell(drawn: World) -> None:
    assert drawn.fired(RULE) == ["S unknown"]
