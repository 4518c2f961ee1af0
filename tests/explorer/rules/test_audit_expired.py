"""R (Alpha, audits of its own): the root itself is judged. Allowed are 457 days, from 2025-06-01 on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from explorer.model.audit import pack_audits, unpack_audits
from explorer.rules.audit_expired import RULE
from tests.pki.past import Past
from tests.pki.world import World

CURRENT = "2025-04-01/2026-03-31"
STALE = "2019-01-01/2019-12-31"


def world(**differs: object) -> World:
    return World().root("R", **{"audits": {"standard": CURRENT, "tls-br": CURRENT, "smime-br": CURRENT}, **differs})


def after(end: str, begins: str, apart: int = 30) -> Past:
    """R's Standard audit of the list before ended on one day, that of now begins on another."""
    past = Past(apart=apart)
    past.root("R", audits={"standard": f"{begins}/2026-03-31"})
    (now,) = past._records
    earlier = tuple(
        replace(audit, period_start=None, period_end=date.fromisoformat(end)) if audit.standard == "standard" else audit
        for audit in unpack_audits(now.audits_packed or "")
    )
    return past.was("R", audits_packed=pack_audits(earlier))


MUST_FIRE = {
    "long ago": (world(audits={"standard": STALE}), ["R medium"]),
    "a day too early": (world(audits={"standard": "2024-06-01/2025-05-31"}), ["R medium"]),
    "a sub-CA of the owner with audits of its own": (
        world().sub("S", under="R", own_audit=True, audits={"tls-br": STALE}),
        ["S medium"],
    ),
    "a day between two periods": (after("2025-03-30", "2025-04-01"), ["R medium"]),
    "a gap, between lists of two years": (after("2024-03-30", "2025-04-01", apart=700), ["R unknown"]),
    "its end is blank": (world(audits={"standard": "2025-04-01/"}), ["R unknown"]),
}

MUST_NOT_FIRE = {
    "current": world(),
    "ended on the first day allowed": world(audits={"standard": "2024-06-02/2025-06-01"}),
    "one period begins the day after the other": after("2025-03-31", "2025-04-01"),
    "the same period": after("2026-03-31", "2025-04-01"),
    "a sub-CA that shares the parent's audits": world().sub("S", under="R", audits={"standard": STALE}),
    "external: SUBCA-006": world().sub("S", under="R", operator="Beta", audits={"standard": STALE}),
    "trusted by nobody": world(programs=(), audits={"standard": STALE}),
    "expired": world(expired=True, audits={"standard": STALE}),
}


def test_a_list_is_not_blamed_for_statements_that_came_after_it() -> None:
    drawn = World("2027-09-01").root("R", audits={"standard": "2025-04-01/2026-03-31"})
    drawn._records = [replace(record, day=date(2026, 9, 1)) for record in drawn._records]
    assert drawn.fired(RULE) == []


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
