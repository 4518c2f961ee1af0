"""The treemap of owners as SVG: each box a link with all it says in words; a label that does not fit is left out.

Every name is foreign: it passes `safe` and is written by a serializer. Same counts, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as Xml

from explorer.exports.palette import variable
from explorer.exports.text_width import clip, width_of
from explorer.text import safe
from explorer.views.links import owner_link
from explorer.views.treemap import SHADES, Tile

_SIZE, _LINE, _PAD = 11.5, 14, 5  # letters, lines and margins, in pixels
_LIMIT = 80  # characters of a name
_NARROWEST, _FEWEST = 30, 4  # pixels of a label, letters of a word that is cut
_STYLE = (
    ".tm text{{font-family:system-ui,'Segoe UI','Liberation Sans',Arial,sans-serif;font-size:11.5px}}"
    ".tm .b{{stroke:{surface};stroke-width:1.5}}.tm .n{{font-weight:400}}.tm .t{{font-weight:600}}"
).format(surface=variable("surface")) + "".join(
    f".tm .h{shade} .b{{fill:{variable(f'heat-{shade}')}}}.tm .h{shade} text{{fill:{variable(f'heat-ink-{shade}')}}}"
    for shade in range(SHADES + 1)
)


def treemap_svg(tiles: Sequence[Tile], width: int, height: int, *, href: Callable[[str], str]) -> str:
    """The drawing as one SVG element; `href` makes a link of the site from one that is relative to its root."""
    root = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "tm",
            "width": str(width),
            "height": str(height),
            "viewBox": f"0 0 {width} {height}",
            "role": "group",
            "aria-label": f"{len(tiles)} owners by CA keys and serious findings; all of them in the table below",
        },
    )
    Xml.SubElement(root, "style").text = _STYLE
    for tile in tiles:
        _box(root, tile, href)
    return Xml.tostring(root, encoding="unicode")


def _box(root: Xml.Element, tile: Tile, href: Callable[[str], str]) -> None:
    owner = tile.owner
    name = safe(owner.name, _LIMIT)
    words = f"{name}: {owner.keys:,} CA keys, {owner.serious:,} critical or high, {owner.flagged:,} findings in all"
    link = Xml.SubElement(
        root, "a", {"href": href(owner_link(owner.name)), "aria-label": words, "class": f"h{tile.shade}"}
    )
    Xml.SubElement(link, "title").text = words
    place = {"x": tile.x, "y": tile.y, "width": tile.width, "height": tile.height}
    Xml.SubElement(link, "rect", {"class": "b", **{key: f"{value:g}" for key, value in place.items()}})
    for number, (text, kind) in enumerate(_label(name, f"{owner.keys:,}", tile)):
        at = {"x": f"{tile.x + _PAD:g}", "y": f"{tile.y + _PAD + 9 + number * _LINE:g}", "class": kind}
        Xml.SubElement(link, "text", at).text = text


def _label(name: str, count: str, tile: Tile) -> list[tuple[str, str]]:
    """Name on up to three lines and the count below, as far as they fit; letters never get smaller."""
    room, most = tile.width - 2 * _PAD, int((tile.height - _PAD) // _LINE)
    if most < 1 or room < _NARROWEST:
        return []
    lines = _lines(name, room, min(3, max(most - 1, 1)))
    label = [(line, "t") for line in lines]
    fits = len(label) < most and width_of(count, _SIZE) <= room
    return [*label, (count, "n")] if label and fits else label


def _lines(name: str, room: float, most: int) -> list[str]:
    """Words broken into lines by their width; what does not fit ends in an ellipsis, a word of few letters in nothing."""
    lines: list[str] = []
    words = name.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", _SIZE, bold=True) <= room:
            line = f"{line} {words.pop(0)}"
        is_cut = bool(words) and len(lines) + 1 == most
        cut = clip(f"{line} {words[0]}" if is_cut else line, _SIZE, room, bold=True)
        if len(cut.rstrip("…")) < min(len(line), _FEWEST):
            break
        lines.append(cut)
    return lines
