"""The overview's panels about time: findings per day, and the last changes, asked for by themselves."""

from __future__ import annotations

import json
from typing import Any

from dash import Dash

from explorer.exports.flags_svg import flags_svg
from explorer.ui import ids
from explorer.ui.session import Session, World
from explorer.views.changes import ChangeFilters, change_list
from tests.explorer.ui.asking import ask, body_of, components, texts


def last_changes(application: Dash, query: object) -> Any:
    output = f"{ids.LAST_CHANGES}.children"
    body = body_of(application, output, {f"{ids.LAST_CHANGES_QUERY}.data": query})
    answer = application.server.test_client().post("/_dash-update-component", json=body)
    if answer.status_code == 204:
        return None
    return json.loads(answer.data)["response"].get(ids.LAST_CHANGES, {}).get("children")


def test_the_last_changes_are_those_of_the_newest_two_days(application: Dash, session: Session, world: World) -> None:
    tree = last_changes(application, "")
    chosen = change_list(session.compared(world.days[1], world.days[0]), ChangeFilters())
    words = " ".join(texts(tree))
    assert f"{len(chosen.rows)} changes from {world.days[1]} to {world.days[0]}" in words
    (every, *_) = [c["props"]["href"] for c in components(tree) if "/changes?" in c["props"].get("href", "")]
    assert every == f"/changes?from={world.days[1]}&to={world.days[0]}"


def test_the_first_stored_day_has_nothing_before_it(application: Dash, world: World) -> None:
    assert "No stored day before" in " ".join(texts(last_changes(application, f"?date={world.days[-1]}")))


def test_forged_queries_get_no_failure(application: Dash) -> None:
    assert last_changes(application, 7) is None
    assert last_changes(application, "?date=1990-01-01")


def test_days_are_listed_beside_the_drawing(application: Dash, world: World) -> None:
    tree = ask(application, "/")[ids.OUTLET]["children"]
    words = " ".join(texts(tree))
    missing = len(world.flags.days) - world.flags.assessed
    assert missing > 0 and f"{missing} of {len(world.flags.days)} stored days were not assessed" in words
    drawn = next(c["props"]["data"] for c in components(tree) if c["props"].get("id") == ids.FLAGS_SVG)
    assert drawn == flags_svg(world.flags.drawn)
    assert "whatever the filters" not in words
    filtered = ask(application, "/", "?severity=high")[ids.OUTLET]["children"]
    assert "whatever the filters" in " ".join(texts(filtered))
