"""R -> A (revoked) and Q -> B, one CA with two certificates. The subject is that CA."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from explorer.rules.revoked_but_live_elsewhere import RULE
from tests.pki.world import World


def world(reason: str = "", source: str = "ccadb", operator: str = "", **differs: Any) -> World:
    drawn = World().root("R").root("Q").sub("A", under="R", operator=operator)
    return drawn.sub("B", under="Q", same_as="A", **differs).revoked("A", source=source, reason=reason)


MUST_FIRE = {
    "revoked under one root, trusted under another": (world(), "A medium"),
    "revoked by OneCRL alone": (world(source="onecrl"), "A medium"),
    "its key was compromised": (world("keyCompromise"), "A high"),
    "it was compromised, spelled in another way": (world("CA Compromise"), "A high"),
    "externally operated": (world(operator="Beta"), "A high"),
    "superseded": (world("superseded"), "A low"),
    "superseded by one source, without reason by another": (
        world("superseded").revoked("A", source="onecrl"),
        "A medium",
    ),
    "the register calls it retired": (
        world().evidence("A", event="retired", event_date=date(2022, 1, 1)),
        "A critical",
    ),
    "the other certificate is an anchor": (
        World().root("R").root("Q").sub("A", under="R", same_as="Q").revoked("A"),
        "Q info",
    ),
}

MUST_NOT_FIRE = {
    "every certificate revoked": world().revoked("B"),
    "the other one expired": world(expired=True),
    "the other one trusted by nobody": World()
    .root("R")
    .root("Q", programs=())
    .sub("A", under="R")
    .sub("B", under="Q", same_as="A")
    .revoked("A"),
    "the revoked one expired": World()
    .root("R")
    .root("Q")
    .sub("A", under="R", expired=True)
    .sub("B", under="Q", same_as="A")
    .revoked("A"),
    "another CA with the key": World().root("R").sub("A", under="R").sub("B", under="R", key="A").revoked("A"),
    "nothing revoked": World().root("R").root("Q").sub("A", under="R").sub("B", under="Q", same_as="A"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_proof_is_the_path_that_still_holds() -> None:
    drawn = world()
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "Q > B"
    assert finding.kind == "ca"
