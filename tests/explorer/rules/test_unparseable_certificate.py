"""R -> S; each case says how S could be read."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.certificate import Tier
from explorer.rules.unparseable_certificate import RULE
from tests.pki.world import World

ODD: dict[str, Any] = {"tier": Tier.TOLERANT, "tier_reason": "explicitly encoded DEFAULT FALSE"}


def world(programs: tuple[str, ...] = ("Mozilla",), **differs: Any) -> World:
    return World().root("R", programs=programs).sub("S", under="R", **differs)


MUST_FIRE = {
    "trusted": (world(**ODD), "S medium"),
    "trusted by nobody, no children": (world(programs=(), **ODD), "S low"),
    "trusted by nobody, with children": (world(programs=(), **ODD).sub("T", under="S"), "S low"),
    "can't be told, with children": (world(unread=("eku",), **ODD).sub("T", under="S"), "S medium"),
    "expired": (world(expired=True, **ODD), "S low"),
    "opaque": (world(opaque="no SEQUENCE"), "S low"),
    "version 1 with children, no anchor": (world(version=1, is_ca=None).sub("T", under="S"), "S low"),
}

MUST_NOT_FIRE = {
    "strict": world(),
    "version 1 without children": world(version=1, is_ca=None),
    "a root of version 1": World().root("R", version=1, is_ca=None).sub("S", under="R"),
    "version 1 beside an anchor of its CA": World()
    .root("A")
    .root("R")
    .sub("S", under="R", same_as="A", version=1, is_ca=None)
    .sub("T", under="A"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_prints_the_reason_and_the_fields() -> None:
    (finding,) = world(unread=("policies",), **ODD).findings(RULE)
    assert "explicitly encoded DEFAULT FALSE" in finding.because[0]
    assert finding.because[1] == "could not be read: policies"
