"""States that are designed: first run, no such day, unknown id with its days, nothing matches, a failed part, help."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash

from explorer.errors import StoreError
from explorer.terminal.progress import Progress
from explorer.ui import ids
from explorer.ui.application import create_app, create_dash
from explorer.ui.glossary import _WORDS, glossary, meaning_of
from explorer.ui.session import Session, World
from explorer.views.links import slug
from tests.explorer.ui.asking import ask, body_of, components, page_callback, texts
from tests.explorer.ui.test_policy import answer


def said(answer: dict[str, object], part: str = ids.OUTLET) -> str:
    return " ".join(texts(answer[part]["children"]))  # type: ignore[index]


# -- first run -------------------------------------------------------------------------------------


def test_the_first_run_has_five_lines_and_both_ways_to_begin(tmp_path: Path) -> None:
    application = create_dash(Session(tmp_path / "none.sqlite", has_sample=True))
    found = ask(application, "/")
    children = found[ids.OUTLET]["children"]
    (lines,) = [c for c in components(children) if c["props"].get("className") == "five"]
    assert len(lines["props"]["children"]) == 5
    assert "subca fetch" in said(found) and "subca ingest" in said(found)
    links = [c["props"] for c in components(children) if c["type"] == "A"]
    assert [link["href"] for link in links] == ["/sample/"] and links[0]["target"] == "_self"


def test_without_a_sample_at_hand_the_command_is_named(tmp_path: Path) -> None:
    assert "subca demo" in said(ask(create_dash(Session(tmp_path / "none.sqlite")), "/"))


def test_the_sample_is_made_when_somebody_asks_for_it(tmp_path: Path, sample_store: Path) -> None:
    made: list[Path] = []

    def make(store: Path, progress: Progress) -> None:
        made.append(store)
        store.write_bytes(sample_store.read_bytes())

    application = create_app(tmp_path / "none.sqlite", prefix="/below/", make_sample=make)
    assert answer(application, "/below/")[0] == "200 OK" and made == []
    status, headers, body = answer(application, "/below/sample/")
    assert status == "200 OK" and b"/below/sample/" in body and "Content-Security-Policy" in headers
    assert answer(application, "/below/sample/", HTTP_HOST="attacker.example")[0].startswith("400")
    answer(application, "/below/sample/findings")
    assert len(made) == 1 and made[0].exists()


def test_with_a_store_there_is_no_sample(sample_store: Path) -> None:
    application = create_app(sample_store, make_sample=lambda store, progress: pytest.fail("not asked for"))
    assert answer(application, "/sample/")[0] == "200 OK", "a page that says that there is none"


def test_a_store_that_cannot_be_read_is_no_first_run(
    session: Session, monkeypatch: pytest.MonkeyPatch, sample_store: Path
) -> None:
    def broken(*_: object) -> World:
        raise StoreError("damaged page 7", where="store", remedy="subca store rebuild")

    own = Session(sample_store)
    monkeypatch.setattr(own, "world", broken)
    told = said(ask(create_dash(own), "/"))
    assert "can't be read" in told and "damaged page 7" in told and "rebuild" in told and "subca demo" not in told


# -- days ------------------------------------------------------------------------------------------


def test_an_unknown_ca_names_the_nearest_days_on_which_it_exists(
    application: Dash, session: Session, world: World
) -> None:
    newest = max(world.assessment.facts.graph.certificates.values(), key=lambda c: c.not_before)
    days = session.days_of(newest.ca, world)
    assert days and all(day >= newest.not_before.date() for day in days)
    before = newest.not_before.date() - timedelta(days=400)
    found = ask(application, f"/ca/{newest.ca}", f"?date={before.isoformat()}")
    hrefs = [c["props"]["href"] for c in components(found[ids.OUTLET]["children"]) if c["type"] == "A"]
    if any(m.certificates == (newest.id,) for m in world.hierarchy.members.values() if m.id == newest.ca):
        assert any(f"date={day.isoformat()}" in href for day in days for href in hrefs)


def test_an_id_that_no_day_has_is_said(application: Dash) -> None:
    assert "No stored day has it." in said(ask(application, "/ca/" + "A" * 64))
    assert "No stored day has it." in said(ask(application, "/owner/nobody-at-all"))


def test_days_of_an_owner_are_those_of_its_records(session: Session, world: World) -> None:
    owner = next(m.owner for m in world.hierarchy.members.values() if m.owner)
    assert world.day in session.days_of_owner(slug(owner), world)
    assert session.days_of_owner("nobody-at-all", world) == ()


# -- failures --------------------------------------------------------------------------------------


def test_a_failed_part_says_a_number_that_the_log_has(
    sample_store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = Session(sample_store)
    broken = create_dash(own)

    def fail(*_: object) -> World:
        raise RuntimeError("a bug")

    monkeypatch.setattr(own, "world", fail)
    with caplog.at_level(logging.ERROR, "subca.ui"):
        body = body_of(broken, page_callback(broken), {"location.pathname": "/", "location.search": ""})
        answered = broken.server.test_client().post("/_dash-update-component", json=body)
    told = json.loads(answered.data)
    notice = told["sideUpdate"][ids.NOTICES]["children"]
    number = notice.split("error ")[1][:8]
    assert "could not be made" in notice and any(number in record.getMessage() for record in caplog.records)
    assert not told.get("response", {}).get(ids.OUTLET), "the view that was there stays"


def test_a_failed_file_says_a_number_that_the_log_has(
    sample_store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = Session(sample_store)
    broken = create_dash(own)
    monkeypatch.setattr(own, "world", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR, "subca.ui"):
        answered = broken.server.test_client().get("/flags.csv")
    number = answered.text.split("error ")[1][:8]
    assert answered.status_code == 500 and any(number in record.getMessage() for record in caplog.records)
    assert "Traceback" not in answered.text


# -- nothing matches, help ---------------------------------------------------------------------------


def test_nothing_matches_names_the_guilty_filter(application: Dash) -> None:
    found = ask(application, "/findings", "?owner=nobody-at-all&severity=high")
    told = said(found)
    assert "One filter keeps everything out" in told and "without “owner contains “nobody-at-all””" in told
    links = [c["props"]["href"] for c in components(found[ids.OUTLET]["children"]) if c["type"] == "A"]
    assert "/findings?severity=high" in links


def test_every_word_with_help_is_in_the_glossary() -> None:
    assert all(meaning_of(word) for word in _WORDS)
    assert meaning_of("a word of no list") == ""
    assert len(glossary()) > 40


def test_help_stands_where_the_word_appears(application: Dash, world: World) -> None:
    member = next(m for m in world.hierarchy.members.values() if m.is_trusted)
    terms = [
        c["props"]
        for c in components(ask(application, f"/ca/{member.id}")[ids.OUTLET]["children"])
        if c["props"].get("className") == "term"
    ]
    assert {"Operator", "Proof", "OCSP power", "Technically constrained"} <= {t["children"] for t in terms}
    assert all(t["data-meaning"] == meaning_of(t["children"]) for t in terms)


def test_a_day_without_a_list_before_it_offers_another(application: Dash) -> None:
    found = ask(application, "/", "?date=1990-01-01")
    assert texts(found[ids.OUTLET]["children"])
