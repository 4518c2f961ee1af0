"""R (Alpha) and Q (Alpha) -> S and T, two certificates of one CA."""

from __future__ import annotations

import pytest

from explorer.rules.audit_inconsistent import RULE
from tests.pki.world import World

OWN = {"own_audit": True, "audit_url": "https://audit.example/own"}
OTHER = {"own_audit": True, "audit_url": "https://audit.example/other"}
PERIOD = {"audits": {"standard": "2025-04-01/2026-03-31"}}
EARLIER = {"audits": {"standard": "2024-04-01/2025-03-31"}}


def world(here: dict[str, object], there: dict[str, object], owner: str = "Alpha") -> World:
    drawn = World().root("R").root("Q", owner=owner)
    return drawn.sub("S", under="R", **here).sub("T", under="Q", same_as="S", **there)


BOTH = ["S medium", "T medium"]

MUST_FIRE = {
    "two statements": (world({**OWN, **PERIOD}, {**OTHER, **PERIOD}), BOTH),
    "one statement, two periods": (world({**OWN, **PERIOD}, {**OWN, **EARLIER}), ["S low", "T low"]),
    "one has its own, the other the parent's": (world({**OWN, **PERIOD}, {}), BOTH),
    "two operators": (world({"operator": "Beta", **OWN}, {"operator": "Gamma", **OWN}), BOTH),
    "one declared, the other blank": (world({"operator": "Beta", **OWN}, OWN), BOTH),
    "another owner's root, and another operator": (
        world({"operator": "Beta", **OWN}, {"operator": "Gamma", **OWN}, owner="Delta"),
        BOTH,
    ),
    "two records of one certificate": (
        World().root("R").sub("S", under="R", **OWN).record("S", **OTHER),
        ["S medium", "record-S-2 medium"],
    ),
}

MUST_NOT_FIRE = {
    "alike": world({**OWN, **PERIOD}, {**OWN, **PERIOD}),
    "the same operator in two spellings": world({"operator": "Beta Ltd", **OWN}, {"operator": "BETA", **OWN}),
    "each shares its parent's audits": world({}, {}),
    "another owner, the same operator": world({"operator": "Beta", **OWN}, {"operator": "Beta", **OWN}, owner="Gamma"),
    "another owner whose record names this one": world(OWN, {"operator": "Alpha", **OWN}, owner="Gamma"),
    "the other is revoked": world(OWN, OTHER).revoked("T"),
    "the other has expired": world(OWN, {**OTHER, "expired": True}),
    "a CA of one record": World().root("R").sub("S", under="R", **OWN),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
