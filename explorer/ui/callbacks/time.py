"""Controls of the pages about time: the browser writes them into the address."""

from __future__ import annotations

from dash import Dash, Input, State

from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.session import Session


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the two days of a comparison, and the question "what if"."""
    in_browser(
        application,
        "writeSpan",
        Input(ids.CHANGES_FROM, "value"),
        Input(ids.CHANGES_TO, "value"),
        State(ids.CHANGES_SHOWN, "data"),
        at_start=False,
    )
    in_browser(
        application,
        "writeQuestion",
        Input(ids.WHAT_IF_OWNERS, "value"),
        Input(ids.WHAT_IF_CA, "value"),
        Input(ids.WHAT_IF_AFTER, "value"),
        Input(ids.WHAT_IF_TARGET, "value"),
        State(ids.WHAT_IF_SHOWN, "data"),
        at_start=False,
    )
