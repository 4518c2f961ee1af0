"""Loading, failing, hostile names and help, as only a browser shows them; access on every page in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Route, expect

from explorer.views.hierarchy import Hierarchy
from explorer.views.links import slug
from explorer.views.marks import Mark
from tests.browser.conftest import Watched, serving
from tests.explorer.views.drawn import assessed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

UPDATE = "**/_dash-update-component*"  # the renderer adds a query


@pytest.fixture(scope="module")
def hierarchy(sample_store: Path) -> Hierarchy:
    return Hierarchy(assessed(sample_store))


def every_kind_of_page(hierarchy: Hierarchy) -> list[str]:
    external = next(m for m in hierarchy.members.values() if Mark.UNCONSTRAINED in m.marks and m.is_trusted)
    root = next(iter(hierarchy.above(external.id)))
    tabs = [f"/ca/{root}?tab={tab}" for tab in ("children", "above", "certificates", "records", "ocsp", "history")]
    owner = f"/owner/{slug(external.owner)}"
    answer = f"/ca/{external.id}?program=Mozilla&purpose=email&expired=no"
    pages = ["/", "/findings", "/findings?owner=nobody-at-all", "/method", "/method/SUBCA-001", "/changes", "/what-if"]
    times = ["/changes?from=2024-09-01&to=2026-06-01", f"/what-if?root={root}", "/what-if?target=Rookery+Server+CA+16"]
    return [*pages, *times, owner, f"/ca/{external.id}", answer, *tabs, "/ca/ABCDEF", "/?date=1990-01-01"]


def barriers(browser: Browser, base: str, theme: str, paths: list[str]) -> list[tuple[str, str, str]]:
    """What axe-core calls critical or serious. The policy is set aside, for the checker is a script of its own."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="dark" if theme == "dark" else "light", bypass_csp=True
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    axe, found = Axe(), []
    for path in paths:
        page.goto(base + path.lstrip("/"))
        page.wait_for_selector("main h1", state="attached")
        page.wait_for_load_state("networkidle")
        if path == "/" and page.locator("details.menu summary").is_visible():
            page.locator("details.menu summary").click()
        for issue in axe.run(page).response["violations"]:
            if issue["impact"] in ("critical", "serious"):
                found.append((path, issue["id"], issue["nodes"][0]["html"][:120]))
    context.close()
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(browser: Browser, base: str, hierarchy: Hierarchy, theme: str) -> None:
    assert barriers(browser, base, theme, every_kind_of_page(hierarchy)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_page_of_all_has_no_serious_barrier(
    browser: Browser, theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with serving() as address:
        assert barriers(browser, address, theme, ["/"]) == []


def test_the_checker_sees_a_barrier(browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_content("<html><body><img src='data:,'><button></button></body></html>")
    assert {issue["id"] for issue in Axe().run(page).response["violations"]} >= {"image-alt", "button-name"}
    context.close()


def test_while_a_view_is_made_the_old_one_stays_below_a_thin_bar(watched: Watched) -> None:
    page = watched.open("/method")
    held: list[Route] = []
    height = page.evaluate("document.querySelector('.head').getBoundingClientRect().height")
    page.route(UPDATE, lambda route: held.append(route))
    page.locator(".nav a", has_text="Overview").click()
    bar = "getComputedStyle(document.body, '::before')"
    is_shown = f"{bar}.content !== 'none' && Number({bar}.opacity) > 0"
    page.evaluate(f"async () => {{ while (!({is_shown})) await new Promise(requestAnimationFrame); }}")
    assert page.evaluate(f"{bar}.position") == "fixed", "nothing jumps"
    expect(page.locator("h1")).to_have_text("Method")
    assert page.evaluate("document.querySelector('.head').getBoundingClientRect().height") == height
    for route in held:
        route.continue_()
    page.unroute(UPDATE)
    expect(page.locator("table.rules")).to_be_visible()


def test_a_server_that_does_not_answer_is_said_and_the_view_stays(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(base + "method")
    page.wait_for_selector("main h1", state="attached")
    page.route(UPDATE, lambda route: route.abort())
    page.locator(".nav a", has_text="Findings").click()
    expect(page.locator("#unanswered")).to_contain_text("does not answer")
    expect(page.locator("h1")).to_have_text("Method")


def test_a_word_explains_itself_by_mouse_and_by_keys(watched: Watched, hierarchy: Hierarchy) -> None:
    page = watched.open(f"/ca/{next(m.id for m in hierarchy.members.values() if m.is_trusted)}")
    word = page.locator(".pane .term", has_text="Operator")
    word.click()
    expect(page.locator("#meaning")).to_have_text("who runs the keys")
    page.keyboard.press("Escape")
    expect(page.locator("#meaning")).to_be_hidden()
    expect(word).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#meaning")).to_be_visible()
    assert word.get_attribute("aria-expanded") == "true"
    page.locator("h1").click()
    expect(page.locator("#meaning")).to_be_hidden()


def test_hostile_names_everywhere(watched: Watched, hierarchy: Hierarchy) -> None:
    """No dialog, no foreign request, no report of the content policy (they are errors of the console)."""
    hostile = [m for m in hierarchy.members.values() if "Quarrystone" in m.owner or "Quarrystone" in m.operator]
    assert len(hostile) > 3
    paths = [
        "/owner/quarrystone-cloud",
        "/findings?owner=quarrystone",
        "/findings?text=%3Cscript%3Ealert(1)%3C/script%3E",
    ]
    paths += [f"/ca/{m.id}?tab={tab}" for m in hostile for tab in ("findings", "children", "certificates", "ocsp")]
    paths += ["/ca/%3Cimg%20src=x%20onerror=alert(1)%3E", "/?owner=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"]
    for path in paths:
        page = watched.open(path)
        page.wait_for_load_state("networkidle")
        assert page.locator("main script, main img, main iframe, main object, main embed").count() == 0, path
        for tree in page.locator("#outline [aria-expanded] > .branch .twist").all()[:2]:
            tree.click()
    page = watched.open(f"/ca/{hostile[0].id}")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name=re.compile("quote")).click()
    expect(page.locator("#citation")).to_be_visible()
    expect(page.locator("#citation-text")).to_contain_text("Link: http")


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_a_drawing_is_saved(watched: Watched, hierarchy: Hierarchy, kind: str) -> None:
    page = watched.open(f"/ca/{next(m.id for m in hierarchy.members.values() if hierarchy.above(m.id))}")
    page.wait_for_selector("#lineage svg a")
    page.locator("details.menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Drawing as {kind}").click()
    body = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == f"drawing.{kind.lower()}"
    assert body.startswith(b"<svg" if kind == "SVG" else b"\x89PNG\r\n\x1a\n") and len(body) > 2_000


def test_a_chart_is_saved_too(watched: Watched) -> None:
    page = watched.open("/")
    page.wait_for_selector(".treemap svg a")
    page.locator("details.menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Drawing as PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_from_the_first_run_to_the_sample_world(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with serving() as address:
        page = Watched(context.new_page(), address).open("/")
        expect(page.locator("h1")).to_contain_text("Who may issue")
        assert page.locator("ol.five li").count() == 5
        page.set_default_timeout(60_000)
        page.get_by_role("link", name="Look at the sample world").click()
        page.wait_for_selector("table.rules")
        assert page.url == address + "sample/"
        page.locator(".nav a", has_text="Findings").click()
        page.wait_for_selector(".ag-row a[href]")
        assert "/sample/findings" in page.url
