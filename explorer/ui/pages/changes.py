"""Changes: what is different between two stored days, by type, each with its cause and what it did to trust."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from explorer.ui import ids
from explorer.ui.components.change_table import ChangeLinks, change_table
from explorer.ui.components.chips import unapplied
from explorer.ui.components.parts import Child, attributed, number, shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.states import nothing_matches
from explorer.ui.pages.view import View
from explorer.ui.session import Session, World
from explorer.ui.site import Site
from explorer.views.change_groups import KIND_WORDS, ChangeGroup, diff_command, groups_of
from explorer.views.changes import ChangeFilters, ChangeList, Compared, change_list, counts_by_type
from explorer.views.filters import Filters
from explorer.views.stored_days import Pair, StoredDay, pair_of

CHANGES_FILE = "changes.csv"


def pair_in(world: World, address: Address) -> Pair:
    """The two days that an address compares."""
    return pair_of(world.lists, address.span.first, address.span.last, world.day)


def filters_in(address: Address, *, kinds: bool = True) -> ChangeFilters:
    """The choice of changes that an address makes."""
    chosen = address.filters
    return ChangeFilters(
        kinds=address.span.kinds if kinds else (),
        programs=chosen.programs,
        purposes=chosen.purposes,
        owner=chosen.owner,
    )


def changes_page(session: Session, world: World, address: Address, site: Site) -> View:
    """The page; a state page when the two days can't be compared."""
    pair = pair_in(world, address)
    title = f"Changes from {pair.first} to {pair.last}" if pair.first and pair.last else "Changes"
    if pair.first is None or pair.last is None or pair.missing or pair.is_backwards:
        children: list[Child] = [html.H1(title), _pickers(pair), _no_pair(pair, address, site)]
        return View(page=Page.CHANGES, title="Changes", summary="These two days can't be compared", children=children)
    found = session.compared(pair.first, pair.last, address.basis)
    chosen = change_list(found, filters_in(address))
    every = change_list(found, filters_in(address, kinds=False))
    links = ChangeLinks(world, found, address, site)
    groups = groups_of(chosen.rows)
    return View(
        page=Page.CHANGES,
        title=title,
        summary=_summary(chosen, address),
        children=[
            html.Div(
                [
                    html.H1(title),
                    html.Span(f"{number(len(chosen.rows))} changes", className="lead"),
                    html.Span(className="spread"),
                    _export(pair, chosen, address, site),
                ],
                className="title-row",
            ),
            _pickers(pair),
            _kinds(every, address, site),
            unapplied(replace(address.filters, programs=(), purposes=(), owner="")),
            _nothing(found, chosen, address, site) if not groups else None,
            *(_group(group, links, address, site) for group in groups),
            _foot(chosen, address),
        ],
    )


def _summary(found: ChangeList, address: Address) -> str:
    chosen = address.filters
    parts = [", ".join(kind.value for kind in address.span.kinds)] if address.span.kinds else []
    if chosen.programs:
        parts.append(f"subject trusted by, or an anchor of, {' or '.join(chosen.programs)}")
    if chosen.purposes:
        parts.append(f"trust lost or gained for {' or '.join(chosen.purposes)}")
    if chosen.owner:
        parts.append(f"owner contains “{shown(chosen.owner)}”")
    return f"What changed from {found.from_day} to {found.to_day}: {'; '.join(parts) or 'everything that has a type'}"


def _pickers(pair: Pair) -> Component:
    options = [{"label": _label(day), "value": day.day.isoformat()} for day in pair.days]

    def picker(words: str, id_: str, value: str | None) -> Component:
        box = dcc.Dropdown(id=id_, options=options, value=value, clearable=False, className="choice days")
        return html.Label([html.Span(words), box], className="filter")

    known = {day.day for day in pair.days}
    first, last = (day.isoformat() if day is not None and day in known else None for day in (pair.first, pair.last))
    return attributed(
        html.Div(
            [
                picker("From", ids.CHANGES_FROM, first),
                picker("To", ids.CHANGES_TO, last),
                dcc.Store(id=ids.CHANGES_SHOWN, data=[first, last]),
            ],
            className="pickers",
            role="group",
        ),
        aria_label="Days to compare",
    )


def _label(stored: StoredDay) -> str:
    what = "CCADB" if stored.has_records else ", ".join(name.removeprefix("root-store:") for name in stored.lists)
    return f"{stored.day.isoformat()} {what}"


def _export(pair: Pair, chosen: ChangeList, address: Address, site: Site) -> Component:
    span = replace(address.span, first=pair.first, last=pair.last)
    href = site.to(address.with_(span=span)).replace(site.prefix + Page.CHANGES, site.prefix + CHANGES_FILE, 1)
    words = f"Export {number(len(chosen.rows))} rows (CSV)"
    return html.A(words, href=href, className="button", download=CHANGES_FILE)


