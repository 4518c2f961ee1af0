"""Pages about time: the browser writes their controls into the address; a panel that takes longer comes by itself."""

from __future__ import annotations

from dash import Dash, Input, Output, State, no_update
from dash._no_update import NoUpdate

from explorer.errors import ExplorerError
from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.components.over_time import last_changes
from explorer.ui.components.parts import Children, note
from explorer.ui.location import parse
from explorer.ui.session import Session
from explorer.ui.site import site_of


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the two days of a comparison, the question "what if", and the panels about time of the overview."""

    @application.callback(Output(ids.LAST_CHANGES, "children"), Input(ids.LAST_CHANGES_QUERY, "data"))
    def compare(query: object) -> Children | NoUpdate:
        if not isinstance(query, str):
            return no_update
        address = parse(prefix, query, prefix)
        try:
            return last_changes(session, session.world(address.day, address.basis), address, site_of(address, prefix))
        except ExplorerError as error:
            return note(str(error))

    in_browser(application, "drawFlags", Output(ids.FLAGS_PER_DAY, "data-lines"), Input(ids.FLAGS_SVG, "data"))
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
