"""The frame: theme."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from explorer.ui import ids
from explorer.ui.session import Session


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the buttons of the frame; all of it happens in the browser."""
    application.clientside_callback(
        ClientsideFunction("subca", "turnTheme"), Output(ids.THEME, "data"), Input(ids.THEME_BUTTON, "n_clicks")
    )
    application.clientside_callback(
        ClientsideFunction("subca", "copyLink"),
        Output(ids.COPY_LINK, "children"),
        Input(ids.COPY_LINK, "n_clicks"),
        State(ids.DAY, "value"),
        prevent_initial_call=True,
    )
