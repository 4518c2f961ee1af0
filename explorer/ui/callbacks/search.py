"""Search as you type: words in, links out."""

from __future__ import annotations

from dash import Dash, Input, Output, State, html

from explorer.errors import ExplorerError
from explorer.ui import ids
from explorer.ui.components.parts import Children, badges, shown
from explorer.ui.location import TEXT_LIMIT, parse
from explorer.ui.session import Session
from explorer.ui.site import Site, site_of
from explorer.views.finder import LEAST_LETTERS, Hit, Hits


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the search field."""

    @application.callback(
        Output(ids.SEARCH_RESULTS, "children"),
        Input(ids.SEARCH, "data"),
        State(ids.LOCATION, "search"),
    )
    def find(text: object, search: object) -> Children:
        if not isinstance(text, str) or not LEAST_LETTERS <= len(text.strip()) <= TEXT_LIMIT:
            return None
        address = parse(prefix, search, prefix)
        try:
            world = session.world(address.day, address.basis)
        except ExplorerError:
            return None
        return _results(world.finder.find(text), site_of(address, prefix))


def _results(found: Hits, site: Site) -> Children:
    if not found.hits:
        return html.P("Nothing has this in its name, owner, fingerprint, key or serial number.", role="status")
    left = found.total - len(found.hits)
    return [
        html.Ul([html.Li(_hit(hit, site)) for hit in found.hits]),
        html.P(f"{found.total:,} found" + (f", {left:,} not shown: type more" if left else ""), role="status"),
    ]


def _hit(hit: Hit, site: Site) -> html.A:
    marks = badges(hit.member.marks) if hit.member else None
    lines = [html.Span([marks, shown(hit.title, 120)], className="hit-title"), html.Span(shown(hit.subtitle, 160))]
    return html.A(lines, href=site.href(hit.link), className="hit")
