"""Findings: the grid, and the file with the same rows."""

from __future__ import annotations

from dash import dcc, html

from explorer.ui import ids
from explorer.ui.components.findings_table import findings_grid
from explorer.ui.components.parts import number, shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.states import nothing_matches
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.words import command_line, filters_in_words


def findings_page(world: World, address: Address, site: Site) -> View:
    """The page; the grid asks for its rows itself."""
    rows = world.rows(address.filters)
    summary = shown(filters_in_words(address.filters, world.day, address.basis))
    csv = site.href("flags.csv")
    return View(
        page=Page.FINDINGS,
        title="Findings",
        summary=summary,
        children=[
            html.Div(
                [
                    html.H1("Findings"),
                    html.Span(f"{number(len(rows))} rows", className="lead"),
                    html.Span(className="spread"),
                    html.A(
                        f"Export {number(len(rows))} rows (CSV)", href=csv, className="button", download="flags.csv"
                    ),
                ],
                className="title-row",
            ),
            dcc.Store(id=ids.FINDINGS_QUERY, data=address.with_(day=world.day).query),
            html.Div(findings_grid("Findings"), className="" if rows else "hidden"),
            nothing_matches(lambda filters: len(world.rows(filters)), address, site) if not rows else None,
            html.Details(
                [
                    html.Summary("How was this found"),
                    html.P("The same rows from the command line:"),
                    html.Pre(shown(command_line(address.filters, address.day, address.basis), 600)),
                ]
            ),
        ],
    )
