"""Files for taking away: each is what the writers of the command line make, names hold no data, nothing forged gets a 500."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from dash import Dash
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui import ids, taken
from explorer.ui.session import Session, World
from explorer.views.filters import Filters, Known
from explorer.views.hierarchy import Member
from explorer.views.links import slug
from explorer.views.marks import Mark
from tests.explorer.ui.asking import ask, components

BEGIN = "-----BEGIN CERTIFICATE-----"


@pytest.fixture(scope="module")
def external(world: World) -> Member:
    return next(m for m in world.hierarchy.members.values() if Mark.UNCONSTRAINED in m.marks and m.is_trusted)


def get(application: Dash, link: str) -> str:
    answer = application.server.test_client().get(link)
    assert answer.status_code == 200, answer.text
    file = next(part for part in link.partition("?")[0].split("/") if "." in part)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'
    return answer.text


def test_all_certificates_of_a_ca(application: Dash, session: Session, external: Member) -> None:
    text = get(application, f"/certificates.pem/ca/{external.id}")
    count = len(external.certificates)
    assert text.count(BEGIN) == count and text.startswith(f"# {count} of {count} certificates")
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    read = [c.fingerprint(SHA256()).hex().upper() for c in x509.load_pem_x509_certificates(text.encode())]
    assert read == list(external.certificates)


def test_the_path_shown(application: Dash, external: Member, world: World) -> None:
    text = get(application, f"/path.pem/{external.id}")
    assert text.count(BEGIN) >= 2
    assert text.rindex(external.certificates[0][:8]) > text.index(BEGIN), "the CA itself comes last"


def test_a_filtered_set_of_certificates_is_that_of_the_findings(application: Dash, world: World) -> None:
    text = get(application, "/certificates.pem?rule=SUBCA-001&external=yes")
    rows = world.rows(Filters(rules=("SUBCA-001",), external=Known.YES))
    wanted = {row.certificate_sha256 for row in rows if row.certificate_sha256}
    assert text.count(BEGIN) == len(wanted) > 0
    assert all(id_ in text for id_ in wanted)


def test_a_cap_on_certificates_is_said(application: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_CERTIFICATES", 3)
    text = get(application, "/certificates.pem")
    assert text.count(BEGIN) == 3 and text.startswith("# 3 of ")


def test_names_in_pem_remarks_make_no_mark(application: Dash) -> None:
    for line in get(application, "/certificates.pem/owner/quarrystone-cloud").splitlines():
        if line.startswith("#"):
            assert "-----" not in line and line.isprintable()


@pytest.mark.parametrize("name", ["graph.graphml", "graph.gexf"])
def test_a_filtered_graph_has_the_chosen_cas_and_no_loose_ends(application: Dash, world: World, name: str) -> None:
    root = ElementTree.fromstring(get(application, f"/{name}?expired=no"))
    nodes = {e.get("id") for e in root.iter() if e.tag.endswith("}node") or e.tag == "node"}
    edges = [e for e in root.iter() if e.tag.endswith("}edge") or e.tag == "edge"]
    assert nodes == set(world.passing(Filters(expired=Known.NO)))
    assert edges and all({e.get("source"), e.get("target")} <= nodes for e in edges)


def test_a_graph_below_a_ca_is_that_of_the_command_line(application: Dash, world: World) -> None:
    import io

    from explorer.exports.registry import GRAPHS
    from explorer.views.graph_rows import GraphRows
    from explorer.views.scope import scope_of

    top = max(world.hierarchy.members.values(), key=lambda m: world.hierarchy.count_below(m.id))
    stream = io.BytesIO()
    GRAPHS["json"].write(GraphRows(world.assessment, scope_of(world.assessment.facts.graph, top.id)), stream)
    assert get(application, f"/graph.json?below={top.id}") == stream.getvalue().decode()


def test_the_report_of_a_view_holds_its_findings(application: Dash, world: World) -> None:
    text = get(application, "/report.html?rule=SUBCA-001")
    assert f"{len(world.rows(Filters(rules=('SUBCA-001',))))} findings in this report" in text
    assert "--rule SUBCA-001" in text


def test_a_citation_has_names_fingerprints_path_snapshot_and_link(
    application: Dash, world: World, external: Member
) -> None:
    text = get(application, f"/citation.txt/ca/{world.hierarchy.short(external.id)}")
    newest = world.assessment.facts.graph.certificates[external.certificates[-1]]
    for part in (newest.spki, *external.certificates, external.owner, external.operator, world.assessment.manifest.id):
        assert part in text
    assert "anchor first" in text and f"?date={world.day.isoformat()}\n" in text
    assert text.isascii() or "⟦" in text


def test_a_citation_of_findings_counts_what_it_leaves_out(application: Dash, world: World) -> None:
    text = get(application, "/citation.txt")
    assert text.startswith(f"{len(world.rows(Filters())):,} findings")
    assert f"and {len(world.rows(Filters())) - 20:,} more" in text


def test_foreign_names_in_a_citation_are_safe(application: Dash, world: World) -> None:
    for member in world.hierarchy.members.values():
        if "Quarrystone" in member.owner:
            text = get(application, f"/citation.txt/ca/{member.id}")
            assert not set(text) & {"\x1b", "\x07", "\r", "\u202e", "\0"}


@pytest.mark.parametrize(
    "page", ["/", "/findings?severity=high", "/method", "{ca}", "{ca}?path=2&expired=no", "{owner}", "{key}"]
)
def test_every_file_of_the_menu_is_made(application: Dash, world: World, external: Member, page: str) -> None:
    spki = world.assessment.facts.graph.certificates[external.certificates[0]].spki
    path = page.format(ca=f"/ca/{external.id}", owner=f"/owner/{slug(external.owner)}", key=f"/key/{spki}")
    path, _, query = path.partition("?")
    menu = components(ask(application, path, f"?{query}")[ids.TAKE_AWAY]["children"])
    links = [c["props"]["href"] for c in menu if c["type"] == "A"]
    links += [source for c in menu if (source := c["props"].get("data-source"))]
    assert len(links) >= 7
    for link in links:
        get(application, link)
    findings = next(link for link in links if link.startswith("/flags.json"))
    assert isinstance(json.loads(get(application, findings))["findings"], list)


@given(name=st.sampled_from(sorted(taken.FILES)), where=st.text(max_size=40), query=st.text(max_size=40))
def test_no_forged_file_gets_a_500(application: Dash, name: str, where: str, query: str) -> None:
    client = application.server.test_client()
    try:
        answer = client.get(f"/{name}/{where}", query_string={"text": query})
    except (UnicodeError, ValueError):  # no client could send it
        return
    assert answer.status_code in (200, 308, 400, 404)
