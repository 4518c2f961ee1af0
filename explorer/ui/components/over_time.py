"""The overview's two panels about time: findings per day, and the last changes, which come when they are compared."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from explorer.exports.flags_svg import flags_svg
from explorer.model.finding import Severity
from explorer.ui import ids
from explorer.ui.components.change_table import ChangeLinks, effect, values
from explorer.ui.components.parts import Child, Children, attributed, note, number, section, shown, table
from explorer.ui.location import Address, Page
from explorer.ui.pages.changes import filters_in, pair_in
from explorer.ui.session import Session, World
from explorer.ui.site import Site
from explorer.ui.span import Span
from explorer.views.change_groups import weight
from explorer.views.changes import change_list, counts_by_type
from explorer.views.filters import Filters
from explorer.views.flags_per_day import DayCount, FlagsPerDay

_CHANGES = 8  # rows of the panel
_DAYS = 60  # rows of the table


def over_time(world: World, address: Address) -> Component:
    """Both panels side by side."""
    return html.Div(
        [
            section("Flags per day since the first snapshot", _flags(world.flags, address)),
            section(
                "Last changes",
                [
                    dcc.Store(id=ids.LAST_CHANGES_QUERY, data=address.query),
                    attributed(
                        html.Div(note("Comparing the newest two days…"), id=ids.LAST_CHANGES), aria_live="polite"
                    ),
                ],
            ),
        ],
        className="columns over-time",
    )


def _flags(found: FlagsPerDay, address: Address) -> list[Child]:
    missing = len(found.days) - found.assessed
    told: list[Child] = [
        dcc.Store(id=ids.FLAGS_SVG, data=flags_svg(found.drawn)),
        html.Div(id=ids.FLAGS_PER_DAY, className="flags-per-day"),
    ]
    if missing:
        told.append(
            note(
                f"{number(missing)} of {number(len(found.days))} stored days were not assessed and are gaps; "
                "subca flags --history assesses them."
            )
        )
    if address.filters != Filters():
        told.append(note("All findings of a day, whatever the filters."))
    if len(found.drawn) < len(found.days):
        told.append(
            note(f"{number(len(found.drawn))} of {number(len(found.days))} days are drawn; the table has the last.")
        )
    rows = [_day(day) for day in found.days[::-1][:_DAYS]]
    listed = table(("Day", *(level.value for level in Severity)), rows, caption="Findings per day", name="per-day")
    words = f"The last {len(rows)} of {len(found.days)} days as a table" if len(found.days) > _DAYS else "As a table"
    told.append(html.Details([html.Summary(words), listed]))
    return told


def _day(day: DayCount) -> tuple[Children, ...]:
    if day.counts is None:
        return (day.day.isoformat(), "not assessed", *[""] * (len(Severity) - 1))
    counts = day.counts
    return (day.day.isoformat(), *(number(counts.get(level, 0)) for level in Severity))


def last_changes(session: Session, world: World, address: Address, site: Site) -> Children:
    """What changed last, the changes that moved most trust first, and a link to all of them."""
    pair = pair_in(world, address)
    if pair.first is None or pair.last is None or pair.missing:
        return note("No stored day before this one: there is nothing to compare with.")
    found = session.compared(pair.first, pair.last, address.basis)
    chosen = change_list(found, filters_in(address))
    every = site.to(address.elsewhere(Page.CHANGES).with_(span=Span(first=pair.first, last=pair.last)))
    counts = ", ".join(f"{number(count)} {kind}" for kind, count in counts_by_type(chosen.rows).items())
    head = html.P(
        [
            html.A(f"{number(len(chosen.rows))} changes from {pair.first} to {pair.last}", href=every),
            f": {counts or 'none'}.",
        ]
    )
    links = ChangeLinks(world, found, address, site)
    rows = [
        (shown(row.cause_day) or "not known", row.type, links.subject(row), values(row), effect(row))
        for row in sorted(chosen.rows, key=lambda r: -weight(r))[:_CHANGES]
    ]
    if not rows:
        return head
    headers = ("Day", "What", "Subject", "From → to", "Trust that moved")
    return [head, table(headers, rows, caption="Changes that moved most trust", name="last-changes")]
