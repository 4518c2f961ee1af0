"""The drawing as a file: well-formed, small, safe, readable, and stable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.exports.lineage_svg import lineage_svg
from explorer.exports.text_width import clip, width_of
from explorer.text import safe
from explorer.views.drawing import Box, BoxKind, Lineage
from explorer.views.hierarchy import Hierarchy
from explorer.views.lineage import lineage_of
from explorer.views.placement import WIDTH, place
from tests.explorer.views.drawn import assessed

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 32_000  # octets of a drawing (interface specification section 4)


@pytest.fixture(scope="module")
def hierarchy(sample_store: Path) -> Hierarchy:
    return Hierarchy(assessed(sample_store))


def drawn(lineage: Lineage) -> str:
    return lineage_svg(place(lineage), href=lambda link: "/" + link)


def one_box(title: str, subtitle: str) -> Lineage:
    box = Box(id="x", kind=BoxKind.CA, title=title, subtitle=subtitle, link="ca/x", label=f"{title}, {subtitle}")
    return Lineage(title=title, boxes=(box,), lines=(), above=0, below=0, hidden=0)


@pytest.mark.parametrize(("issued", "bars"), [(None, 0), (0, 0), (1, 1), (10**12, 1)])
def test_what_was_seen_issued_is_a_bar_inside_the_box(issued: int | None, bars: int) -> None:
    (box,) = one_box("Example", "CA").boxes
    lineage = replace(one_box("Example", "CA"), boxes=(replace(box, issued=issued),))
    found = Xml.fromstring(drawn(lineage)).findall(f".//{SVG}rect[@class='i']")
    assert len(found) == bars
    assert all(0 < int(bar.get("width", "0")) < WIDTH for bar in found)


def test_every_ca_has_a_small_well_formed_drawing(hierarchy: Hierarchy) -> None:
    for id_ in hierarchy.members:
        lineage = lineage_of(hierarchy, id_)
        text = drawn(lineage)
        assert len(text.encode()) <= LARGEST
        tree = Xml.fromstring(text)
        anchors = tree.findall(f"{SVG}a")
        assert len(anchors) == len(lineage.boxes)
        assert len(tree.findall(f"{SVG}path")) == len(lineage.lines), "every line is drawn"
        assert sum(anchor.get("aria-current") == "page" for anchor in anchors) == 1


def test_boxes_are_links_with_all_in_words(hierarchy: Hierarchy) -> None:
    for id_, member in hierarchy.members.items():
        tree = Xml.fromstring(drawn(lineage_of(hierarchy, id_)))
        chosen = next(a for a in tree.findall(f"{SVG}a") if a.get("aria-current"))
        said = chosen.get("aria-label", "")
        assert chosen.get("href") == f"/ca/{hierarchy.short(id_)}"
        assert "selected" in said
        if len(member.name) < 100:
            assert safe(member.name) in said
            for mark in member.marks:
                assert mark.word in said
        assert chosen.findtext(f"{SVG}title") == said


def test_marks_have_letters(hierarchy: Hierarchy) -> None:
    for id_, member in hierarchy.members.items():
        tree = Xml.fromstring(drawn(lineage_of(hierarchy, id_)))
        chosen = next(a for a in tree.findall(f"{SVG}a") if a.get("aria-current"))
        letters = [t.text for t in chosen.findall(f"{SVG}text") if t.get("class") == "m"]
        assert letters == [mark.value for mark in member.marks]


def test_the_same_ca_gives_the_same_bytes(hierarchy: Hierarchy) -> None:
    for id_ in list(hierarchy.members)[:40]:
        assert drawn(lineage_of(hierarchy, id_)) == drawn(lineage_of(hierarchy, id_))


@given(title=st.text(max_size=300), subtitle=st.text(max_size=300))
def test_any_name_is_text_and_nothing_else(title: str, subtitle: str) -> None:
    tree = Xml.fromstring(drawn(one_box(title, subtitle)))
    tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert tags <= {"svg", "style", "a", "title", "rect", "path", "text"}
    (anchor,) = tree.findall(f"{SVG}a")
    assert anchor.get("href") == "/ca/x"
    assert set(anchor.keys()) <= {"href", "class", "aria-label", "transform", "aria-current"}
    assert "\u202e" not in "".join(tree.itertext())


@given(st.text(max_size=400), st.floats(20, 400))
def test_clipped_text_fits(text: str, room: float) -> None:
    cut = clip(text, 12.0, room, bold=True)
    assert width_of(cut, 12.0, bold=True) <= room
    assert cut == text or cut.endswith("…")


def test_colours_are_variables_with_a_literal_behind(hierarchy: Hierarchy) -> None:
    text = drawn(lineage_of(hierarchy, next(iter(hierarchy.members))))
    assert "var(--surface,#ffffff)" in text
    assert WIDTH == 196
