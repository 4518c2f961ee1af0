"""The frame: theme and link, both in the browser."""

from __future__ import annotations

from dash import Dash, Input, Output

from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.session import Session


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the buttons of the frame."""
    in_browser(application, "turnTheme", Output(ids.THEME, "data"), Input(ids.THEME_BUTTON, "n_clicks"))
    in_browser(
        application,
        "copyLink",
        Output(ids.COPY_LINK, "children"),
        Input(ids.COPY_LINK, "n_clicks"),
        at_start=False,
    )
