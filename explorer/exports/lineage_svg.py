"""A placed lineage as SVG, for the screen and for a file: the same drawing.

Every word is foreign: it passes `safe` and is written by a serializer. Boxes are links in reading order with
all they say in words; colours are variables with a literal default, so that a saved file keeps them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from xml.etree import ElementTree as Xml

from explorer.exports.palette import drawing_style, variable
from explorer.exports.text_width import clip, width_of
from explorer.text import safe
from explorer.views.drawing import Box, BoxKind
from explorer.views.marks import Standing
from explorer.views.placement import GAP_X, HEIGHT, WIDTH, PlacedBox, PlacedLine, Placement, box_width

_CORNER = 6  # radius of the corners of a fan
_BADGE = 19  # width of one badge
_PAD = 8
_FULL_BAR = 9  # powers of ten of issued certificates that fill the bar
_LABEL_LIMIT = 300  # characters of a foreign text that is spoken or shown on hover
_TITLE_SIZE, _SUB_SIZE = 12.0, 10.5

_STYLE = drawing_style(
    ".ln .b{{fill:{surface};stroke:{line};stroke-width:1}}.ln .d .b{{stroke-dasharray:4 3;fill:{raised}}}"
    ".ln .d .t{{fill:{soft}}}.ln .rev .t{{text-decoration:line-through}}"
    ".ln .o .b{{fill:{raised};stroke:{line}}}.ln .g .b{{fill:{raised}}}"
    ".ln .sel .b{{stroke:{accent};stroke-width:3}}.ln .l{{fill:none;stroke:{line};stroke-width:1.4}}"
    ".ln .l.dash{{stroke-dasharray:5 4}}.ln .l.own{{stroke-dasharray:1 3;stroke-linecap:round}}"
    ".ln .l.path{{stroke:{accent};stroke-width:3.2}}.ln .m{{font-size:11px;font-weight:700;fill:{mark_ink}}}"
    ".ln .n{{font-size:10px;fill:{soft};paint-order:stroke;stroke:{surface};stroke-width:4px}}"
    ".ln .l.bad{{stroke:{bad};stroke-width:3.2;stroke-dasharray:7 4}}.ln .w{{font-size:10.5px;font-weight:700;fill:{bad};"
    "paint-order:stroke;stroke:{surface};stroke-width:4px}}.ln .f .b{{stroke:{bad};stroke-width:3}}"
    ".ln .i{{fill:{soft}}}"
    ".ln .ring{{fill:none;stroke:{soft};stroke-dasharray:2 3}}",
    mark_ink="mark-ink",
    bad="bad",
)


def lineage_svg(placement: Placement, *, href: Callable[[str], str]) -> str:
    """The drawing as one SVG element; `href` makes a link of the site from one that is relative to its root."""
    lineage = placement.lineage
    root = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "ln",
            "width": str(placement.width),
            "height": str(placement.height),
            "viewBox": f"0 0 {placement.width} {placement.height}",
            "role": "group",
            "aria-label": f"Lineage of {safe(lineage.title, _LABEL_LIMIT)}: {lineage.summary}",
        },
    )
    Xml.SubElement(root, "style").text = _STYLE
    for x, y, width, height in placement.brackets:
        _bracket(root, x, y, width, height)
    for line in sorted(placement.lines, key=lambda placed: placed.line.on_path):
        _draw_line(root, line)
    for placed in placement.boxes:
        _draw_box(root, placed, href)
    return Xml.tostring(root, encoding="unicode")


def _bracket(root: Xml.Element, x: int, y: int, width: int, height: int) -> None:
    shape = {"class": "ring", "x": str(x), "y": str(y), "width": str(width), "height": str(height), "rx": "6"}
    Xml.SubElement(root, "rect", shape)
    Xml.SubElement(root, "text", {"class": "s", "x": str(x + _PAD), "y": str(y + 15)}).text = "cross-certify each other"


def _draw_line(root: Xml.Element, placed: PlacedLine) -> None:
    line = placed.line
    words = ["l"]
    if not line.certificates:
        words.append("own")
    elif not line.solid:
        words.append("dash")
    if line.on_path:
        words.append("bad" if line.failed else "path")
    Xml.SubElement(root, "path", {"class": " ".join(words), "d": _curve(placed)})
    x, y = placed.points[-1]
    if line.failed:
        _name_failure(root, x + 2, y - HEIGHT // 2 - 4, line.failed)
    if line.certificates > 1:
        place = {"class": "n", "x": str(x - 6), "y": str(y - 4), "text-anchor": "end"}
        Xml.SubElement(root, "text", place).text = f"{line.certificates}×"


def _name_failure(root: Xml.Element, x: int, y: int, condition: str) -> None:
    """Which condition fails, above the box that the line leads to."""
    place = {"class": "w", "x": str(x), "y": str(y)}
    Xml.SubElement(root, "text", place).text = f"✗ {condition}"


def _curve(placed: PlacedLine) -> str:
    points = placed.points
    (x, y), *rest = points
    if placed.in_ring:
        (end_x, end_y) = points[-1]
        return f"M{x} {y}C{x - 12} {y} {end_x - 12} {end_y} {end_x} {end_y}"
    bend = GAP_X // 2
    path = [f"M{x} {y}"]
    if placed.in_fan and len(points) == 2 and abs(points[1][1] - y) > 2 * _CORNER:
        (end_x, end_y) = points[1]
        turn = _CORNER if end_y > y else -_CORNER
        trunk = x + bend
        return (
            f"M{x} {y}H{trunk - _CORNER}q{_CORNER} 0 {_CORNER} {turn}V{end_y - turn}q0 {turn} {_CORNER} {turn}H{end_x}"
        )
    for next_x, next_y in rest:
        if next_y == y:
            path.append(f"H{next_x}")
        else:
            path.append(f"C{x + bend} {y} {next_x - bend} {next_y} {next_x} {next_y}")
        x, y = next_x, next_y
    return "".join(path)


def _draw_issuance(anchor: Xml.Element, issued: int, width: int) -> None:
    """The size of what it issued as a bar along the lower edge: each tenfold makes it longer by the same step."""
    length = min(1.0, math.log10(issued + 1) / _FULL_BAR) * (width - 2 * _PAD)
    place = {"class": "i", "x": str(_PAD), "y": str(HEIGHT - 4), "width": f"{length:.0f}", "height": "3"}
    Xml.SubElement(anchor, "rect", place)


def _classes(box: Box) -> str:
    words = ["k"]
    if box.kind is BoxKind.OWNER:
        words.append("o")
    if box.kind in (BoxKind.GROUP, BoxKind.MORE):
        words.append("g")
    if box.dashed:
        words.append("d")
    if box.standing is Standing.REVOKED and box.kind is not BoxKind.GROUP:
        words.append("rev")
    if box.selected:
        words.append("sel")
    if box.failed or box.is_lost:
        words.append("f")
    return " ".join(words)


def _draw_box(root: Xml.Element, placed: PlacedBox, href: Callable[[str], str]) -> None:
    box, x, y = placed.box, placed.x, placed.y
    label = safe(box.label, _LABEL_LIMIT)
    link = {"href": href(box.link), "class": _classes(box), "aria-label": label, "transform": f"translate({x} {y})"}
    if box.selected:
        link["aria-current"] = "page"
    anchor = Xml.SubElement(root, "a", link)
    Xml.SubElement(anchor, "title").text = label
    corner = "20" if box.kind is BoxKind.OWNER else "0" if box.is_root else "6"
    if box.kind is BoxKind.GROUP:  # a pile: one more edge behind
        Xml.SubElement(anchor, "path", {"class": "b", "d": f"M4 {HEIGHT}v4h{WIDTH}v-{HEIGHT - 2}h-4"})
    Xml.SubElement(anchor, "rect", {"class": "b", "width": str(box_width(box)), "height": str(HEIGHT), "rx": corner})
    for number, mark in enumerate(box.marks):
        left = number * _BADGE
        Xml.SubElement(
            anchor,
            "rect",
            {
                "x": str(left + 1),
                "y": "1",
                "width": str(_BADGE - 1),
                "height": str(HEIGHT - 2),
                "rx": "0" if box.is_root else "4",
                "style": f"fill:{variable('mark-' + mark.slug)}",
            },
        )
        place = {"class": "m", "x": str(left + _BADGE / 2 + 0.5), "y": "24", "text-anchor": "middle"}
        Xml.SubElement(anchor, "text", place).text = mark.value
    if box.issued:
        _draw_issuance(anchor, box.issued, box_width(box))
    if box.failed:
        Xml.SubElement(anchor, "text", {"class": "w", "x": "4", "y": "-4"}).text = f"✗ {box.failed}"
    left = len(box.marks) * _BADGE + _PAD
    width = box_width(box)
    right = width - _PAD
    title_right = right
    if box.findings:
        count = f"⚑{box.findings}"
        place = {"class": "s", "x": str(right), "y": "31", "text-anchor": "end"}
        Xml.SubElement(anchor, "text", place).text = count
        right -= round(width_of(count, _SUB_SIZE)) + 4
    single = not box.subtitle
    title = {"class": "t", "x": str(left), "y": "24" if single else "17"}
    Xml.SubElement(anchor, "text", title).text = clip(
        safe(box.title, _LABEL_LIMIT), _TITLE_SIZE, title_right - left, bold=True
    )
    if not single:
        text = clip(safe(box.subtitle, _LABEL_LIMIT), _SUB_SIZE, right - left)
        Xml.SubElement(anchor, "text", {"class": "s", "x": str(left), "y": "31"}).text = text
