"""R -> S with a second record of S. The subject is S's fingerprint."""

from __future__ import annotations

import pytest

from explorer.rules.duplicate_records import RULE
from tests.pki.world import World


def world() -> World:
    return World().root("R").root("Q").sub("S", under="R")


MUST_FIRE = {
    "two records that agree": (world().record("S"), "S info"),
    "another owner": (world().record("S", owner="Gamma"), "S medium"),
    "another parent": (world().record("S", parent="Q"), "S medium"),
    "another revocation status": (world().record("S", revocation="Parent Cert Revoked"), "S medium"),
    "another type": (world().record("S", root=True), "S medium"),
    "differences of what nobody trusts": (
        World().root("R", programs=()).sub("S", under="R").record("S", owner="Gamma"),
        "S low",
    ),
    "certificate not at hand": (World().root("R").sub("S", under="R", pem=False).record("S", owner="Gamma"), "S low"),
}

MUST_NOT_FIRE = {
    "one record": world(),
    "two certificates of one CA": world().sub("S2", under="Q", same_as="S"),
    "two records without fingerprint": World().root("R").sub("S", under="R", cell="").sub("T", under="R", cell=""),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_a_root_record_has_no_status_to_differ_in() -> None:
    (finding,) = world().record("S", root=True).findings(RULE)
    assert [s.split(" differs")[0] for s in finding.because[1:]] == ["Certificate Record Type"]
