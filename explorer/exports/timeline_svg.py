"""A life as SVG: bars of certificates, lanes of marks, gaps where nobody looked, the day that is judged; marks can be links.

Every word is foreign: it passes `safe` and is written by a serializer. Same timeline, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as Xml

from explorer.exports.palette import variable
from explorer.exports.text_width import clip
from explorer.text import safe
from explorer.views.timeline import Bar, Gap, Tick, Timeline

WIDTH, LEFT, RIGHT = 1080, 214, 16
_ROW, _TOP, _BAR = 22, 26, 12
_MOST_YEARS = 14  # labels on the axis
_LIMIT = 300
_GAP_WORDS = 90  # pixels of a gap that has its words in it

_STYLE = (
    ".ln text{{font-family:system-ui,'Segoe UI','Liberation Sans',Arial,sans-serif;fill:{ink};font-size:11px}}"
    ".ln .s{{fill:{soft}}}.ln .grid{{stroke:{line};stroke-width:.6;stroke-dasharray:2 4}}"
    ".ln .bar{{fill:{accent};opacity:.75}}.ln .bar.rev{{fill:{raised};stroke:{soft};stroke-dasharray:4 3;opacity:1}}"
    ".ln .now{{stroke:{ink};stroke-width:1.4}}.ln .tick{{fill:{soft}}}.ln .rec{{fill:{accent}}}"
    ".ln .gone{{stroke:{accent};stroke-width:1.4;stroke-dasharray:5 3}}.ln .tick.bad,.ln .rec.bad{{fill:{bad}}}"
    ".ln .gap{{fill:{raised};stroke:{line};stroke-width:.6;stroke-dasharray:3 3}}"
    ".ln .sign{{font-size:14px;font-weight:700;fill:{accent}}}.ln .sign.bad{{fill:{bad}}}"
    ".ln .w{{fill:{bad};font-weight:700}}"
).format(
    ink=variable("ink"),
    soft=variable("ink-soft"),
    raised=variable("surface-raised"),
    line=variable("line"),
    accent=variable("accent"),
    bad=variable("bad"),
)


def timeline_svg(life: Timeline, *, title: str, href: Callable[[str], str]) -> str:
    """The drawing as one SVG element; `href` makes a link of the place that a mark leads to."""
    used = {tick.lane for tick in life.ticks} | {gap.lane for gap in life.gaps}
    lanes = [lane for lane in life.lanes if lane in used]
    rows = len(life.bars) + len(lanes)
    height = _TOP + rows * _ROW + 14
    root = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "ln",
            "width": str(WIDTH),
            "height": str(height),
            "viewBox": f"0 0 {WIDTH} {height}",
            "role": "group",
            "aria-label": f"Life of {safe(title, _LIMIT)}: {len(life.bars)} certificates, {len(life.ticks)} marks; "
            "all of them in the table below",
        },
    )
    Xml.SubElement(root, "style").text = _STYLE
    scale = _Scale(life.first, life.last)
    _axis(root, scale, height)
    for place, bar in enumerate(life.bars):
        _draw_bar(root, bar, scale, _TOP + place * _ROW)
    for place, lane in enumerate(lanes, start=len(life.bars)):
        y = _TOP + place * _ROW
        Xml.SubElement(root, "text", {"class": "s", "x": "6", "y": str(y + 14)}).text = lane
        for gap in life.gaps:
            if gap.lane == lane:
                _draw_gap(root, gap, scale, y)
        for tick in life.ticks:
            if tick.lane == lane:
                _draw_tick(root, tick, scale, y, height, href, is_record=lane == life.records)
    _vertical(root, scale.x(life.as_of), height, "now")
    place_ = {"x": f"{scale.x(life.as_of):.1f}", "y": str(height - 2), "text-anchor": "middle", "class": "s"}
    Xml.SubElement(root, "text", place_).text = f"as of {life.as_of.isoformat()}"
    return Xml.tostring(root, encoding="unicode")


class _Scale:
    """Days to pixels."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._days = max((last - first).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands."""
        share = min(max((day - self.first).days / self._days, 0.0), 1.0)
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def _axis(root: Xml.Element, scale: _Scale, height: int) -> None:
    years = range(scale.first.year + 1, scale.last.year + 1)
    step = max(1, -(-len(years) // _MOST_YEARS))
    for year in years[::step]:
        x = scale.x(date(year, 1, 1))
        _vertical(root, x, height - 12, "grid")
        place = {"x": f"{x:.1f}", "y": "14", "text-anchor": "middle", "class": "s"}
        Xml.SubElement(root, "text", place).text = str(year)


def _vertical(root: Xml.Element, x: float, height: int, name: str) -> None:
    line = {"class": name, "x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": "18", "y2": str(height - 12)}
    Xml.SubElement(root, "line", line)


def _draw_bar(root: Xml.Element, bar: Bar, scale: _Scale, y: int) -> None:
    start, end = scale.x(bar.start), scale.x(bar.end)
    words = f"{safe(bar.name, _LIMIT)}: {bar.start} to {bar.end}{', revoked' if bar.revoked else ''}"
    Xml.SubElement(root, "text", {"x": "6", "y": str(y + 14)}).text = clip(safe(bar.name, _LIMIT), 11.0, LEFT - 16)
    shape = {
        "class": "bar rev" if bar.revoked else "bar",
        "x": f"{start:.1f}",
        "y": str(y + (_ROW - _BAR) // 2),
        "width": f"{max(end - start, 2):.1f}",
        "height": str(_BAR),
        "rx": "2",
    }
    drawn = Xml.SubElement(root, "rect", shape)
    Xml.SubElement(drawn, "title").text = words


def _draw_gap(root: Xml.Element, gap: Gap, scale: _Scale, y: int) -> None:
    start, end = scale.x(gap.first), scale.x(gap.last)
    shape = {"class": "gap", "x": f"{start:.1f}", "y": str(y + 3), "width": f"{max(end - start, 1):.1f}"}
    drawn = Xml.SubElement(root, "rect", {**shape, "height": str(_ROW - 6)})
    Xml.SubElement(drawn, "title").text = safe(f"{gap.first} to {gap.last}: {gap.why}", _LIMIT)
    if end - start > _GAP_WORDS:
        place = {"class": "s", "x": f"{(start + end) / 2:.1f}", "y": str(y + 15), "text-anchor": "middle"}
        Xml.SubElement(root, "text", place).text = clip(safe(gap.why, _LIMIT), 11.0, end - start - 8)


def _draw_tick(
    root: Xml.Element,
    tick: Tick,
    scale: _Scale,
    y: int,
    height: int,
    href: Callable[[str], str],
    *,
    is_record: bool,
) -> None:
    x = scale.x(tick.day)
    middle = y + _ROW // 2
    words = f"{tick.day.isoformat()}: {safe(tick.text, _LIMIT)}{', contradicts the record' if tick.contradicts else ''}"
    parent = root
    if tick.record:
        parent = Xml.SubElement(root, "a", {"href": href(tick.record), "aria-label": words})
        if is_record and tick.text.startswith("destroyed"):
            _vertical(root, x, height, "gone")
    bad = " bad" if tick.contradicts else ""
    if is_record:
        outline = f"M{x:.1f} {middle - 7}l7 7l-7 7l-7 -7Z"
        drawn = Xml.SubElement(parent, "path", {"class": f"rec{bad}", "d": outline})
    elif tick.sign:
        place = {"class": f"sign{bad}", "x": f"{x:.1f}", "y": str(y + 15), "text-anchor": "middle"}
        drawn = Xml.SubElement(parent, "text", place)
        drawn.text = tick.sign
    else:
        shape = {"class": f"tick{bad}", "x": f"{x - 1.5:.1f}", "y": str(y + 4), "width": "3", "height": str(_ROW - 8)}
        drawn = Xml.SubElement(parent, "rect", shape)
    Xml.SubElement(drawn, "title").text = words
    if tick.contradicts and not tick.sign:
        Xml.SubElement(root, "text", {"class": "w", "x": f"{x + 8:.1f}", "y": str(middle + 4)}).text = "✗"
