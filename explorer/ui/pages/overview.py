"""Overview: counts that lead to findings, owners by area and by table, what the store holds."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from explorer.exports.treemap_svg import treemap_svg
from explorer.model.finding import Severity
from explorer.ui import ids
from explorer.ui.components.over_time import over_time
from explorer.ui.components.parts import Children, number, section, shown, table
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.overview import Overview, OwnerRow
from explorer.views.treemap import treemap
from explorer.views.words import filters_in_words

OWNERS_SHOWN = 40
TREEMAP_SIZE = (740, 560)  # pixels; the browser stretches it to its panel


def overview_page(world: World, address: Address, site: Site) -> View:
    """The page."""
    found = world.overview(address.filters)
    return View(
        page=Page.OVERVIEW,
        title="Overview",
        summary=filters_in_words(address.filters, world.day, address.basis),
        children=[
            html.H1("Who may issue under whose root", className="unseen"),
            _tiles(found, address, site),
            html.Div(
                [
                    section("Flags", _rules(found, address, site)),
                    section(
                        "Owners: area = CA keys, shade = serious findings",
                        [
                            dcc.Store(id=ids.TREEMAP_SVG, data=_treemap(found.owners, site)),
                            html.Div(id=ids.TREEMAP, className="treemap"),
                        ],
                        name="grow",
                    ),
                ],
                className="columns overview-top",
            ),
            section("Owners, by serious findings", _owners(found.owners, address, site)),
            over_time(world, address),
            section("What is in the store", _store(world)),
        ],
    )


def _treemap(owners: tuple[OwnerRow, ...], site: Site) -> str:
    return treemap_svg(treemap(owners, *TREEMAP_SIZE), *TREEMAP_SIZE, href=site.href)


def _tiles(found: Overview, address: Address, site: Site) -> Component:
    def findings(**changes: object) -> str:
        filters = replace(address.filters, **changes)  # type: ignore[arg-type]  # fields of Filters
        return site.to(address.elsewhere(Page.FINDINGS).with_(filters=filters))

    worst = dict(found.by_severity)
    tiles = [
        _tile(found.unconstrained, "CAs external and unconstrained, valid", findings(rules=("SUBCA-001",)), "serious"),
        _tile(found.responders, "CAs and responders with OCSP power, valid", findings(rules=("OCSP-001",)), "serious"),
        *(
            _tile(count, f"{level} findings", findings(min_severity=level), f"severity-{level}")
            for level, count in worst.items()
            if count and level.rank <= 2
        ),
        _tile(found.external, "external CAs, valid", "", ""),
        _tile(found.trusted, "CAs trusted by a program", "", ""),
        _tile(found.cas, f"CAs in {number(found.certificates)} certificates", "", ""),
    ]
    return html.Div(tiles, className="tiles")


def _tile(count: int, words: str, href: str, name: str) -> Component:
    parts = [html.Span(number(count), className="tile-number"), html.Span(words, className="tile-words")]
    return html.A(parts, href=href, className=f"tile {name}") if href else html.Div(parts, className="tile plain")


def _rules(found: Overview, address: Address, site: Site) -> Component:
    rows: list[tuple[Children, ...]] = []
    for count in found.rules:
        filters = replace(address.filters, rules=(count.rule,))
        by_severity = dict(count.by_severity)
        told = site.to(address.elsewhere(Page.FINDINGS).with_(filters=filters))
        untold = site.to(address.elsewhere(Page.FINDINGS).with_(filters=replace(filters, unknown=True)))
        rows.append(
            (
                html.A(count.rule, href=site.href(f"method/{count.rule}")),
                html.A(count.title, href=told),
                *(_count(by_severity.get(level, 0), level) for level in Severity),
                html.A(number(count.total), href=told) if count.total else "0",
                html.A(number(count.unknown), href=untold) if count.unknown else "",
            )
        )
    headers = ("Rule", "Flag", "Crit.", "High", "Med.", "Low", "Info", "All", "Can't tell")
    return table(headers, rows, caption="Findings by rule", name="rules")


def _count(found: int, level: Severity) -> Children:
    return html.Span(number(found), className=f"severity-{level}") if found else ""


def _owners(owners: tuple[OwnerRow, ...], address: Address, site: Site) -> Component:
    def findings(owner: OwnerRow) -> str:
        return site.to(address.elsewhere(Page.FINDINGS).with_(filters=replace(address.filters, owner=owner.name)))

    def row(owner: OwnerRow) -> tuple[Children, ...]:
        count: Children = (
            html.A(number(owner.flagged), href=findings(owner)) if len(owner.name) <= 100 else owner.flagged
        )
        return (
            html.A(shown(owner.name, 120), href=site.href(f"owner/{owner.slug}")),
            number(owner.serious),
            count if owner.flagged else "0",
            number(owner.valid),
            number(owner.cas),
            number(owner.external),
            ", ".join(owner.programs) or "none",
            *([owner.issuance] if is_counted else []),
        )

    is_counted = any(owner.issuance for owner in owners)  # a census is loaded

    headers = (
        "Owner",
        "Critical or high",
        "Findings",
        "CAs valid",
        "CAs in all",
        "External, valid",
        "Roots included by",
        *(["Issuance seen in CT"] if is_counted else []),
    )
    head = table(headers, [row(owner) for owner in owners[:OWNERS_SHOWN]], caption="CA owners", name="owners")
    rest = owners[OWNERS_SHOWN:]
    if not rest:
        return head
    more = table(headers, [row(owner) for owner in rest], caption="More CA owners", name="owners")
    return html.Div([head, html.Details([html.Summary(f"{len(rest)} more owners"), more])])


def _store(world: World) -> Component:
    used = {(listed.name, listed.day) for listed in world.assessment.manifest.lists}
    rows: list[tuple[Children, ...]] = [
        (
            listed.name,
            listed.day.isoformat(),
            "used" if (listed.name, listed.day) in used else "",
            number(listed.stored),
            number(listed.duplicates),
            number(listed.quarantined),
            shown(listed.file, 120),
            html.Code(listed.sha256[:16]),
        )
        for listed in world.lists
    ]
    headers = ("List", "Day", "On this date", "Rows", "Duplicates", "Quarantined", "File", "SHA-256")
    manifest = world.assessment.manifest
    return html.Div(
        [
            table(headers, rows, caption="Stored lists", name="lists"),
            html.P(
                [
                    f"{number(manifest.certificates)} certificates, {number(manifest.opaque)} unreadable; data hash ",
                    html.Code(manifest.id[:16]),
                ],
                className="note",
            ),
        ]
    )
