"""Levels of the outline as the browser gets them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from dash import Dash
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.session import World
from explorer.views.links import slug


def level(application: Dash, link: str) -> Any:
    answer = application.server.test_client().get(link)
    assert answer.status_code == 200
    return json.loads(answer.data)


def test_levels_lead_to_levels_down_to_the_leaves(application: Dash, world: World) -> None:
    owner = max(
        (m for m in world.hierarchy.members.values() if m.is_root), key=lambda m: world.hierarchy.count_below(m.id)
    )
    found = level(application, f"/outline/owner/{slug(owner.owner)}?expired=no")
    row = next(r for r in found["rows"] if r["level"])
    seen = 0
    while row["level"]:
        assert row["level"].endswith("?expired=no"), "filters are kept"
        rows = level(application, row["level"])["rows"]
        assert len(rows) == row["below"]
        row, seen = max(rows, key=lambda r: r["below"]), seen + 1
    assert seen >= 1 and row["href"].startswith("/ca/")


def test_hidden_rows_are_counted(application: Dash, world: World) -> None:
    widest = max(world.hierarchy.members.values(), key=lambda m: len(world.hierarchy.below(m.id)))
    every, some = (level(application, f"/outline/ca/{widest.id}{q}") for q in ("", "?external=yes"))
    assert len(some["rows"]) + some["hidden"] == len(every["rows"])


def test_foreign_names_are_safe(application: Dash, world: World) -> None:
    for member in world.hierarchy.members.values():
        if world.hierarchy.below(member.id):
            text = json.dumps(level(application, f"/outline/ca/{member.id}"), ensure_ascii=False)
            assert not set(text) & {"\x1b", "\x07", "\r", "\u202e", "\0"}


def test_nothing_known_is_said(application: Dash) -> None:
    client = application.server.test_client()
    assert client.get("/outline/ca/ABCDEF").status_code == 404
    assert client.get("/outline/method").status_code == 404
    assert client.get("/outline/ca/ABCDEF?below=ABCDEF012345").status_code in (400, 404)


@given(where=st.text(max_size=40), query=st.text(max_size=40))
def test_no_forged_level_gets_a_500(application: Dash, where: str, query: str) -> None:
    answer = application.server.test_client().get("/outline/x" + quote(where), query_string={"below": query})
    assert answer.status_code in (200, 308, 400, 404)
