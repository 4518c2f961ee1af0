"""A word of the trust matrix leads to why not; OCSP power is drawn and listed; a record to fill in is downloaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.analysis.assess import Assessment
from explorer.views.evidence import template
from explorer.views.hierarchy import Hierarchy
from explorer.views.lookup import Found
from explorer.views.marks import Mark
from tests.browser.conftest import Watched
from tests.explorer.views.drawn import assessed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAWN = "#lineage svg a"


@pytest.fixture(scope="module")
def assessment(sample_store: Path) -> Assessment:
    return assessed(sample_store)


@pytest.fixture(scope="module")
def hierarchy(assessment: Assessment) -> Hierarchy:
    return Hierarchy(assessment)


def test_a_word_of_the_matrix_shows_why_not_and_names_the_failing_step(watched: Watched, hierarchy: Hierarchy) -> None:
    member = next(m for m in hierarchy.members.values() if m.is_trusted and len(hierarchy.ancestors(m.id)) == 1)
    page = watched.open(f"/ca/{hierarchy.short(member.id)}")
    page.wait_for_selector(DRAWN)
    page.locator(".matrix a.cell.no").first.click()
    expect(page.get_by_role("heading", name="Why not")).to_be_visible()
    expect(page).to_have_url(re.compile(r"program=.+&purpose=.+"))
    expect(page.locator(".pane .uses.refused .source")).to_be_visible()
    expect(page.locator("#lineage text.w")).to_contain_text("✗")
    address = page.url
    watched.page.reload()
    expect(page.get_by_role("heading", name="Why not")).to_be_visible()
    assert page.url == address
    page.get_by_role("link", name="all proofs").click()
    expect(page.get_by_role("heading", name="Proof")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Why not")).to_be_visible()


def test_ocsp_power_is_drawn_and_listed(watched: Watched, hierarchy: Hierarchy) -> None:
    member = next(m for m in hierarchy.members.values() if Mark.RESPONDER in m.marks and Mark.UNCONSTRAINED in m.marks)
    page = watched.open(f"/ca/{hierarchy.short(member.id)}")
    page.wait_for_selector(DRAWN)
    page.get_by_role("link", name="OCSP power").click()
    page.wait_for_selector("#lineage svg.power a.external")
    expect(page.locator("table.signers tbody tr").first).to_be_visible()
    assert page.locator("#lineage svg.power a").count() >= 3
    outside = page.evaluate(
        """() => [...document.querySelectorAll('#lineage a')].flatMap(box => {
            const frame = box.querySelector('.b').getBBox();
            return [...box.querySelectorAll('text')].filter(text => {
                const own = text.getBBox();
                return own.x < frame.x || own.x + own.width > frame.x + frame.width + 0.5;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    page.locator("#lineage a[href*='/key/']").first.click()
    expect(page.locator("h1")).to_contain_text("Key")


def test_a_record_to_fill_in_is_downloaded_and_a_record_is_one_click_away(
    watched: Watched, assessment: Assessment
) -> None:
    facts = assessment.facts
    key = next(k for k in facts.graph.keys() if len(facts.key_life.evidence(k)) == 2)  # noqa: SIM118  a method
    certificates = facts.graph.certificates_of_key(key)
    page = watched.open(f"/key/{facts.graph.certificates[certificates[0]].spki}")
    page.wait_for_selector("#lineage svg a")
    page.locator("#lineage svg a").last.click()
    expect(page).to_have_url(re.compile(r"#record-[0-9A-F]{12}$"))
    expect(page.locator(page.url[page.url.index("#") :])).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download a prefilled record").click()
    wanted = template(assessment, Found(certificates=certificates, ca=None, key=key)).text
    assert Path(download.value.path()).read_text(encoding="utf-8") == wanted


def test_paper_has_address_date_and_data_hash(watched: Watched, assessment: Assessment) -> None:
    page = watched.open("/findings?severity=high")
    page.emulate_media(media="print")
    expect(page.locator("#print-address")).to_have_text(page.url)
    expect(page.locator("#print-head")).to_contain_text(assessment.manifest.id)
