"""Why not, OCSP power, the life of a key, the record to fill in, and the age of the data: as the server answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from dash import Dash

from explorer.trust.verdict import State
from explorer.ui import ids
from explorer.ui.application import create_dash
from explorer.ui.session import Session, World
from explorer.views.evidence import template
from explorer.views.lookup import Found
from explorer.views.marks import Mark, Standing
from explorer.views.trust_view import matrix_of
from tests.explorer.ui.asking import ask, components, texts


def refused_cell(world: World) -> tuple[str, str]:
    """The link of a word "no" on a CA below a root, and the CA."""
    for member in world.hierarchy.members.values():
        if not world.hierarchy.above(member.id) or not member.is_trusted:
            continue
        for row in matrix_of(world.assessment, member).rows:
            for cell in row:
                if cell.state is State.DEAD:
                    return f"/ca/{member.id}", f"?program={cell.program}&purpose={cell.purpose}"
    raise AssertionError("the sample world refuses nothing")


def test_every_word_of_the_matrix_is_a_link(application: Dash, world: World) -> None:
    path, _ = refused_cell(world)
    children = ask(application, path)[ids.OUTLET]["children"]
    cells = [c for c in components(children) if str(c["props"].get("className", "")).startswith("cell ")]
    assert cells and all("program=" in c["props"]["href"] and "purpose=" in c["props"]["href"] for c in cells)


def test_a_refused_cell_says_why_not_and_draws_it(application: Dash, world: World) -> None:
    path, search = refused_cell(world)
    children = ask(application, path, search)[ids.OUTLET]["children"]
    told = " ".join(texts(children))
    assert "Why not" in told and "Why every path fails" in told and "subca paths " in told
    svg = next(c for c in components(children) if c["props"].get("id") == ids.LINEAGE_SVG)["props"]["data"]
    assert "✗ " in svg


@pytest.mark.parametrize("search", ["?program=Mozilla&purpose=tls-server&path=999", "?program=Chrome&purpose=1.2.3"])
def test_a_cell_that_no_matrix_has_still_makes_a_page(application: Dash, world: World, search: str) -> None:
    for id_ in list(world.hierarchy.members)[::17]:
        ask(application, f"/ca/{id_}", search)


def test_the_ocsp_tab_has_drawing_and_rows(application: Dash, world: World) -> None:
    member = next(m for m in world.hierarchy.members.values() if Mark.RESPONDER in m.marks and m.valid)
    children = ask(application, f"/ca/{member.id}", "?tab=ocsp")[ids.OUTLET]["children"]
    told = " ".join(texts(children))
    assert "Who can sign OCSP answers for whom" in told
    svg = next(c for c in components(children) if c["props"].get("id") == ids.LINEAGE_SVG)["props"]["data"]
    assert "Keys that can answer for it" in svg
    answer = application.server.test_client().get(f"/lineage.svg/{member.id}?tab=ocsp")
    assert answer.status_code == 200 and "Keys that can answer for it" in answer.text


def test_the_drawing_as_a_file_is_the_one_on_the_screen(application: Dash, world: World) -> None:
    path, search = refused_cell(world)
    children = ask(application, path, search)[ids.OUTLET]["children"]
    svg = next(c for c in components(children) if c["props"].get("id") == ids.LINEAGE_SVG)["props"]["data"]
    digits = path.removeprefix("/ca/")
    assert application.server.test_client().get(f"/lineage.svg/{digits}{search}").text == svg


def test_a_key_has_its_life_and_a_record_to_fill_in(application: Dash, world: World) -> None:
    facts = world.assessment.facts
    for key in [k for k in facts.graph.keys() if facts.key_life.evidence(k)]:  # noqa: SIM118  a method of the graph
        certificates = facts.graph.certificates_of_key(key)
        spki = facts.graph.certificates[certificates[0]].spki
        children = ask(application, f"/key/{spki}")[ids.OUTLET]["children"]
        held = {c["props"].get("id") for c in components(children)}
        assert {f"record-{record.id[:12]}" for record in facts.key_life.evidence(key)} <= held
        answer = application.server.test_client().get(f"/record.txt/{spki}")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="record.txt"'
        assert answer.text == template(world.assessment, Found(certificates=certificates, ca=None, key=key)).text


@pytest.mark.parametrize("digits", ["ABCDEF", "zzzzzz", "%00", "0" * 64])
def test_no_record_for_a_key_that_is_not_at_hand(application: Dash, digits: str) -> None:
    assert application.server.test_client().get(f"/record.txt/{digits}").status_code in (400, 404)


def test_expired_cas_are_listed_unless_the_link_hides_them(application: Dash, world: World) -> None:
    expired = [m for m in world.hierarchy.members.values() if m.standing is Standing.EXPIRED]
    parent = next(above for m in expired for above in world.hierarchy.above(m.id))
    listed = texts(ask(application, f"/ca/{parent}", "?tab=children")[ids.OUTLET]["children"])
    hidden = texts(ask(application, f"/ca/{parent}", "?tab=children&expired=no")[ids.OUTLET]["children"])
    assert "show expired" in hidden and "hide expired" in listed and len(listed) > len(hidden)
    assert any("hidden by the filters" in text for text in hidden)


def test_old_data_says_its_age_and_changes_no_finding(sample_store: Path) -> None:
    newest = Session(sample_store).world().days[0]
    fresh = create_dash(Session(sample_store, today=lambda: newest))
    stale = create_dash(Session(sample_store, today=lambda: date(newest.year + 1, 1, 1)))
    assert not ask(fresh, "/")[ids.STALE]["children"]
    answer = ask(stale, "/")
    assert newest.isoformat() in answer[ids.STALE]["children"]
    assert answer[ids.OUTLET] == ask(fresh, "/")[ids.OUTLET]


def test_paper_says_day_and_data_hash(application: Dash, world: World) -> None:
    assert world.assessment.manifest.id in ask(application, "/findings")[ids.PRINT_HEAD]["children"]
