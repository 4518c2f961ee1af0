"""Drawings: the browser inserts the lineage and the treemap that the server made."""

from __future__ import annotations

from dash import Dash, Input, Output

from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.session import Session


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire drawings and their clicks; links inside the lineage need no wire."""
    in_browser(application, "drawLineage", Output(ids.LINEAGE, "data-boxes"), Input(ids.LINEAGE_SVG, "data"))
    in_browser(application, "growOutline", Output(ids.OUTLINE, "data-grown"), Input(ids.OUTLINE_SOURCE, "data"))
    in_browser(application, "drawTreemap", Output(ids.TREEMAP, "data-boxes"), Input(ids.TREEMAP_SVG, "data"))
