"""R -> S; each case says S's column and what its certificate holds. The subject is S's record."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.constrained_flag_wrong import RULE
from tests.pki.world import CONSTRAINED, World

TLS = {"eku": ("tls-server",)}
BOTH_EXCLUDED = {"excluded_ip": ("0.0.0.0/0", "::/0")}
EVERYTHING = {
    "permitted_dns": ("",),
    "permitted_ip": ("0.0.0.0/0", "::/0"),
    "permitted_directory": ("",),
}


def world(flag: bool | None, **differs: Any) -> World:
    return World().root("R").sub("S", under="R", constrained_flag=flag, **differs)


MUST_FIRE = {
    "true, but nothing constrains it": (world(True, **TLS), "S medium", "a stale import"),
    "false, but constrained": (world(False, **CONSTRAINED), "S medium", "a stale import"),
    "true, and every name is permitted": (world(True, **TLS, **EVERYTHING), "S medium", "nothing limits the dNSName"),
    "true, any excluded dNSName was enough": (
        world(True, **TLS, **BOTH_EXCLUDED, excluded_dns=("example",), permitted_directory=("Example",)),
        "S medium",  # one excluded name leaves all others
        "nothing limits the dNSName",
    ),
    "true, no directoryName": (world(True, **TLS, **BOTH_EXCLUDED, permitted_dns=("example",)), "S info", "D3"),
    "true, one family of addresses": (
        world(True, **TLS, permitted_dns=("example",), permitted_ip=("10.0.0.0/8",), permitted_directory=("E",)),
        "S info",
        "D7",
    ),
    "false, EKU of unknown purposes": (world(False, eku=("1.3.6.1.4.1.311.10.3.12",)), "S info", "D1"),
    "nobody trusts it": (
        World().root("R", programs=()).sub("S", under="R", constrained_flag=True, **TLS),
        "S low",
        "a stale import",
    ),
}

MUST_NOT_FIRE = {
    "false, and unconstrained": world(False),
    "true, and constrained": world(True, **CONSTRAINED),
    "true by EKU alone": world(True, eku=("tls-client",)),
    "true, trusted by nobody, and constrained": World()
    .root("R", programs=())
    .sub("S", under="R", constrained_flag=True, **CONSTRAINED),
    "not stated": world(None, **CONSTRAINED),
    "certificate not at hand": world(True, pem=False),
    "a root": World().root("R", constrained_flag=True),
}


@pytest.mark.parametrize(("drawn", "expected", "words"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str, words: str) -> None:
    assert drawn.fired(RULE) == [expected]
    assert words in drawn.findings(RULE)[0].because[1]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_cannot_tell_when_the_eku_is_unread() -> None:
    assert world(True, unread=("eku",)).fired(RULE) == ["S unknown"]
