"""The outline by keyboard alone, and with several issuers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.views.hierarchy import Hierarchy
from explorer.views.links import slug
from tests.browser.conftest import Watched
from tests.explorer.views.drawn import assessed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOCUSED = "document.activeElement.getAttribute('aria-label')"
LEVEL = "document.activeElement.getAttribute('aria-level')"


@pytest.fixture(scope="module")
def hierarchy(sample_store: Path) -> Hierarchy:
    return Hierarchy(assessed(sample_store))


def test_the_outline_by_keys_alone(watched: Watched, hierarchy: Hierarchy) -> None:
    root = max((m for m in hierarchy.members.values() if m.is_root), key=lambda m: hierarchy.count_below(m.id))
    page = watched.open(f"/owner/{slug(root.owner)}")
    page.wait_for_selector('#outline [role="treeitem"]')
    page.locator('#outline [role="treeitem"][tabindex="0"]').focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    for letter in root.name[:4].lower().replace(" ", ""):
        page.keyboard.press(letter)
    first = page.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('#outline [role="group"] [role="treeitem"]')
    page.keyboard.press("ArrowRight")
    assert page.evaluate(LEVEL) == "2"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("ArrowLeft")
    expect(page.locator('#outline [role="group"] [role="treeitem"]').first).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.querySelector('.branch a').textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)
    assert page.evaluate("document.querySelectorAll('#outline [tabindex=\"0\"]').length") <= 1


def test_a_ca_with_several_issuers_links_to_the_others(watched: Watched, hierarchy: Hierarchy) -> None:
    crossed = next(m for m in hierarchy.members.values() if len(hierarchy.above(m.id)) > 1 and m.valid)
    issuer, other = sorted(hierarchy.above(crossed.id))[:2]
    page = watched.open(f"/ca/{issuer}")
    row = page.locator(f'#outline [data-id="{crossed.id}"]')
    expect(row.locator(".also").first).to_contain_text("also issued by")
    row.locator(f'.also a[href*="/ca/{hierarchy.short(other)}"]').first.click()
    expect(page.locator("h1")).to_contain_text(hierarchy.members[other].name)
    expect(page.locator(f'#outline [data-id="{crossed.id}"]').first).to_be_visible()
