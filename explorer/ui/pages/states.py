"""Pages for when there is nothing to show: no data, no such thing, nothing that matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dash import html

from explorer.errors import ExplorerError, UsageError
from explorer.ui.components.parts import Child, number, shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.filters import Filters
from explorer.views.words import chosen_words


def no_data(error: ExplorerError, address: Address, site: Site, sample: str) -> View:
    """Nothing can be shown: the first run, a day before every list, or a store that can't be read.

    `sample` is the link of the sample world, empty where there is none.
    """
    if address.day is not None:
        title, children = "No data of this day", _no_day(error, address, site)
    elif isinstance(error, UsageError):
        title, children = "Welcome", _first_run(error, sample)
    else:
        title = "The store can't be read"
        children = [html.H1(title), html.P(shown(str(error)), role="alert")]
    state = html.Div(children, className="state first")
    return View(page=Page.NOWHERE, title=title, summary="", children=state)


def _first_run(error: ExplorerError, sample: str) -> list[Child]:
    button = html.A("Look at the sample world", href=sample, className="button big", target="_self")
    return [
        html.H1("Who may issue certificates under whose root?"),
        html.Ol(
            [
                html.Li(
                    "CAs, the certificates between them and the owners behind them, as CCADB records and signatures prove them."
                ),
                html.Li(
                    "What is risky, by rules that each name their source: a finding is a question to the CA, not a verdict."
                ),
                html.Li(
                    "For every answer the path, the day and the lists that it rests on; every view is a link that can be mailed."
                ),
                html.Li("All of it comes from one file, the store: this page asks nobody else, and changes nothing."),
                html.Li(f"There is nothing in it yet ({shown(error.what)}). Begin with one of these two:"),
            ],
            className="five",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.H2("A sample world, made up"),
                        html.P("Some dozens of CAs with every kind of finding, ready in some seconds."),
                        html.P(button) if sample else html.Pre("subca demo"),
                    ]
                ),
                html.Section(
                    [
                        html.H2("Live data"),
                        html.P("The lists that the root programs publish, some 50 MB, in some minutes:"),
                        html.Pre("subca fetch"),
                        html.P("or files at hand: "),
                        html.Pre("subca ingest PATH..."),
                        html.P("This page needs no restart: load it again then.", className="note"),
                    ]
                ),
            ],
            className="columns",
        ),
    ]


def _no_day(error: ExplorerError, address: Address, site: Site) -> list[Child]:
    newest = html.A("the newest day", href=site.to(address.with_(day=None)))
    return [html.H1("No data of this day"), html.P(shown(str(error))), html.P(["Look at ", newest, " instead."])]


def unknown(address: Address, world: World, site: Site, days: Sequence[date]) -> View:
    """Nothing has this id on this day; `days` are the stored days nearest to it on which something has."""
    things = {
        Page.CA: "CA with this id",
        Page.CERTIFICATE: "certificate with this fingerprint",
        Page.KEY: "key with this hash",
        Page.OWNER: "CA owner of this name",
    }
    what = things.get(address.page, "page with this address")
    several = len(world.hierarchy.starting_with(address.key)) if address.page is Page.CA else 0
    return View(
        page=Page.NOWHERE,
        title="Not found",
        summary="",
        children=html.Div(
            [
                html.H1(f"No {what} on this date" if address.page in things else f"No {what}"),
                html.P(f"The store was asked as of {world.day.isoformat()}."),
                html.P(f"{several} CAs begin so: give more of the id.") if several > 1 else None,
                html.Div([html.P("It exists on:"), _days(days, address, site)]) if days else None,
                html.P("No stored day has it.") if address.page in things and not days and several < 2 else None,
                html.P(html.A("To the overview", href=site.href(""))),
            ],
            className="state",
        ),
    )


def _days(days: Sequence[date], address: Address, site: Site) -> html.Ul:
    return html.Ul([html.Li(html.A(day.isoformat(), href=site.to(address.with_(day=day)))) for day in days])


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
