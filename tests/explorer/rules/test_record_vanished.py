"""R (Alpha) -> S, whose record stood in the list of the day before."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.rules.record_vanished import RULE
from tests.pki.past import Past, listed
from tests.pki.world import World

V4A, V4B = "ccadb-all-records-v4a", "ccadb-all-records-v4b"


def world(**differs: object) -> Past:
    return Past().root("R").sub("S", under="R", **differs).gone("S")


def switched(*parts: tuple[str, int]) -> Past:
    past = world()
    past.lists = tuple(listed(past.today, rows, name) for name, rows in parts)
    return past


def short(rows: int) -> Past:
    past = world()
    past.lists = (listed(past.today, rows),)
    return past


def old() -> Past:
    past = world()
    past.lists = (listed(date(2026, 8, 1), 1000),)
    return past


MUST_FIRE = {
    "trusted": (world(), ["S medium"]),
    "trusted by nobody": (Past().root("R", programs=()).sub("S", under="R").gone("S"), ["S low"]),
    "certificate not at hand": (world(pem=False, valid_to="2030.01.01"), ["S low"]),
    "not at hand, and no date": (world(pem=False), ["S unknown"]),
    "a list with a third of its rows missing": (short(660), ["S unknown"]),
    "a list of a month ago": (old(), ["S unknown"]),
    "the list was split in two": (switched((V4A, 600), (V4B, 400)), ["S medium"]),
    "half of a split list": (switched((V4A, 600)), ["S unknown"]),
    "revoked": (Past().root("R").sub("S", under="R").revoked("S").gone("S"), ["S low"]),
}

MUST_NOT_FIRE = {
    "expired": world(expired=True),
    "certificate not at hand, expired by its record": world(pem=False, valid_to="2020.01.01"),
    "still there": Past().root("R").sub("S", under="R"),
    "says something else": Past().root("R").sub("S", under="R").was("S", owner="Beta"),
    "a new record of the same certificate": Past().root("R").sub("S", under="R").was("S", record="old-record"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
