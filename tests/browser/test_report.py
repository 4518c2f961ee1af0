"""The one-file report from disk, in a browser that is offline: ready in time, sorts, filters, draws, and says no error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app import VERBS
from explorer.cli.main import run_verbs

pytestmark = pytest.mark.browser
READY = 1.5  # seconds from disk


@pytest.fixture(scope="module")
def file(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert run_verbs(VERBS, ["report", "--store", str(sample_store), "--out", str(path), "--quiet"]) == 0
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    began = time.monotonic()
    opened.goto(file.as_uri())
    opened.wait_for_selector("html[data-ready=yes]", state="attached")
    print(f"ready in {time.monotonic() - began:.2f} s")
    yield opened
    assert heard == []
    assert asked == [file.as_uri()]
    context.close()


def shown(page: Page, column: int) -> list[str]:
    return page.locator(f"#rows > tr:not(.more) > td:nth-child({column})").all_inner_texts()


def test_it_is_ready_in_time(page: Page) -> None:
    spent = page.evaluate("performance.now()")
    assert spent < READY * 1000
    assert shown(page, 1)


def test_it_sorts_both_ways_and_back_to_severity(page: Page) -> None:
    owner = page.get_by_role("button", name="CA owner")
    owner.click()
    names = [name.lower() for name in shown(page, 4)]
    assert names == sorted(names)
    owner.click()
    turned = [name.lower() for name in shown(page, 4)]
    assert turned == sorted(turned, reverse=True) and turned != names
    assert page.locator("th[aria-sort]").count() == 1


def test_it_filters_by_rule_severity_and_words(page: Page) -> None:
    total = len(shown(page, 1))
    page.locator("#severity").select_option("critical")
    assert set(shown(page, 1)) == {"critical"} and len(shown(page, 1)) < total
    page.locator("#severity").select_option("info")
    rule = shown(page, 2)[-1]
    page.locator("#rule").select_option(rule)
    assert set(shown(page, 2)) == {rule}
    page.locator("#rule").select_option("")
    page.locator("#text").fill("no such words anywhere")
    page.locator("#count", has_text="0 of").wait_for()
    assert shown(page, 1) == []


def test_a_row_opens_and_leads_to_the_drawing(page: Page) -> None:
    first = page.locator("#rows button.subject").first
    first.click()
    assert first.get_attribute("aria-expanded") == "true"
    details = page.locator("tr.more dl")
    assert "explanation" in details.inner_text()
    page.get_by_role("link", name="drawing of this CA").first.click()
    page.wait_for_selector("#drawing svg")
    box = page.locator("#drawing svg a").first
    assert (box.get_attribute("href") or "").startswith("#")
    fill = page.locator("#drawing svg .b").first.evaluate("node => getComputedStyle(node).stroke")
    assert fill not in ("", "none")


def test_links_go_to_https_only_and_tell_no_referrer(page: Page) -> None:
    page.locator("#rows button.subject").first.click()
    for link in page.locator("tr.more a[href]:not([href^='#'])").all():
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_hostile_names_are_text(page: Page) -> None:
    page.locator("#text").fill("quarrystone")
    page.wait_for_timeout(400)
    for button in page.locator("#rows button.subject").all():
        button.click()
    for anchor in page.locator("#found a").all():
        anchor.click()
        page.wait_for_selector("#drawing svg, #drawing p")
    assert page.locator("#rows img, #drawing img, #drawing script").count() == 0
