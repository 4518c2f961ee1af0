"""R is included, or not, by CCADB's column and by the program's own list of the same day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from explorer.rules.anchor_statements_disagree import RULE
from explorer.rules.facts import Facts
from explorer.trust.anchors import weigh_anchors
from explorer.trust.engine import judge_all
from tests.pki.world import World


def facts(*, column: str, listed: bool, day: date | None = None, disabled: bool = False) -> Facts:
    """A list of Mozilla's with Q, and with R if `listed`, of the day of the records unless said."""
    drawn = World().root("Q").root("R", purposes=("tls-server",) if listed else ())
    whole = drawn.facts()
    records = [
        replace(r, mozilla_status=column) if r.certificate == drawn.id("R") else r for r in whole.records.values()
    ]
    ended = datetime(2020, 1, 1, tzinfo=UTC) if disabled else None
    rows = [
        replace(a, day=day or a.day, disabled_from=ended if a.certificate == drawn.id("R") else None)
        for a in drawn._anchors
    ]
    anchors = weigh_anchors(records, rows, drawn.as_of)
    return replace(whole, verdicts=judge_all(whole.graph, anchors, whole.revocations, drawn.as_of))


MUST_FIRE = {
    "CCADB says included, the list does not have it": (("Included", False), "CCADB"),
    "CCADB says removed, the list has it": (("Removed", True), "CCADB"),
}

MUST_NOT_FIRE = {
    "both say included": {"column": "Included", "listed": True},
    "under review, and listed": {"column": "Change Requested", "listed": True},
    "neither": {"column": "Not Yet Included", "listed": False},
    "disabled by both": {"column": "Disabled", "listed": True, "disabled": True},
    "a list of another day": {"column": "Removed", "listed": True, "day": date(2026, 8, 1)},
}


@pytest.mark.parametrize(("said", "used"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(said: tuple[str, bool], used: str) -> None:
    column, listed = said
    (finding,) = RULE.run(facts(column=column, listed=listed))
    assert finding.severity == "low"
    names = "trusts it" if listed else "does not"
    assert finding.because == (f"Mozilla on 2026-09-01: CCADB says {column}, the program's list {names}; used: {used}",)


@pytest.mark.parametrize("said", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(said: dict[str, object]) -> None:
    assert list(RULE.run(facts(**said))) == []  # type: ignore[arg-type]  # a table of keyword arguments
