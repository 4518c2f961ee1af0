"""Treemap of owners: area by the square root of their CA keys, shade by serious findings. Counts only, no issuance."""

from __future__ import annotations

from collections.abc import Iterable
from math import log1p, sqrt

from plotly.graph_objects import Figure, Treemap

from explorer.text import safe
from explorer.ui.figures.theme import DARK, LIGHT, Theme, ink_on
from explorer.views.overview import OwnerRow

MOST = 120  # boxes
_LABEL = 40  # characters


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
        labels=[_escaped(row.name) for row in rows],
        parents=[""] * len(rows),
        values=[sqrt(row.keys) for row in rows],
        customdata=[[row.keys, row.serious, row.flagged] for row in rows],
        texttemplate="%{label}<br>%{customdata[0]:,}",
        hovertemplate="%{label}<br>%{customdata[0]:,} CA keys<br>%{customdata[1]:,} critical or high, "
        "%{customdata[2]:,} findings in all<extra></extra>",
        marker={"colors": colours, "line": {"color": theme.surface, "width": 1.5}},
        textfont={"color": [ink_on(colour) for colour in colours], "size": 11},
        tiling={"pad": 0},
        pathbar={"visible": False},
        root={"color": "rgba(0,0,0,0)"},
    )
    figure = Figure(trace)
    figure.update_layout(
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


def _escaped(name: str) -> str:
    """A name as plain text in a figure, which would read tags in it."""
    shown = safe(name, _LABEL)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
