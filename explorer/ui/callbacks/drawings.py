"""Drawings: the browser inserts the lineage and the treemap that the server made."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output

from explorer.ui import ids
from explorer.ui.session import Session


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire drawings and their clicks; all of it happens in the browser."""
    application.clientside_callback(
        ClientsideFunction("subca", "drawLineage"), Output(ids.LINEAGE, "data-boxes"), Input(ids.LINEAGE_SVG, "data")
    )
    application.clientside_callback(
        ClientsideFunction("subca", "chooseFigure"),
        Output(ids.TREEMAP, "figure"),
        Input(ids.TREEMAP_FIGURES, "data"),
        Input(ids.THEME, "data"),
    )
    application.clientside_callback(
        ClientsideFunction("subca", "openOwner"),
        Input(ids.TREEMAP, "clickData"),
        prevent_initial_call=True,
    )
