"""R -> S, valid from 2020-01-01 as drawn; audits of its own."""

from __future__ import annotations

import pytest

from explorer.rules.dates_impossible import RULE
from tests.pki.world import World


def world(**differs: object) -> World:
    return World().root("R").sub("S", under="R", not_before="2020-01-01", not_after="2030-06-30", **differs)


def audited(period: str) -> World:
    return world(own_audit=True, audits={"standard": period})


MUST_FIRE = {
    "another first day": (world(valid_from="2020.01.02"), ["S low"]),
    "another last day": (world(valid_to="2030.06.29"), ["S low"]),
    "no date": (world(valid_to="30/06/2030"), ["S low"]),
    "ends before it begins": (audited("2026-03-31/2025-04-01"), ["S low"]),
    "longer than a year and a day": (audited("2022-01-01/2023-03-31"), ["S low"]),
    "stated before its period ended": (audited("2025-04-01/2026-03-31/2026-03-30"), ["S low"]),
    "an audit date that is none": (audited("2025-04-01/?"), ["S low"]),
}

MUST_NOT_FIRE = {
    "as in the certificate": world(valid_from="2020.01.01", valid_to="2030.06.30"),
    "blank": world(valid_from="", valid_to=""),
    "certificate not at hand": world(valid_from="2019.01.01", pem=False),
    "a year": audited("2025-04-01/2026-03-31/2026-06-15"),
    "a year and a day": audited("2025-04-01/2026-04-02"),
    "a leap year": audited("2024-02-29/2025-03-01"),
    "a point in time": audited("2026-03-31/2026-03-31"),
    "stated on the last day": audited("2025-04-01/2026-03-31/2026-03-31"),
    "only an end": audited("/2026-03-31"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
