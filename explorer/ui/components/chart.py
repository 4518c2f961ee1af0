"""The one place that makes a chart: no logo, no button that sends data elsewhere."""

from __future__ import annotations

from dash import dcc

_CONFIG: dcc.Graph.Config = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
}


def chart(id_: str, name: str) -> dcc.Graph:
    """An empty chart with our settings; its figure comes from the browser's choice of theme."""
    return dcc.Graph(id=id_, className=name, config=_CONFIG, responsive=True)
