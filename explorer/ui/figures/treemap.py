"""Treemap of owners: area by the square root of their CA keys, shade by serious findings. Counts only, no issuance."""

from __future__ import annotations

from collections.abc import Iterable
from math import log1p, sqrt
from textwrap import wrap

from plotly.graph_objects import Figure, Treemap

from explorer.text import safe
from explorer.ui.figures.theme import DARK, LIGHT, Theme, ink_on
from explorer.views.overview import OwnerRow

MOST = 120  # boxes
_LABEL, _LINE = 80, 17  # characters of a name, of one line


def treemap_figures(owners: Iterable[OwnerRow]) -> dict[str, object]:
    """The figure in both themes, as JSON; the browser takes the one that it shows."""
    rows = sorted(owners, key=lambda o: (-o.keys, o.slug))[:MOST]
    return {theme.name: treemap(rows, theme).to_plotly_json() for theme in (LIGHT, DARK)}


def treemap(rows: list[OwnerRow], theme: Theme) -> Figure:
    """One box for each owner, without nesting; ids are the owners' words in links."""
    most = max((row.serious for row in rows), default=0)
    colours = [_shade(row.serious, most, theme) for row in rows]
    trace = Treemap(
        ids=[row.slug for row in rows],
        labels=[_escaped(safe(row.name, _LABEL)) for row in rows],
        text=[_wrapped(row.name) for row in rows],
        parents=[""] * len(rows),
        values=[sqrt(row.keys) for row in rows],
        customdata=[[row.keys, row.serious, row.flagged] for row in rows],
        texttemplate="%{text}<br>%{customdata[0]:,}",
        hovertemplate="%{label}<br>%{customdata[0]:,} CA keys<br>%{customdata[1]:,} critical or high, "
        "%{customdata[2]:,} findings in all<extra></extra>",
        marker={"colors": colours, "line": {"width": 0}, "pad": {"t": 0, "l": 0, "r": 0, "b": 0}},
        textfont={"color": [ink_on(colour) for colour in colours], "size": 11},
        tiling={"pad": 1},
        pathbar={"visible": False},
        root={"color": "rgba(0,0,0,0)"},
    )
    figure = Figure(trace)
    figure.update_layout(
        template="none",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif", "color": theme.ink},
        uniformtext={"minsize": 10, "mode": "hide"},
        hoverlabel={"bgcolor": theme.surface, "font": {"color": theme.ink}},
    )
    return figure


def _shade(serious: int, most: int, theme: Theme) -> str:
    if not serious:
        return theme.neutral
    place = log1p(serious) / log1p(most)
    return theme.scale[min(int(place * len(theme.scale)), len(theme.scale) - 1)]


def _escaped(text: str) -> str:
    """Plain text in a figure, which would read tags in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wrapped(name: str) -> str:
    """A name on two lines at most, broken between words."""
    lines = wrap(safe(name, _LABEL), width=_LINE, max_lines=2, placeholder="…")
    return "<br>".join(_escaped(line) for line in lines)