def _kinds(every: ChangeList, address: Address, site: Site) -> Component:
    """One chip for each type that occurs under the other filters: a click chooses it, or leaves it out again."""
    chosen = address.span.kinds
    counts = counts_by_type(every.rows)
    chips = []
    for kind in KIND_WORDS:
        if kind.value not in counts and kind not in chosen:
            continue
        kinds = tuple(k for k in chosen if k is not kind) if kind in chosen else (*chosen, kind)
        chip = html.A(
            [kind.value, html.Span(number(counts.get(kind.value, 0)), className="count")],
            href=site.to(address.with_(span=replace(address.span, kinds=kinds))),
            className="chip" + (" chosen" if kind in chosen else ""),
            title=KIND_WORDS[kind],
        )
        chips.append(
            attributed(chip, data_replace="1", data_keep="1", **({"aria_current": "true"} if kind in chosen else {}))
        )
    if chosen:
        every_kind = html.A(
            "all types", href=site.to(address.with_(span=replace(address.span, kinds=()))), className="chip"
        )
        chips.append(attributed(every_kind, data_replace="1", data_keep="1"))
    return attributed(html.Nav(chips, className="chips"), aria_label="Types of change")


def _group(group: ChangeGroup, links: ChangeLinks, address: Address, site: Site) -> Component:
    more = None
    if group.left:
        rest = f"{number(group.left)} more of this type are not listed here"
        one = site.to(address.with_(span=replace(address.span, kinds=(group.kind,))))
        alone = address.span.kinds == (group.kind,)
        more = html.P([rest, ": " if alone else ", ", "the file has all." if alone else html.A("list them", href=one)])
    head = html.H2(
        [
            group.kind.value,
            html.Span(number(group.count), className="count"),
            html.Span(group.words, className="mark-words"),
        ]
    )
    return html.Section([head, change_table(group, links), more], className="section change-group", id=group.kind.value)


def _no_pair(pair: Pair, address: Address, site: Site) -> Component:
    """Why the two days can't be compared, and what can."""
    parts: list[Child] = [
        html.P(f"No list of {day} is in the store: what stood on that day can't be told.") for day in pair.missing
    ]
    if not pair.missing and pair.is_backwards:
        span = replace(address.span, first=pair.last, last=pair.first)
        turned = html.A(f"compare {pair.last} with {pair.first}", href=site.to(address.with_(span=span)))
        parts += [html.P(f"{pair.first} lies after {pair.last}."), html.P(turned)]
    elif pair.last is None or pair.first is None:
        parts.append(
            html.P("The store holds one day, or none before the one that is shown: there is nothing to compare with.")
        )
        parts.append(html.Pre("subca history import FOLDER --store FILE"))
    if pair.nearest:
        parts.append(html.P("The stored days around it:"))
        for near in pair.nearest:
            first = near if pair.first in pair.missing else pair.first
            last = near if pair.last in pair.missing and pair.first not in pair.missing else pair.last
            there = site.to(address.with_(span=replace(address.span, first=first, last=last)))
            parts.append(html.Li(html.A(f"from {first} to {last}", href=there)))
    return html.Div(parts, className="state")


def _nothing(found: Compared, chosen: ChangeList, address: Address, site: Site) -> Component:
    filters = address.filters
    own = Filters(programs=filters.programs, purposes=filters.purposes, owner=filters.owner)
    if not (address.span.kinds or filters.programs or filters.purposes or filters.owner):
        return html.P(f"Nothing that has a type changed from {chosen.from_day} to {chosen.to_day}.", className="state")
    without = None
    if address.span.kinds:
        words = f"without: type {', '.join(kind.value for kind in address.span.kinds)}"
        without = html.P(html.A(words, href=site.to(address.with_(span=replace(address.span, kinds=())))))

    def count(left: Filters) -> int:
        return len(change_list(found, filters_in(address.with_(filters=left))).rows)

    return html.Div([nothing_matches(count, address.with_(filters=own), site), without])


def _foot(chosen: ChangeList, address: Address) -> Component:
    untyped = f"{number(chosen.untyped)} other values differ between the two days that have no type of their own."
    return html.Details(
        [
            html.Summary("How was this found"),
            html.P(untyped),
            html.P("The same rows from the command line:"),
            html.Pre(shown(diff_command(chosen.from_day, chosen.to_day, filters_in(address), address.basis), 600)),
            html.P(f"Data hashes: {chosen.from_snapshot[:16]} and {chosen.to_snapshot[:16]}.", className="note"),
            *(html.P(shown(warning, 300), className="note") for warning in chosen.warnings),
        ]
    )
