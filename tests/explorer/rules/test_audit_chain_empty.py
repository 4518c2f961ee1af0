"""R (Alpha, without an audit) -> P -> S, which have their parents' audits."""

from __future__ import annotations

import pytest

from explorer.rules.audit_chain_empty import RULE
from tests.pki.world import CONSTRAINED, World


def world(audited: str = "", /, **differs: object) -> World:
    return World().root("R", own_audit=True, audit_url=audited).sub("P", under="R").sub("S", under="P", **differs)


MUST_FIRE = {
    "no audit on three levels": (world(), ["P high", "S high"]),
    "constrained": (world(**CONSTRAINED), ["P high", "S low"]),
    "trusted by nobody": (World().root("R", programs=(), audit_url="").sub("S", under="R"), ["S low"]),
    "the root itself says it has its parent's": (
        World().root("R", own_audit=False).sub("S", under="R"),
        ["R high", "S high"],
    ),
    "the parent record is not in the list": (
        World().root("R", record=False).sub("S", under="R"),
        ["S unknown"],
    ),
    "the parent record is another CA's": (
        World().root("R", audit_url="").root("Q", audit_url="").sub("S", under="R", parent="Q"),
        ["S unknown"],
    ),
}

MUST_NOT_FIRE = {
    "an audit at the root": world("https://audit.example/R"),
    "an audit on the way": World().root("R", audit_url="").sub("P", under="R", own_audit=True).sub("S", under="P"),
    "has none, and does not say that a parent has": World().root("R", audit_url=""),
    "expired": World().root("R", audit_url="").sub("S", under="R", expired=True),
    "revoked": World().root("R", audit_url="").sub("S", under="R").revoked("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
