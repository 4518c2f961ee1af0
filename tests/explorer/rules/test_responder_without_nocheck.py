"""root X -> O, a responder certificate. Each case says what differs about O."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.responder_without_nocheck import RULE
from tests.pki.world import World


def world(
    purposes: tuple[str, ...] = ("tls-server",), programs: tuple[str, ...] = ("Mozilla",), **differs: Any
) -> World:
    drawn = World().root("X", purposes=purposes, programs=programs)
    return drawn.responder("O", under="X", **{"nocheck": None, **differs})


MUST_FIRE = {
    "no nocheck": (world(), "O medium"),
    "no nocheck and further purposes": (world(eku=("ocsp-signing", "tls-server")), "O medium"),
    "no basicConstraints": (world(is_ca=None), "O medium"),
    "issuer for e-mail": (world(purposes=("email",)), "O medium"),
    "issuer for code signing": (world(purposes=("code-signing",)), "O low"),
    "nobody trusts the issuer": (world(programs=()), "O info"),
    "no responders at hand": (World().root("X"), "no-responders unknown"),
}

MUST_NOT_FIRE = {
    "with nocheck": world(nocheck="0500"),
    "expired": world(not_after="2026-08-01"),
    "a CA certificate belongs to OCSP-001": world(nocheck="0500").sub("R", under="X", eku=("ocsp-signing",)),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
