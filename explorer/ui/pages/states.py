"""Pages for when there is nothing to show: no data, no such thing, nothing that matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dash import html

from explorer.errors import ExplorerError, UsageError
from explorer.ui.components.parts import number, shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.filters import Filters
from explorer.views.words import chosen_words


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


def nothing_below(error: UsageError, address: Address, site: Site) -> View:
    """The filters look below a CA that is not there on this day."""
    return View(
        page=Page.NOWHERE,
        title="Nothing below",
        summary="",
        children=html.Div(
            [
                html.H1("The filter “below” finds nothing"),
                html.P(f"{shown(address.filters.below)}: {shown(error.what)}."),
                html.P(_without("without this filter", replace(address.filters, below=""), address, site)),
            ],
            className="state",
        ),
    )


def nothing_matches(count_of: Callable[[Filters], int], address: Address, site: Site) -> html.Div:
    """Which filters are set, how many rows each of them alone keeps out, and a link that removes only that one."""
    counts = [(left, words, count_of(left)) for left, words in chosen_words(address.filters)]
    lines = []
    for left, words, count in counts:
        told = f" shows {number(count)}" if count else " shows nothing either"
        lines.append(html.Li([_without(f"without “{shown(words)}”", left, address, site), told]))
    guilty = any(count for _, _, count in counts)
    said = "One filter keeps everything out:" if guilty else "No single one of these filters keeps everything out:"
    return html.Div(
        [
            html.P("Nothing matches. " + (said if lines else "No finding stands on this date.")),
            html.Ul(lines),
            html.P(_without("remove all filters", Filters(), address, site)) if len(lines) > 1 else None,
        ],
        className="state",
    )


def _without(words: str, left: Filters, address: Address, site: Site) -> html.A:
    return html.A(words, href=site.to(address.with_(filters=left)))
