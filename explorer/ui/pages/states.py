"""Pages for when there is nothing to show: no data, no such thing, nothing that matches."""

from __future__ import annotations

from dash import html

from explorer.errors import ExplorerError
from explorer.ui.components.parts import shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site


def no_data(error: ExplorerError) -> View:
    """The store holds nothing yet, or can't be read: one sentence, and the command that helps."""
    return View(
        page=Page.NOWHERE,
        title="No data",
        summary="",
        children=html.Div(
            [
                html.H1("No data to show"),
                html.P(shown(error.what)),
                html.P(shown(error.remedy)) if error.remedy else None,
                html.P("Load CCADB reports, certificates and lists into the store:"),
                html.Pre("subca ingest PATH... --store FILE"),
                html.P("or make the bundled sample world and look at it:"),
                html.Pre("subca demo"),
            ],
            className="state",
        ),
    )


def unknown(address: Address, world: World, site: Site) -> View:
    """Nothing has this id on this day; the days that can be tried."""
    things = {
        Page.CA: "CA with this id",
        Page.CERTIFICATE: "certificate with this fingerprint",
        Page.KEY: "key with this hash",
        Page.OWNER: "CA owner of this name",
    }
    what = things.get(address.page, "page with this address")
    several = len(world.hierarchy.starting_with(address.key)) if address.page is Page.CA else 0
    others = [day for day in world.days if day != world.day][:6]
    return View(
        page=Page.NOWHERE,
        title="Not found",
        summary="",
        children=html.Div(
            [
                html.H1(f"No {what} on this date" if address.page in things else f"No {what}"),
                html.P(f"The store was asked as of {world.day.isoformat()}."),
                html.P(f"{several} CAs begin so: give more of the id.") if several > 1 else None,
                html.Ul(
                    [html.Li(html.A(f"try {day.isoformat()}", href=site.to(address.with_(day=day)))) for day in others]
                )
                if others and address.page in things
                else None,
                html.P(html.A("To the overview", href=site.href(""))),
            ],
            className="state",
        ),
    )


def nothing_matches(address: Address, site: Site) -> html.Div:
    """Which filters are set, each with a link that removes only that one."""
    chosen = address.filters
    loose = {
        f"program {', '.join(chosen.programs)}": {"programs": ()} if chosen.programs else None,
        f"purpose {', '.join(chosen.purposes)}": {"purposes": ()} if chosen.purposes else None,
        f"rule {', '.join(chosen.rules)}": {"rules": ()} if chosen.rules else None,
        f"owner contains “{shown(chosen.owner)}”": {"owner": ""} if chosen.owner else None,
        f"operator contains “{shown(chosen.operator)}”": {"operator": ""} if chosen.operator else None,
        f"at least {chosen.min_severity}": {"min_severity": "info"} if chosen.min_severity != "info" else None,
        "only trusted": {"live_only": False} if chosen.live_only else None,
    }
    from dataclasses import replace

    links = [
        html.Li(html.A(f"without: {words}", href=site.to(address.with_(filters=replace(chosen, **change)))))
        for words, change in loose.items()
        if change is not None
    ]
    if address.text:
        links.append(html.Li(html.A(f"without: text “{shown(address.text)}”", href=site.to(address.with_(text="")))))
    return html.Div([html.P("Nothing matches all of these filters:"), html.Ul(links)], className="state")
