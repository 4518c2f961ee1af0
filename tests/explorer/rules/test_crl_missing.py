"""R (Alpha) -> S, without a CRL in its record."""

from __future__ import annotations

import pytest

from explorer.rules.crl_missing import RULE
from tests.pki.world import World

URL = "http://crl.example/s.crl"


def world(as_of: str = "2026-09-01", /, **differs: object) -> World:
    return World(as_of).root("R").sub("S", under="R", **{"full_crl": "", "partitioned_crls": "", **differs})


MUST_FIRE = {
    "both blank": (world(), ["S low"]),
    "a word in the place of the URL": (world(full_crl="expired"), ["S low"]),
    "an empty array": (world(partitioned_crls="[]"), ["S low"]),
    "nothing issued, and a CA below it": (
        world(partitioned_crls='[""]').sub("T", under="S", full_crl=URL, partitioned_crls=""),
        ["S low"],
    ),
    "an array that can't be read": (world(partitioned_crls='["'), ["S low"]),
    "no such columns": (world(full_crl=None), ["crl-columns unknown"]),
    "on the first day": (world("2022-10-01"), ["S low"]),
}

MUST_NOT_FIRE = {
    "a full CRL": world(full_crl=URL),
    "a full CRL, in a report without the other column": world(full_crl=URL, partitioned_crls=None),
    "partitioned CRLs": world(partitioned_crls=f'["{URL}"]'),
    "nothing issued yet": world(partitioned_crls='[""]'),
    "before the text": world("2022-09-30"),
    "trusted by nobody": World().root("R", programs=()).sub("S", under="R", full_crl="", partitioned_crls=""),
    "parent revoked": World()
    .root("R")
    .sub("P", under="R", full_crl=URL)
    .sub("S", under="P", full_crl="", partitioned_crls="")
    .revoked("P"),
    "revoked": world().revoked("S"),
    "expired": world(expired=True),
    "a root": World().root("R", full_crl="", partitioned_crls=""),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
