"""Findings per day: one line for each severity, broken where a day was not assessed; dash and mark repeat the colour."""

from __future__ import annotations

from plotly.graph_objects import Figure, Scatter

from explorer.model.finding import Severity
from explorer.ui.figures.theme import DARK, LIGHT, Theme
from explorer.views.flags_per_day import FlagsPerDay

_LINES = {
    Severity.CRITICAL: ("solid", "diamond"),
    Severity.HIGH: ("solid", "triangle-up"),
    Severity.MEDIUM: ("dash", "circle"),
    Severity.LOW: ("dot", "circle-open"),
    Severity.INFO: ("dashdot", "x-thin-open"),
}


def flags_figures(found: FlagsPerDay) -> dict[str, object]:
    """The figure in both themes, as JSON; the browser takes the one that it shows."""
    return {theme.name: flags_lines(found, theme).to_plotly_json() for theme in (LIGHT, DARK)}


def flags_lines(found: FlagsPerDay, theme: Theme) -> Figure:
    """At most five lines of a few hundred points; a day that is not known has no point and breaks the line."""
    days = found.drawn
    traces = []
    for level, (dash, mark) in _LINES.items():
        values = [None if day.counts is None else day.counts.get(level, 0) for day in days]
        if not any(values):
            continue
        colour = theme.severity[level]
        last = max(place for place, value in enumerate(values) if value is not None)
        traces.append(
            Scatter(
                x=[day.day for day in days],
                y=values,
                name=level.value,
                mode="lines+markers+text",
                connectgaps=False,
                line={"color": colour, "width": 1.8, "dash": dash},
                marker={"symbol": mark, "size": 7, "color": colour, "line": {"color": colour, "width": 1.4}},
                text=[level.value if place == last else "" for place in range(len(days))],
                textposition="middle right",
                textfont={"color": colour, "size": 11},
                cliponaxis=False,
                hovertemplate="%{x|%Y-%m-%d}: %{y:,} " + level.value + "<extra></extra>",
            )
        )
    figure = Figure(traces)
    axis = {"gridcolor": theme.grid, "zeroline": False, "color": theme.ink, "fixedrange": True}
    figure.update_layout(
        template="none",
        showlegend=False,
        margin={"l": 44, "r": 62, "t": 8, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif", "color": theme.ink, "size": 11},
        xaxis={**axis, "type": "date", "showgrid": False, "nticks": 8},
        yaxis={**axis, "rangemode": "tozero", "nticks": 6, "tickformat": ",d"},
        hoverlabel={"bgcolor": theme.surface, "font": {"color": theme.ink}},
    )
    return figure
