"""The tab "History" of a CA: the drawing and the rows of its life; marks lead to rows, the file is the same drawing."""

from __future__ import annotations

import re

from dash import Dash

from explorer.ui import ids
from explorer.ui.session import Session, World
from tests.explorer.ui.asking import ask, components, texts


def test_drawing_and_rows_say_the_same(application: Dash, session: Session, world: World) -> None:
    for member in list(world.hierarchy.members.values())[::11]:
        found = session.history(world, member)
        tree = ask(application, f"/ca/{member.id}", "?tab=history")[ids.OUTLET]["children"]
        (svg,) = [c["props"]["data"] for c in components(tree) if c["props"].get("id") == ids.LINEAGE_SVG]
        places = {c["props"]["id"] for c in components(tree) if str(c["props"].get("id", "")).startswith("event-")}
        assert places == {row.place for row in found.rows}
        assert set(re.findall(r"#(event-[0-9]+)", svg)) == {tick.record for tick in found.drawing.ticks} <= places
        words = " ".join(texts(tree))
        assert "History" in words and "not assessed" in words, "gaps are said"


def test_the_drawing_as_a_file_is_the_one_on_the_screen(application: Dash, world: World) -> None:
    id_ = next(iter(world.hierarchy.members))
    tree = ask(application, f"/ca/{id_}", "?tab=history")[ids.OUTLET]["children"]
    (svg,) = [c["props"]["data"] for c in components(tree) if c["props"].get("id") == ids.LINEAGE_SVG]
    answer = application.server.test_client().get(f"/lineage.svg/{id_}?tab=history")
    assert answer.status_code == 200 and answer.text == svg
