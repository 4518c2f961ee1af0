"""What people come for, step by step in a browser on the real store; two more journeys stand in test_time.py and beside it."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from explorer.analysis.assess import Assessment
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.trust.verdict import State
from explorer.views.hierarchy import Hierarchy
from explorer.views.links import slug
from explorer.views.marks import Mark
from explorer.views.profile import profile_of
from explorer.views.trust_view import matrix_of
from tests.browser.conftest import ROOT, Watched
from tests.explorer.views.drawn import assessed
from tests.real_data import needs_real_data

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_real_data]

DRAWN = "#lineage svg a"


@pytest.fixture(scope="module")
def assessment(real_store: Path) -> Assessment:
    return assessed(real_store)


@pytest.fixture(scope="module")
def hierarchy(assessment: Assessment) -> Hierarchy:
    return Hierarchy(assessment)


def test_all_unconstrained_external_sub_cas_of_one_owner_and_their_files(
    real: Watched, real_store: Path, tmp_path: Path
) -> None:
    page = real.open("/")
    page.locator("table.owners a", has_text="DigiCert").first.click()
    expect(page.locator("h1")).to_have_text("DigiCert")
    page.locator(".nav a", has_text="Findings").click()
    page.wait_for_selector(".ag-row a[href]")
    page.locator("#filter-owner-input").fill("DigiCert")
    expect(page).to_have_url(re.compile("owner=DigiCert"))
    page.locator("#filter-rule").click()
    page.get_by_role("option", name=re.compile("SUBCA-001")).or_(
        page.get_by_text(re.compile("^SUBCA-001 "))
    ).first.click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("rule=SUBCA-001"))
    expect(page.locator("#summary")).to_contain_text("rule SUBCA-001")
    with page.expect_download() as download:
        page.locator(".title-row a[download]").click()
    command = [sys.executable, str(ROOT / "app.py"), "flags", "--store", str(real_store), "--format", "csv"]
    command += ["--owner", "DigiCert", "--rule", "SUBCA-001", "--fail-on", "never", "--out", str(tmp_path / "cli.csv")]
    subprocess.run(command, check=True, capture_output=True)
    told = (tmp_path / "cli.csv").read_bytes()
    assert Path(download.value.path()).read_bytes() == told
    rows = list(csv.DictReader(io.StringIO(told.decode(), newline="")))
    assert len(rows) > 50
    page.locator("details.menu summary").click()
    with page.expect_download() as pem:
        page.locator(".menu-items a", has_text="PEM").first.click()
    text = Path(pem.value.path()).read_text()
    assert text.count("BEGIN CERTIFICATE") == len({row["certificate_sha256"] for row in rows})


def test_from_a_fingerprint_to_its_paths(real: Watched, assessment: Assessment, hierarchy: Hierarchy) -> None:
    member = next(m for m in hierarchy.members.values() if len(profile_of(assessment, hierarchy, m).paths) > 2)
    page = real.open("/")
    page.keyboard.press("/")
    page.keyboard.type(member.certificates[0].lower())
    expect(page.locator("#search-results a.hit")).to_have_count(1)
    page.locator("#search-results a.hit").click()
    page.wait_for_selector(DRAWN)
    expect(page.locator(".pane .turns")).to_contain_text("Path 1 of")
    first = page.locator(".pane ol.path").inner_text()
    page.keyboard.press("]")
    expect(page.locator(".pane .turns")).to_contain_text("Path 2 of")
    assert page.locator(".pane ol.path").inner_text() != first
    page.locator("details.menu summary").click()
    with page.expect_download() as pem:
        page.locator(".menu-items a", has_text="path shown").click()
    text = Path(pem.value.path()).read_text()
    path = profile_of(assessment, hierarchy, member).paths[1]
    assert [line[2:66] for line in text.splitlines() if line.startswith("# ")][1:] == [c.id for c in path.certificates]


def test_why_trusted_in_chrome_and_not_in_mozilla(real: Watched, assessment: Assessment, hierarchy: Hierarchy) -> None:
    def states(id_: str) -> dict[Program, State]:
        rows = matrix_of(assessment, hierarchy.members[id_]).rows
        return {cell.program: cell.state for row in rows for cell in row if cell.purpose == TLS_SERVER}

    found = next(
        id_
        for id_, m in hierarchy.members.items()
        if m.is_trusted
        and hierarchy.above(id_)
        and states(id_).get(Program.CHROME) is State.LIVE
        and states(id_).get(Program.MOZILLA) is State.DEAD
    )
    page = real.open(f"/ca/{hierarchy.short(found)}")
    page.locator(".matrix a.cell[title^='Mozilla, tls-server']").click()
    expect(page.get_by_role("heading", name="Why not")).to_be_visible()
    expect(page.locator(".pane .uses.refused, .pane .note", has_text=re.compile("\\w")).first).to_be_visible()
    page.locator(".matrix a.cell[title^='Chrome, tls-server']").click()
    expect(page.get_by_role("heading", name="Proof")).to_be_visible()
    expect(page.locator(".pane .uses.yes")).to_contain_text("every condition holds")
    assert "program=Chrome" in page.url and "purpose=tls-server" in page.url


def test_who_can_forge_ocsp_for_this_ca(real: Watched, hierarchy: Hierarchy) -> None:
    responder = next(
        m for m in hierarchy.members.values() if Mark.RESPONDER in m.marks and m.valid and hierarchy.above(m.id)
    )
    issuer = next(iter(hierarchy.above(responder.id)))
    page = real.open(f"/ca/{hierarchy.short(issuer)}")
    page.wait_for_selector(DRAWN)
    page.locator("a.tablink", has_text="OCSP power").click()
    page.wait_for_selector("#lineage svg.power")
    rows = page.locator("table.signers tbody tr")
    expect(rows.first).to_be_visible()
    expect(rows.filter(has_text="can answer for what it issued").first).to_be_visible()
    rows.locator("a[href*='/key/']").first.click()
    expect(page.locator("h1")).to_contain_text("Key")


def test_from_a_permalink_to_the_same_picture(real: Watched, browser: Browser, hierarchy: Hierarchy) -> None:
    real.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    crossed = next(m for m in hierarchy.members.values() if Mark.CROSS_SIGNED in m.marks and m.is_trusted and m.valid)
    page = real.open(f"/ca/{hierarchy.short(crossed.id)}?expired=no")
    page.wait_for_selector(DRAWN)
    page.locator("#copy-link").click()
    expect(page.locator("#copy-link")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "date=" in link and "expired=no" in link
    drawing, words = page.locator("#lineage").inner_html(), page.locator(".pane").inner_text()
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    fresh = other.new_page()
    fresh.goto(link)
    fresh.wait_for_selector(DRAWN)
    assert fresh.locator(".pane").inner_text() == words
    plain = re.compile(r"(&amp;|\?)date=[0-9-]+(&amp;)?")
    assert plain.sub("", fresh.locator("#lineage").inner_html()) == plain.sub("", drawing).replace(
        "?expired=no", "?expired=no"
    ) or (
        re.findall(r'transform="[^"]*"|<title>[^<]*', fresh.locator("#lineage").inner_html())
        == re.findall(r'transform="[^"]*"|<title>[^<]*', drawing)
    )
    other.close()


def test_keyboard_only(real: Watched, hierarchy: Hierarchy) -> None:
    target = next(m for m in hierarchy.members.values() if m.is_trusted and m.findings and hierarchy.below(m.id))
    page = real.open("/")
    page.keyboard.press("/")
    page.keyboard.type(target.id[:24])
    expect(page.locator("#search-results a.hit")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector('#outline [role="treeitem"]')
    title = page.locator("h1").inner_text()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role') === 'treeitem'"):
            break
    else:
        raise AssertionError("the outline was not reached with Tab")
    page.keyboard.press("End")
    name = page.evaluate("document.activeElement.querySelector('.branch a').textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)
    page.go_back()
    expect(page.locator("h1")).to_contain_text(title)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("t")
    expect(page.locator("#table:focus, #table :focus")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()


def test_at_900_pixels(real: Watched, hierarchy: Hierarchy) -> None:
    real.page.set_viewport_size({"width": 900, "height": 900})
    widest = max(hierarchy.members.values(), key=lambda m: len(hierarchy.below(m.id)))
    deepest = max(hierarchy.members.values(), key=lambda m: len(hierarchy.ancestors(m.id)))
    for path in (
        "/",
        "/findings",
        "/changes",
        "/method",
        f"/owner/{slug(widest.owner)}",
        f"/ca/{widest.id}?tab=children",
        f"/ca/{deepest.id}",
    ):
        page = real.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 900, path
    expect(page.locator("#lineage svg")).to_be_visible()
    pane, drawing = page.locator(".pane").bounding_box(), page.locator("#lineage").bounding_box()
    assert pane is not None and drawing is not None and pane["y"] + pane["height"] <= drawing["y"]
