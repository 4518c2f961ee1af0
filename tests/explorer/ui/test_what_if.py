"""The page "what if": the answer of `subca distrust`, linked; asked from owners, CAs and keys; wrong questions are said."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash

from explorer.analysis.distrust import consequences, smallest_cut
from explorer.exports.distrust_files import write_distrust_csv
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.ui import ids
from explorer.ui.pages import what_if
from explorer.ui.session import Session, World
from explorer.views.census import NO_CENSUS
from explorer.views.links import slug
from explorer.views.lookup import look_up
from explorer.views.notice import who_would_notice
from explorer.views.what_if import Question, distrust_of, fate_rows, meant, owners_with_roots
from tests.explorer.ui.asking import ask, components, texts
from tests.pki.counted import census_of

OWNER = "Rookery Hill Certificates"
ASKED = "?program=Mozilla&purpose=tls-server&owner=Rookery+Hill+Certificates"


def page(application: Dash, search: str) -> Any:
    return ask(application, "/what-if", search)[ids.OUTLET]["children"]


def told(application: Dash, search: str) -> str:
    return " ".join(texts(page(application, search)))


def hrefs(tree: object) -> list[str]:
    return [part["props"]["href"] for part in components(tree) if "href" in part["props"]]


def rows_of(world: World, question: Question, programs: tuple[Program, ...], purposes: Any) -> bytes:
    facts = world.assessment.facts
    answer = consequences(facts, distrust_of(meant(facts, question), question, programs, purposes))
    stream = io.BytesIO()
    write_distrust_csv(fate_rows(facts, answer), stream)
    return stream.getvalue()


def test_the_file_has_the_rows_of_the_command_line(application: Dash, world: World) -> None:
    answer = application.server.test_client().get(f"/distrust.csv{ASKED}")
    assert answer.data == rows_of(world, Question(owners=(OWNER,)), (Program.MOZILLA,), (TLS_SERVER,))
    assert b"loses" in answer.data
    assert answer.headers["Content-Disposition"] == 'attachment; filename="distrust.csv"'


def test_losers_and_survivors_stand_with_their_links(application: Dash, world: World) -> None:
    tree = page(application, ASKED)
    words = " ".join(texts(tree))
    assert f"What if the roots of {OWNER} were gone?" in words
    assert "loses all:" in words and "Mozilla tls-server" in words
    assert f"--owner '{OWNER}' --program Mozilla --purpose tls-server" in words
    known = {f"/ca/{world.hierarchy.short(m)}" for m in world.hierarchy.members}
    cas = [href for href in hrefs(tree) if href.startswith("/ca/")]
    assert cas and {href.partition("?")[0] for href in cas} <= known
    assert all("program=Mozilla" in href and "purpose=tls-server" in href for href in cas), "filters travel with links"


def test_every_owner_with_roots_can_be_asked_about(application: Dash, world: World) -> None:
    for name in owners_with_roots(world.assessment.facts):
        tree = page(application, f"?{urlencode({'owner': name})}")
        (svg,) = [c["props"]["data"] for c in components(tree) if c["props"].get("id") == ids.LINEAGE_SVG]
        assert svg.startswith("<svg") and len(svg.encode()) < 32_000


def test_the_drawing_as_a_file_is_the_one_on_the_screen(application: Dash) -> None:
    (svg,) = [
        c["props"]["data"] for c in components(page(application, ASKED)) if c["props"].get("id") == ids.LINEAGE_SVG
    ]
    answer = application.server.test_client().get(f"/what-if.svg{ASKED}")
    assert answer.mimetype == "image/svg+xml" and answer.text == svg


def test_a_target_gets_its_smallest_set(application: Dash, world: World) -> None:
    facts = world.assessment.facts
    words = told(application, "?target=Rookery+Server+CA+16")
    cut = smallest_cut(facts, look_up(facts.graph, "Rookery Server CA 16").certificates, (), ())
    assert cut.certificates and f"Revoke {len(cut.certificates)}:" in words
    assert all(id_ in words for id_ in cut.certificates)
    assert "What would end the trust in Rookery Server CA 16?" in words


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("?owner=Nobody+at+all", "no root of this CA owner at hand"),
        ("?root=Nobody+at+all", "no certificate, key or CA"),
        ("?target=Nobody+at+all", "no certificate, key or CA"),
    ],
)
def test_a_question_about_nothing_is_said(application: Dash, search: str, sentence: str) -> None:
    words = told(application, search)
    assert "names nothing that is at hand" in words and sentence in words
    assert application.server.test_client().get(f"/distrust.csv{search}").status_code in (400, 404)


def test_without_a_question_the_page_says_how_to_ask(application: Dash) -> None:
    assert "Name what should not be believed" in told(application, "")
    assert application.server.test_client().get("/distrust.csv").status_code == 404
    assert application.server.test_client().get("/what-if.svg").status_code == 404


def test_filters_that_it_does_not_ask_are_said(application: Dash) -> None:
    assert "not asked here: high or worse" in told(application, f"{ASKED}&severity=high")
    assert "not asked here" not in told(application, ASKED)


def test_when_the_time_is_up_the_page_says_so(application: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "SECONDS", -1.0)
    assert "certificates were not compared" in told(application, ASKED)
    assert "not found in the time given" in told(application, "?target=Rookery+Server+CA+16")


def test_pages_of_owners_cas_and_keys_ask(application: Dash, world: World) -> None:
    facts = world.assessment.facts
    certificate = next(iter(meant(facts, Question(owners=(OWNER,)))))
    held = facts.graph.certificates[certificate]
    wanted = {
        f"/owner/{slug(OWNER)}": "/what-if?owner=",
        f"/ca/{held.ca}": f"/what-if?root={held.ca}",
        f"/key/{held.spki}": f"/what-if?key={held.spki}",
    }
    for path, link in wanted.items():
        found = [href for href in hrefs(ask(application, path)[ids.OUTLET]["children"]) if href.startswith(link)]
        assert found, path
        asked, _, search = found[0].partition("?")
        words = " ".join(texts(ask(application, asked, f"?{search}")[ids.OUTLET]["children"]))
        assert "Not believed, by this question" in words, path
    found = [h for h in hrefs(ask(application, f"/ca/{held.ca}")[ids.OUTLET]["children"]) if "target=" in h]
    assert found == [f"/what-if?target={held.ca}"]


def test_each_thing_named_can_be_taken_out(application: Dash, world: World) -> None:
    certificate = CertificateId(next(iter(meant(world.assessment.facts, Question(owners=(OWNER,))))))
    ca = world.assessment.facts.graph.certificates[certificate].ca
    tree = page(application, f"?root={ca}&certificate={certificate}")
    chips = [c["props"]["href"] for c in components(tree) if c["props"].get("className") == "chip"]
    assert sorted(chips) == sorted([f"/what-if?root={ca}", f"/what-if?certificate={certificate}"])


@pytest.mark.parametrize("is_verified", [True, False])
def test_who_would_notice_is_told_as_on_the_command_line(
    application: Dash, session: Session, world: World, monkeypatch: pytest.MonkeyPatch, is_verified: bool
) -> None:
    facts = world.assessment.facts
    asked = distrust_of(
        meant(facts, Question(owners=(OWNER,))), Question(owners=(OWNER,)), (Program.MOZILLA,), (TLS_SERVER,)
    )
    answer = consequences(facts, asked)
    key = who_would_notice(facts, answer)[-1].key
    counted = replace(facts, census=census_of(key, is_verified=is_verified))
    with_census = replace(world, assessment=replace(world.assessment, facts=counted))
    monkeypatch.setattr(session, "world", lambda *_: with_census)
    tree, notices = page(application, ASKED), who_would_notice(counted, answer)
    (told_,) = [c for c in components(tree) if "who-notices" in c["props"].get("className", "").split()]
    words = texts(told_)
    assert len(notices) > 1 and (notices[0].key == key) is is_verified, "what is proved comes first"
    assert [w for w in words if w.startswith(("issuance ", "5 certificates"))] == [n.issuance.words for n in notices]
    assert words.count("issuance not observed in 5 entries of 1 log") == len(notices) - 1
    assert ("(head unverified)" in " ".join(words)) is not is_verified
    assert any(href.startswith(f"/key/{key}?") for href in hrefs(told_))


def test_without_a_census_that_is_what_the_page_says(application: Dash) -> None:
    assert NO_CENSUS[1:] in told(application, ASKED)
