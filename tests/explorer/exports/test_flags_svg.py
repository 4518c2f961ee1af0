"""Lines of findings per day: broken at gaps, named at their ends, told by more than colour, every mark with its number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest

from explorer.exports.flags_svg import HEIGHT, WIDTH, flags_svg
from explorer.model.finding import Severity
from explorer.views.flags_per_day import DayCount

D = date(2026, 1, 1)
NS = "{http://www.w3.org/2000/svg}"


def days(*counts: dict[Severity, int] | None) -> tuple[DayCount, ...]:
    return tuple(DayCount(day=D + timedelta(n), counts=count) for n, count in enumerate(counts))


def lines_of(*counts: dict[Severity, int] | None) -> dict[str, Xml.Element]:
    return {group.attrib["class"]: group for group in Xml.fromstring(flags_svg(days(*counts))).iter(f"{NS}g")}


def test_a_line_breaks_at_a_gap_and_goes_on_without_one() -> None:
    high = {Severity.HIGH: 3}
    (broken,) = lines_of(high, high, None, high).values()
    whole, *_ = lines_of(high, high, high).values()
    runs = [group.find(f"{NS}path").attrib["d"] for group in (broken, whole)]  # type: ignore[union-attr]
    assert [re.findall("[ML]", run) for run in runs] == [["M", "L", "M"], ["M", "L", "L"]]


def test_every_known_day_has_a_mark_with_its_number() -> None:
    found = lines_of({Severity.HIGH: 3, Severity.LOW: 1}, None, {Severity.HIGH: 1_200})
    told = {level: [title.text for title in group.iter(f"{NS}title")] for level, group in found.items()}
    assert told == {
        "high": ["2026-01-01: 3 high", "2026-01-03: 1,200 high"],
        "low": ["2026-01-01: 1 low", "2026-01-03: 0 low"],
    }


def test_more_counts_stand_higher_and_all_within_the_drawing() -> None:
    (line,) = lines_of({Severity.INFO: 7}, {Severity.INFO: 0}, {Severity.INFO: 999}).values()
    numbers = re.findall(r"[ML]([\d.]+) ([\d.]+)", line.find(f"{NS}path").attrib["d"])  # type: ignore[union-attr]
    (x0, y0), (x1, y1), (x2, y2) = [(float(x), float(y)) for x, y in numbers]
    assert 0 < x0 < x1 < x2 < WIDTH and 0 < y2 < y0 < y1 < HEIGHT


def test_no_two_lines_look_the_same_and_no_name_covers_another() -> None:
    found = lines_of(dict.fromkeys(Severity, 5), dict.fromkeys(Severity, 5))
    assert len(found) == len(Severity)
    assert len({group[1].attrib["d"].partition("m")[2] for group in found.values()}) == len(Severity)
    heights = sorted(float(group.find(f"{NS}text").attrib["y"]) for group in found.values())  # type: ignore[union-attr]
    assert all(b - a >= 12 for a, b in pairwise(heights)) and heights[0] > 0


@pytest.mark.parametrize("counts", [[{}], [{Severity.HIGH: 0}], [None, {}], [{Severity.HIGH: 1}]])
def test_one_day_or_no_finding_is_a_drawing_too(counts: list[dict[Severity, int] | None]) -> None:
    assert flags_svg(days(*counts)) == flags_svg(days(*counts))
    assert "nan" not in flags_svg(days(*counts))
