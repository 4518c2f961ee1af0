"""The life of a CA: every mark has its row, every row its source; days that nobody looked at are gaps, never nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from explorer.analysis.assess import Assessment
from explorer.analysis.history import fill_history
from explorer.exports.timeline_svg import timeline_svg
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from explorer.views.ca_history import (
    CERTIFICATES,
    FINDINGS,
    LANES,
    LISTS,
    PROGRAMS,
    REGISTER,
    REVOKED,
    CaHistory,
    ca_history,
)
from explorer.views.hierarchy import Hierarchy, Member
from tests.explorer.store.lists import NOW

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def hierarchy(sample: Assessment) -> Hierarchy:
    return Hierarchy(sample)


def life(store: Path, sample: Assessment, member: Member) -> CaHistory:
    with open_store(store) as opened:
        return ca_history(opened, sample, member)


@pytest.fixture(scope="module")
def lives(sample_store: Path, sample: Assessment, hierarchy: Hierarchy) -> dict[str, CaHistory]:
    return {m.id: life(sample_store, sample, m) for m in hierarchy.members.values()}


def test_every_mark_leads_to_its_row_and_says_the_same(lives: dict[str, CaHistory]) -> None:
    for found in lives.values():
        rows = {row.place: row for row in found.rows}
        assert len(rows) == len(found.rows)
        for tick in found.drawing.ticks:
            row = rows[tick.record]
            assert (tick.lane, tick.day) == (row.lane, row.day) and tick.text.startswith(row.what)
        drawn = {(t.lane, t.day) for t in found.drawing.ticks}
        listed = {(r.lane, r.day) for r in found.rows if r.day and not r.until and r.lane in LANES}
        assert drawn == listed or found.hidden_ticks


def test_every_certificate_is_a_bar_and_two_rows(lives: dict[str, CaHistory], hierarchy: Hierarchy) -> None:
    for id_, found in lives.items():
        own = hierarchy.members[id_].certificates  # type: ignore[index]  # text is the id
        assert len(found.drawing.bars) + found.hidden_bars == len(own)
        assert sum(row.lane == CERTIFICATES for row in found.rows) == 2 * len(own)


def test_rows_are_in_order_and_not_after_the_day_judged(lives: dict[str, CaHistory], sample: Assessment) -> None:
    for found in lives.values():
        days = [row.day for row in found.rows if row.day]
        assert days == sorted(days)
        told = [row for row in found.rows if row.lane not in (CERTIFICATES, LISTS) and row.day and not row.until]
        assert all(row.day <= sample.manifest.as_of for row in told if row.day and row.lane != REGISTER)


def test_the_sample_world_fills_every_lane(lives: dict[str, CaHistory]) -> None:
    seen = {row.lane for found in lives.values() for row in found.rows if not row.until}
    assert {*LANES, CERTIFICATES} - seen <= {FINDINGS}, "no day of the sample was assessed"
    assert any(r.lane == PROGRAMS and r.what in ("added", "removed") for found in lives.values() for r in found.rows)
    assert any(r.lane == REVOKED and r.is_bad for found in lives.values() for r in found.rows)


def test_days_before_the_first_list_and_days_not_assessed_are_gaps(lives: dict[str, CaHistory]) -> None:
    found = max(lives.values(), key=lambda f: len(f.rows))
    gaps = {(gap.lane, gap.why) for gap in found.drawing.gaps}
    assert (
        (FINDINGS, "not assessed") in gaps
        and (FINDINGS, "no list stored") in gaps
        and (PROGRAMS, "no list stored") in gaps
    )
    assert found.assessed == 0 < found.stored
    assert {row.what for row in found.rows if row.until} == {"not assessed", "no list stored"}


def test_assessed_days_have_findings_and_no_gap(
    sample_store: Path, tmp_path: Path, sample: Assessment, hierarchy: Hierarchy
) -> None:
    store = Path(shutil.copy(sample_store, tmp_path / "assessed.sqlite"))
    member = max(hierarchy.members.values(), key=lambda m: m.findings)
    fill_history(store, sample.manifest.as_of, now=NOW, progress=SILENT)
    found = life(store, sample, member)
    assert found.assessed == found.stored
    assert not [gap for gap in found.drawing.gaps if gap.why == "not assessed"]
    assert sum(row.what == "opened" for row in found.rows) >= 1
    partly = Path(shutil.copy(sample_store, tmp_path / "partly.sqlite"))
    first = min(day for day in _days(partly))
    fill_history(partly, first, now=NOW, progress=SILENT)
    (gap,) = [gap for gap in life(partly, sample, member).drawing.gaps if gap.why == "not assessed"]
    assert first < gap.first < gap.last == sample.manifest.as_of


def _days(store: Path) -> list[date]:
    with open_store(store) as opened:
        return [listed.day for listed in opened.days()]


def test_drawings_are_well_formed_and_small(lives: dict[str, CaHistory]) -> None:
    for id_, found in lives.items():
        text = timeline_svg(found.drawing, title=id_, href=lambda place: f"/ca#{place}")
        tree = Xml.fromstring(text)
        assert len(tree.findall(f"{SVG}a")) == len(found.drawing.ticks)
        assert len(text.encode()) < 32_000
