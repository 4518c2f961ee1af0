"""OCSP power as SVG: keys on the left, the issuer in the middle, what the keys can answer for on the right.

Shape and colour say whose a key is: rounded the owner's, cut corners an external's, round ends unknown; words repeat it.
Every word is foreign: it passes `safe` and is written by a serializer. Same view, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from explorer.exports.palette import drawing_style
from explorer.exports.text_width import clip
from explorer.model.evidence import KeyState
from explorer.rules.status_holders import HolderKind
from explorer.text import safe
from explorer.views.power_view import KEY_SIGNS, PowerBand, PowerGroup, PowerKey, PowerView

WIDTH, HEIGHT = 244, 42
GAP_X, GAP_Y, MARGIN, BAND_GAP = 62, 10, 14, 34
COLUMNS = (MARGIN, MARGIN + WIDTH + GAP_X, MARGIN + 2 * (WIDTH + GAP_X))
_SIGN = 24  # room for the sign of the key's state
_LIMIT = 300

_STYLE = drawing_style(
    ".ln .b{{fill:{surface};stroke:{line};stroke-width:1.6}}.ln .external .b{{stroke:{external}}}"
    ".ln .unknown .b{{stroke:{none};stroke-dasharray:6 3}}.ln .owner .b{{stroke:{owner}}}"
    ".ln .g .b{{fill:{raised}}}.ln .sel .b{{stroke-width:3.4}}.ln .rev .t{{text-decoration:line-through}}"
    ".ln .l{{fill:none;stroke:{line};stroke-width:1.4}}.ln .l.strong{{stroke:{accent};stroke-width:2.8}}"
    ".ln .k{{font-size:14px;font-weight:700}}.ln .external .k{{fill:{external}}}.ln .h{{font-size:11px;fill:{soft}}}",
    external="mark-unconstrained",
    owner="mark-cross-signed",
    none="mark-none",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """What is drawn in one place."""

    title: str
    subtitle: str
    words: str  # all of it, for those who do not see the drawing
    classes: str
    shape: HolderKind
    sign: str
    link: str
    strong: bool  # its line is the one of the CA that was asked about


def power_svg(view: PowerView, *, href: Callable[[str], str]) -> str:
    """The drawing as one SVG element; `href` makes a link of the site from one that is relative to its root."""
    width = COLUMNS[2] + WIDTH + MARGIN
    root = Xml.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "ln power", "width": str(width), "role": "group"}
    )
    Xml.SubElement(root, "style").text = _STYLE
    for x, words in zip(
        COLUMNS, ("Keys that can answer for it", "Issuer", "Unexpired certificates they can answer for"), strict=True
    ):
        Xml.SubElement(root, "text", {"class": "h", "x": str(x), "y": "16"}).text = words
    y = 28
    for band in view.bands:
        y = _draw_band(root, band, y, href) + BAND_GAP
    height = max(y - BAND_GAP + MARGIN, 60)
    root.set("height", str(height))
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("aria-label", f"OCSP power around {safe(view.title, _LIMIT)}: {view.summary}")
    return Xml.tostring(root, encoding="unicode")


def _draw_band(root: Xml.Element, band: PowerBand, top: int, href: Callable[[str], str]) -> int:
    """One issuer; returns the lower edge."""
    left = [_key_box(key) for key in band.keys]
    right = [_group_box(group) for group in band.groups]
    if band.hidden_keys:
        left.append(_more(f"+ {band.hidden_keys} more keys", "all of them in the table", band.link))
    if band.hidden_groups:
        right.append(_more(f"+ {band.hidden_certificates:,} more certificates", "all of them in the table", band.link))
    if not right:
        right.append(_more("nothing unexpired at hand", "", band.link))
    rows = max(len(left), len(right), 1)
    height = rows * (HEIGHT + GAP_Y) - GAP_Y
    middle = top + height // 2
    for boxes, x, side in ((left, COLUMNS[0], 1), (right, COLUMNS[2], -1)):
        begin = middle - (len(boxes) * (HEIGHT + GAP_Y) - GAP_Y) // 2
        for place, box in enumerate(boxes):
            y = begin + place * (HEIGHT + GAP_Y)
            _draw_line(root, box, x, y + HEIGHT // 2, middle, side)
            _draw_box(root, box, x, y, href)
    _draw_box(root, _issuer_box(band), COLUMNS[1], middle - HEIGHT // 2, href)
    return top + height


def _draw_line(root: Xml.Element, box: _Box, x: int, y: int, middle: int, side: int) -> None:
    start, end = (x + WIDTH, COLUMNS[1]) if side > 0 else (COLUMNS[1] + WIDTH, x)
    first, last = (y, middle) if side > 0 else (middle, y)
    bend = GAP_X // 2
    path = f"M{start} {first}C{start + bend} {first} {end - bend} {last} {end} {last}"
    Xml.SubElement(root, "path", {"class": "l strong" if box.strong else "l", "d": path})


def _draw_box(root: Xml.Element, box: _Box, x: int, y: int, href: Callable[[str], str]) -> None:
    words = safe(box.words, _LIMIT)
    link = {"href": href(box.link), "class": box.classes, "aria-label": words, "transform": f"translate({x} {y})"}
    anchor = Xml.SubElement(root, "a", link)
    Xml.SubElement(anchor, "title").text = words
    if box.shape is HolderKind.EXTERNAL:
        cut, right, low = 9, WIDTH - 9, HEIGHT - 9
        outline = f"M{cut} 0H{right}L{WIDTH} {cut}V{low}L{right} {HEIGHT}H{cut}L0 {low}V{cut}Z"
        Xml.SubElement(anchor, "path", {"class": "b", "d": outline})
    else:
        corner = "20" if box.shape is HolderKind.UNKNOWN else "5"
        Xml.SubElement(anchor, "rect", {"class": "b", "width": str(WIDTH), "height": str(HEIGHT), "rx": corner})
    left = 12
    if box.sign:
        Xml.SubElement(anchor, "text", {"class": "k", "x": "11", "y": "26"}).text = box.sign
        left += _SIGN - 6
    title = {"class": "t", "x": str(left), "y": "18" if box.subtitle else "26"}
    Xml.SubElement(anchor, "text", title).text = clip(safe(box.title, _LIMIT), 12.0, WIDTH - left - 12, bold=True)
    if box.subtitle:
        text = clip(safe(box.subtitle, _LIMIT), 10.5, WIDTH - left - 12)
        Xml.SubElement(anchor, "text", {"class": "s", "x": str(left), "y": "33"}).text = text


def _key_box(key: PowerKey) -> _Box:
    holder = f"{key.holder}: {key.holder_name}" if key.holder_name else str(key.holder)
    extra = [
        word for holds, word in ((key.revoked, "revoked"), (key.self_unrevocable, "can vouch for itself")) if holds
    ]
    kind = "the issuer itself" if key.is_own else key.kind
    return _Box(
        title=key.name,
        subtitle=f"{key.holder} · {key.state_words}",
        words=f"{key.name}, {kind}, holder {holder}, {', '.join([key.state_words, *extra])}",
        classes=_classes(key.holder, selected=key.selected, revoked=key.revoked),
        shape=key.holder,
        sign="" if key.is_own or (key.state is KeyState.SILENT and not key.needed) else KEY_SIGNS[key.state],
        link=key.link,
        strong=key.selected,
    )


def _group_box(group: PowerGroup) -> _Box:
    revoked = f", {group.revoked:,} revoked" if group.revoked else ""
    whose = {HolderKind.OWNER: "of the owner", HolderKind.EXTERNAL: "external"}.get(group.holder, "holder unknown")
    named = f": {group.holder_name}" if group.holder_name else ""
    among = "; the CA asked about is among them" if group.selected else ""
    what = group.what if group.count != 1 else group.what.removesuffix("s")
    return _Box(
        title=f"{group.count:,} {what}{revoked}",
        subtitle=f"{whose}{named}",
        words=f"{group.count:,} {what}{revoked}, {whose}{named}{among}",
        classes=_classes(group.holder, selected=group.selected) + " g",
        shape=group.holder,
        sign="",
        link=group.link,
        strong=group.selected,
    )


def _issuer_box(band: PowerBand) -> _Box:
    trusted = "trusted" if band.trusted else "trusted by no program"
    return _Box(
        title=band.name,
        subtitle=f"{band.owner or 'no CCADB record'} · {trusted}",
        words=f"issuer {band.name}, owner {band.owner or 'not recorded'}, {trusted}, {band.certificates:,} unexpired "
        f"certificates, {band.expired:,} expired ones left out",
        classes=_classes(HolderKind.OWNER, selected=band.selected),
        shape=HolderKind.OWNER,
        sign="",
        link=band.link,
        strong=False,
    )


def _more(title: str, subtitle: str, link: str) -> _Box:
    words = f"{title}, {subtitle}" if subtitle else title
    return _Box(
        title=title,
        subtitle=subtitle,
        words=words,
        classes="g",
        shape=HolderKind.OWNER,
        sign="",
        link=link,
        strong=False,
    )


def _classes(holder: HolderKind, *, selected: bool, revoked: bool = False) -> str:
    return " ".join([str(holder), *["sel"] * selected, *["rev"] * revoked])
