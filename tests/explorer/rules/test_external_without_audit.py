"""R (Alpha, audited to 2026-03-31) -> S (operated by Beta, audits as the parent's)."""

from __future__ import annotations

import pytest

from explorer.rules.external_without_audit import RULE
from tests.pki.world import CONSTRAINED, World

PERIOD = {"standard": "2025-04-01/2026-03-31"}


def rooted(**differs: object) -> World:
    return World().root("R", **{"audits": PERIOD, **differs})


def world(root: World | None = None, **differs: object) -> World:
    return (root or rooted()).sub("S", under="R", **{"operator": "Beta", "own_audit": False, **differs})


MUST_FIRE = {
    "the parent's audit": (world(), ["S medium"]),
    "no audit above either": (world(rooted(audits={}, audit_url="")), ["S high"]),
    "says it has its own, and has none": (world(own_audit=True, audit_url=""), ["S high"]),
    "for e-mail only": (world(eku=("email",)), ["S medium"]),
    "trusted by nobody": (world(World().root("R", programs=(), audits=PERIOD)), ["S low"]),
    "constraints can't be read": (world(unread=("name_constraints",)), ["S unknown"]),
    "the parent's address is the one of its own": (
        world(own_audit=True, audit_url="https://audit.example/R", audits=PERIOD),
        ["S medium"],
    ),
}

MUST_NOT_FIRE = {
    "an audit of its own": world(own_audit=True),
    "operated by the owner": world(operator=""),
    "below a CA of the same operator, with an audit": rooted()
    .sub("P", under="R", operator="Beta", audits=PERIOD)
    .sub("S", under="P", own_audit=False),
    "issued after the last period": world(not_before="2026-05-01"),
    "constrained": world(**CONSTRAINED),
    "expired": world(expired=True),
    "revoked": world().revoked("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
