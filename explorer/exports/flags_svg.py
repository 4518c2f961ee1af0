"""Findings per day as SVG: one line for each severity, broken where a day was not assessed; dash and mark repeat the colour.

Same counts, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from xml.etree import ElementTree as Xml

from explorer.exports.palette import drawing_style, variable
from explorer.model.finding import Severity
from explorer.views.flags_per_day import DayCount

WIDTH, HEIGHT = 740, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 66, 12, 26
_DAY_LABELS, _STEPS = 6, 5  # at most: along the days, up the counts
_LETTERS = 12  # pixels between the names of two lines

# Dashes of the line and outline of the mark around its point.
_LOOKS: Mapping[Severity, tuple[str, str]] = {
    Severity.CRITICAL: ("none", "m0 -5l5 5l-5 5l-5 -5Z"),
    Severity.HIGH: ("none", "m0 -5l5 9h-10Z"),
    Severity.MEDIUM: ("7 4", "m-4 -4h8v8h-8Z"),
    Severity.LOW: ("2 3", "m-4 0h8m-4 -4v8"),
    Severity.INFO: ("7 3 2 3", "m-4 -4l8 8m0 -8l-8 8"),
}

_STYLE = drawing_style(
    ".ln .y{{font-size:11px;fill:{soft}}}.ln .grid{{stroke:{line};stroke-width:.6;stroke-dasharray:2 4}}"
    ".ln .run{{fill:none;stroke-width:1.8}}.ln .mark{{stroke-width:1.4}}.ln .name{{font-size:11px;font-weight:600}}"
) + "".join(
    f".ln .{level} .run,.ln .{level} .mark{{stroke:{colour}}}.ln .{level} .mark,.ln .{level} .name{{fill:{colour}}}"
    for level in Severity
    for colour in [variable(f"severity-{level}")]
)


def flags_svg(days: Sequence[DayCount]) -> str:
    """The drawing as one SVG element, oldest day first; the last day is known. Severities that never occur have no line."""
    most = max((count for day in days for count in (day.counts or {}).values()), default=0)
    step = _step(most)
    roof = max(-(-most // step), 1) * step
    first, last = days[0].day, days[-1].day
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return _LEFT + (day - first).days / span * (WIDTH - _LEFT - _RIGHT)

    def y(count: int) -> float:
        return HEIGHT - _BOTTOM - count / roof * (HEIGHT - _TOP - _BOTTOM)

    root = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "ln",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "group",
            "aria-label": f"Findings of each severity per day, {first} to {last}; the numbers are in the table below",
        },
    )
    Xml.SubElement(root, "style").text = _STYLE
    for count in range(0, roof + 1, step):
        line = {"class": "grid", "x1": str(_LEFT), "x2": str(WIDTH - _RIGHT), "y1": f"{y(count):.1f}"}
        Xml.SubElement(root, "line", {**line, "y2": f"{y(count):.1f}"})
        _text(root, "y", _LEFT - 6, y(count) + 4, f"{count:,}", "end")
    for day in _labelled([day.day for day in days]):
        _text(root, "y", x(day), HEIGHT - 8, day.isoformat(), "middle")
    ends = {
        level: y(found.get(level, 0))
        for found in [next((day.counts for day in reversed(days) if day.counts is not None), {})]
        for level in _LOOKS
        if any((day.counts or {}).get(level) for day in days)
    }
    names = _apart(ends)
    for level in ends:
        group = Xml.SubElement(root, "g", {"class": level.value})
        _line(group, level, days, x, y)
        _text(group, "name", WIDTH - _RIGHT + 9, names[level] + 4, level.value, "start")
    return Xml.tostring(root, encoding="unicode")


def _line(
    group: Xml.Element, level: Severity, days: Sequence[DayCount], x: Callable[[date], float], y: Callable[[int], float]
) -> None:
    """A run of days that are known is one line; every day has its mark, which says its number."""
    dashes, outline = _LOOKS[level]
    runs: list[str] = []
    is_known = False
    for day in days:
        if day.counts is not None:
            runs.append(f"{'L' if is_known else 'M'}{x(day.day):.1f} {y(day.counts.get(level, 0)):.1f}")
        is_known = day.counts is not None
    Xml.SubElement(group, "path", {"class": "run", "stroke-dasharray": dashes, "d": "".join(runs)})
    for day in days:
        if day.counts is not None:
            count = day.counts.get(level, 0)
            shape = {"class": "mark", "d": f"M{x(day.day):.1f} {y(count):.1f}{outline}"}
            mark = Xml.SubElement(group, "path", shape)
            Xml.SubElement(mark, "title").text = f"{day.day}: {count:,} {level}"


def _step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, … that goes into the most at most five times."""
    step, factors = 1, (2, 2.5, 2)
    place = 0
    while step * _STEPS < most:
        step = int(step * factors[place % 3])
        place += 1
    return step


def _labelled(days: Sequence[date]) -> list[date]:
    """A few of the days, by even distances in time; the first and the last are among them."""
    apart = max((days[-1] - days[0]).days / (_DAY_LABELS - 1), 1)
    kept = [days[0]]
    for day in days[1:-1]:
        if (day - kept[-1]).days >= apart and (days[-1] - day).days >= apart:
            kept.append(day)
    return [*kept, days[-1]] if days[-1] != days[0] else kept


def _apart(ends: Mapping[Severity, float]) -> dict[Severity, float]:
    """Heights of the names at the lines' ends, moved so that none covers another, and none leaves the drawing."""
    highest_first = sorted(ends, key=lambda level: (ends[level], level.value))
    placed, ceiling, floor = dict(ends), float(_TOP), float(HEIGHT - _BOTTOM)
    for level in highest_first:
        placed[level] = max(placed[level], ceiling)
        ceiling = placed[level] + _LETTERS
    for level in reversed(highest_first):
        placed[level] = min(placed[level], floor)
        floor = placed[level] - _LETTERS
    return placed


def _text(parent: Xml.Element, kind: str, x: float, y: float, words: str, anchor: str) -> None:
    place = {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    Xml.SubElement(parent, "text", place).text = words
