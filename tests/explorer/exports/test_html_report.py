"""The one-file report: loads nothing, runs nothing but its script, says the same bytes, holds every finding."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zlib
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from explorer import __version__
from explorer.analysis.assess import Assessment
from explorer.exports.html_report import COLUMNS, write_html
from explorer.views.report import Report, report_of
from explorer.views.rows import FindingRow
from explorer.views.scope import below, everything
from tests.explorer.exports.evil import EVIL, evil_rows


class Page(HTMLParser):
    """Elements with attributes, the text of each script and style, and the text of the page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self._in = ""
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._in = dict(attrs).get("id") or tag
            assert self._in not in self.raw

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.raw[self._in] = self.raw.get(self._in, "") + data
        else:
            self.text += data

    def unpacked(self, name: str) -> Any:
        return json.loads(zlib.decompress(base64.b64decode(self.raw[name])))


def made(assessment: Assessment, rows: tuple[FindingRow, ...], named: str = "", *, draw_all: bool = True) -> Report:
    graph = assessment.facts.graph
    scope = below(graph, named) if named else everything(graph)
    return report_of(assessment, rows, scope, chosen=f"all {named}", command="subca flags", draw_all=draw_all)


def written(report: Report) -> bytes:
    stream = io.BytesIO()
    write_html(report, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def page(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> Page:
    return Page(written(made(sample, sample_rows)))


def test_same_report_same_bytes(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    assert written(made(sample, sample_rows)) == written(made(sample, sample_rows))


def test_policy_allows_one_script_and_one_style_by_hash(page: Page) -> None:
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and "unsafe" not in policy and policy.startswith("default-src 'none'")
    for name in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    runs = [a for tag, a in page.elements if tag == "script" and a.get("type") != "text/plain"]
    assert runs == [{}]


def test_nothing_is_loaded_or_run_from_an_attribute(page: Page) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form", "source", "video", "audio")
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in ("src", "srcset", "style", "action", "ping")
            assert name != "href" or str(value).startswith("#")
    assert "url(" not in page.raw["style"] and "@import" not in page.raw["style"]


def test_the_data_are_every_finding_with_its_columns(page: Page, sample_rows: tuple[FindingRow, ...]) -> None:
    data = page.unpacked("data")
    assert data["columns"] == list(COLUMNS)
    place = data["columns"].index("subject_id")
    assert [row[place] for row in data["rows"]] == [row.subject_id for row in sample_rows]


def test_every_ca_has_its_drawing_and_drawings_hold_only_own_links(page: Page, sample: Assessment) -> None:
    drawings, members = page.unpacked("drawings"), page.unpacked("data")["members"]
    assert {short for short, *_ in members} == set(drawings)
    assert len(drawings) >= len(sample.facts.graph.cas)
    for svg in drawings.values():
        assert "<style" not in svg and "style=" not in svg and "<script" not in svg
        for element in Xml.fromstring(svg).iter():
            assert not any(name.startswith("on") for name in element.attrib)
            assert element.get("href", "#").startswith("#")


def test_method_and_sources_stand_in_plain_html(page: Page, sample: Assessment) -> None:
    assert {a.get("id") for tag, a in page.elements if tag == "details"} >= {row.rule for row in sample.findings}
    for listed in sample.manifest.lists:
        assert listed.sha256 in page.text
    assert sample.manifest.id in page.text


def test_the_report_names_the_version_that_made_it(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    assert f", subca {__version__}; ".encode() in written(made(sample, sample_rows))


def test_hostile_text_stays_text(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    rows = evil_rows(sample_rows[0])
    graph = sample.facts.graph
    report = report_of(sample, rows, everything(graph), chosen="".join(EVIL), command="".join(EVIL), draw_all=False)
    found = Page(written(report))
    assert [tag for tag, _ in found.elements if tag in ("img", "script")] == ["script"] * 3
    assert "⟦U+202E⟧" in found.text and "\u202e" not in found.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", json.dumps(found.unpacked("data"), ensure_ascii=False))


def test_only_what_findings_are_about_is_drawn_on_request(
    sample: Assessment, sample_rows: tuple[FindingRow, ...]
) -> None:
    report = made(sample, sample_rows[:1], draw_all=False)
    assert [member.id for member in report.members] == [sample_rows[0].ca_id]
