"""A list of so many rows, after one of a thousand the day before."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.rules.snapshot_suspicious import RULE
from tests.pki.past import Past, listed
from tests.pki.world import World

V4, V4A, V4B = "ccadb-all-records", "ccadb-all-records-v4a", "ccadb-all-records-v4b"


def world(*parts: tuple[str, int], day: date | None = None, expired: int = 0) -> Past:
    """Lists of today in parts; so many rows of the day before had expired more than five years ago."""
    past = Past().root("R").sub("S", under="R")
    past.lists = tuple(listed(day or past.today, rows, name) for name, rows in parts)
    for number in range(expired):
        past.was("S", record=f"old-{number}", valid_to="2020.01.01")
    return past


FIRED = ["ccadb-all-records medium"]

MUST_FIRE = {
    "no rows": (world((V4, 0)), FIRED),
    "more than 2 % fewer": (world((V4, 979)), FIRED),
    "eight days old": (world((V4, 1000), day=date(2026, 8, 24)), FIRED),
    "one of two parts": (world((V4A, 600)), FIRED),
    "two parts that do not make the whole": (world((V4A, 600), (V4B, 300)), FIRED),
}

MUST_NOT_FIRE = {
    "2 % fewer": world((V4, 980)),
    "more": world((V4, 1100)),
    "seven days old": world((V4, 1000), day=date(2026, 8, 25)),
    "two parts that make the whole": world((V4A, 600), (V4B, 400)),
    "V4a alone, short of what expired long ago": world((V4A, 600), expired=400),
    "no list of CCADB": world(("root-store:Mozilla", 10)),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
