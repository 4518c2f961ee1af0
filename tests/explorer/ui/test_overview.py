"""The overview's table of owners with a census and without."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dash import Dash

from explorer.ui import ids
from explorer.ui.session import Session, World
from explorer.views.filters import Filters
from explorer.views.overview import overview_of
from tests.explorer.ui.asking import ask, components, texts
from tests.pki.counted import census_of

COLUMN = "Issuance seen in CT"


def owners(application: Dash) -> list[list[str]]:
    """Texts of the rows of the tables of owners, the head first."""
    tree = ask(application, "/")[ids.OUTLET]["children"]
    tables = [c for c in components(tree) if c["props"].get("className") == "table owners"]
    return [texts(row) for table in tables for row in components(table) if row["type"] == "Tr"]


def test_without_a_census_there_is_no_column(application: Dash) -> None:
    rows = owners(application)
    assert len(rows) > 1 and COLUMN not in rows[0]


def test_with_a_census_each_owner_is_told_by_its_keys(
    application: Dash, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = world.assessment.facts
    member = next(m for m in world.hierarchy.members.values() if m.owner and not m.is_responder)
    census = census_of(facts.graph.certificates[member.certificates[-1]].spki)
    assessment = replace(world.assessment, facts=replace(facts, census=census))
    changed = replace(
        world, assessment=assessment, overview=lambda filters: overview_of(assessment, world.hierarchy, filters)
    )
    monkeypatch.setattr(session, "world", lambda *_: changed)
    told = {row[0]: row[-1] for row in owners(application) if COLUMN not in row}
    assert told.pop(member.owner).endswith(" unexpired; 5 domains")
    assert told and set(told.values()) == {"not observed"}
    assert {row.issuance for row in overview_of(world.assessment, world.hierarchy, Filters()).owners} == {""}
