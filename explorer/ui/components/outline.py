"""The outline beside a drawing: the browser fills it, level by level."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from explorer.ui import ids
from explorer.ui.components.parts import Child, attributed, number
from explorer.ui.levels import OUTLINE
from explorer.ui.location import Address
from explorer.ui.site import Site


def outline(title: str, count: int, address: Address, site: Site) -> Component:
    """An empty outline, and where its first level comes from; `count` is how many there are, whatever the filters."""
    words: list[Child] = [title, html.Span(number(count), className="count")]
    tree = attributed(html.Ul(id=ids.OUTLINE, className="tree", role="tree"), aria_label=title)
    source = dcc.Store(id=ids.OUTLINE_SOURCE, data=site.href(f"{OUTLINE}{address.pathname}"))
    return html.Section([html.H2(words), source, tree], className="outline")
