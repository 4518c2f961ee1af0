"""What is said of a certificate's places in logs: entries with their days, and who signed for them."""

from __future__ import annotations

from explorer.views.transparency import sighting_lines
from tests.pki.world import World


def test_each_place_is_a_line_entries_first_and_unsigned_ones_last() -> None:
    world = (
        World().root("R").sub("S", under="R").seen("S", verified=False).seen("S", "root").seen("S").seen("S", "entry")
    )
    assert [line[:2] for line in sighting_lines(world.facts(), world.id("S"))] == [
        ("Seen as entry", "entries 7 of 2026-05-01 to 9 of 2026-05-01"),
        ("Seen in chains", "entries 7 of 2026-05-01 to 9 of 2026-05-01"),
        ("Seen accepted root", "entries 7 of 2026-05-01 to 9 of 2026-05-01"),
        ("Seen in chains", "entries 7 of 2026-05-01 to 9 of 2026-05-01"),
    ]
    sources = [line[2] for line in sighting_lines(world.facts(), world.id("S"))]
    assert sources[0].endswith("head verified")
    assert sources[-1] == "files named Log, head unverified"


def test_what_no_log_shows_is_not_observed_and_never_zero() -> None:
    world = World().root("R").sub("S", under="R").seen("R")
    assert [value for _, value, _ in sighting_lines(world.facts(), world.id("S"))] == [
        "not observed in the logs that were read"
    ]


def test_nothing_is_said_where_no_log_was_read() -> None:
    world = World().root("R")
    assert list(sighting_lines(world.facts(), world.id("R"))) == []
