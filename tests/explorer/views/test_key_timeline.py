"""A key's life: bars, lanes, and which events contradict what the register says."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.exports.timeline_svg import timeline_svg
from explorer.model.evidence import KeyState
from explorer.views.evidence import life_of
from explorer.views.key_timeline import MOST_BARS, Lane, key_timeline
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World

SVG = "{http://www.w3.org/2000/svg}"


def test_every_key_of_the_sample_has_a_well_formed_drawing(sample: Assessment) -> None:
    states = set()
    for key in sample.facts.graph.keys():  # noqa: SIM118  a method of the graph, not a mapping
        life = key_timeline(sample, key)
        states.add(life.state)
        tree = Xml.fromstring(timeline_svg(life.drawing, title=key, href=lambda record: f"/key#{record}"))
        records = [tick for tick in life.ticks if tick.record]
        assert len(tree.findall(f"{SVG}a")) == len(records), "each dated record is a link"
        assert len(life.moments) + life.hidden_moments == len(life_of(sample.facts, key))
        assert len(life.bars) <= MOST_BARS
        drawn = life.drawing
        assert drawn.first <= life.as_of <= drawn.last or drawn.first > life.as_of
    assert states == set(KeyState)


def test_what_contradicts_is_marked_and_nothing_else(sample: Assessment) -> None:
    marked = 0
    for key in sample.facts.graph.keys():  # noqa: SIM118  a method of the graph, not a mapping
        life = key_timeline(sample, key)
        events = [event for event in life.moments if event.contradicts]
        if not life.contradictions:
            assert events == []
        marked += len(events)
    assert marked > 0


def test_a_use_after_a_destruction_stands_in_its_lane_and_is_marked() -> None:
    world = World().root("X").sub("R", under="X", eku=("tls-server", "ocsp-signing"))
    world.evidence("R").used("R", about="X", by="R", on="2026-08-15")
    life = key_timeline(assessment_of(world), world.key("R"))
    assert life.state is KeyState.CONTRADICTED
    assert {(str(tick.lane), tick.contradicts) for tick in life.ticks} == {(Lane.REGISTER, False), (Lane.OCSP, True)}


def test_a_key_without_a_record_is_silent() -> None:
    world = World().root("R").sub("S", under="R")
    life = key_timeline(assessment_of(world), world.key("R"))
    assert life.state is KeyState.SILENT and life.records == ()
    assert {tick.lane for tick in life.ticks} == {Lane.SIGNED}
