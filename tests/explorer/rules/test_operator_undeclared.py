"""R (Alpha) -> S, with a blank operator and an audit of its own; Q is a root of Beta."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.rules.operator_undeclared import RULE
from tests.pki.world import World


def world(as_of: str = "2026-09-01", **differs: object) -> World:
    return World(as_of).root("R").sub("S", under="R", **{"own_audit": True, **differs})


def crossed(**differs: object) -> World:
    """One more certificate of Beta's root Q, under R, that Alpha discloses."""
    return World().root("R").root("Q", owner="Beta").sub("X", under="R", same_as="Q", **differs)


def unknown_above() -> World:
    drawn = world()
    drawn._records = [replace(r, standard_audit_url=None) if r.kind == "root" else r for r in drawn._records]
    return drawn


MUST_FIRE = {
    "an audit of its own": (world(), ["S medium"]),
    "a record of the same CA under another owner": (crossed(), ["X low"]),
    "an audit of its own, before the field was due": (world("2026-03-01"), ["S info"]),
    "on the day on which it became due": (world("2026-03-20"), ["S medium"]),
    "trusted by nobody": (World().root("R", programs=()).sub("S", under="R", own_audit=True), ["S low"]),
    "named in the register of key evidence": (
        World().root("R").sub("S", under="R").evidence("S", holder="Gamma", event="generated"),
        ["S low"],
    ),
    "the parent's audit column not known": (unknown_above(), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "audits of the parent": world(own_audit=False),
    "declared": world(operator="Beta"),
    "declared for the record above": World()
    .root("R")
    .sub("P", under="R", operator="Beta")
    .sub("S", under="P", own_audit=True),
    "declared, with another record's owner as operator": crossed(operator="Beta", own_audit=False),
    "the other owner names this one": World()
    .root("R", owner="Beta")
    .root("Q", owner="Alpha")
    .sub("S", under="Q", owner="Alpha")
    .sub("X", under="R", same_as="S", owner="Beta", operator="Alpha"),
    "a cross-certificate of the owner's own second root": World()
    .root("R")
    .root("Q")
    .sub("X", under="R", same_as="Q", own_audit=True, audit_url="https://audit.example/Q"),
    "expired": world(expired=True),
    "revoked": world().revoked("S"),
    "a root": World().root("R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
