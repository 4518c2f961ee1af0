"""Owner: roots, CAs that others run under them, spellings, certificates to and from other owners."""

from __future__ import annotations

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from explorer.exports.lineage_svg import lineage_svg
from explorer.model.finding import Use
from explorer.model.program import Program
from explorer.ui import ids
from explorer.ui.components.members import ca_anchor, hidden_note, owner_anchor
from explorer.ui.components.outline import outline
from explorer.ui.components.parts import Child, Children, badges, note, number, section, shown, standing, table
from explorer.ui.components.what_if_links import gone_link
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.hierarchy import Member
from explorer.views.lineage import owner_lineage
from explorer.views.marks import Standing
from explorer.views.owner import CrossRow, OwnerPage, RootRow
from explorer.views.placement import place
from explorer.views.what_if import Question, roots_of
from explorer.views.words import filters_in_words


def owner_page(world: World, address: Address, site: Site) -> View | None:
    """The page; None when no owner has this name on this day."""
    found = world.owners.page(address.key)
    if found is None:
        return None
    name = found.names[0]
    passing = world.passing(address.filters)
    roots = [row for row in found.roots if row.member.id in passing]
    hidden_roots = hidden_note(len(found.roots) - len(roots), address, site)
    external, hidden_external = _chosen_operators(found, world, address, site)
    drawing = owner_lineage(world.hierarchy, name, world.owners.roots(address.key), found.cas)
    svg = lineage_svg(place(drawing), href=site.href)
    return View(
        page=Page.OWNER,
        title=shown(name, 80),
        summary=filters_in_words(address.filters, world.day, address.basis),
        children=[
            html.Div(
                [html.H1(shown(name)), html.Span(className="spread"), *_gone(found, world, address, site)],
                className="title-row",
            ),
            html.P(
                f"{number(found.cas)} CAs, {number(found.valid)} valid · {len(found.roots)} roots · "
                f"{number(sum(len(m) for _, m in found.operators))} external CAs · {number(found.findings)} findings",
                className="lead",
            ),
            html.Div(
                [
                    outline("Roots, and what is below", len(found.roots), address, site),
                    section(
                        "Owner and its roots: a step down opens a CA",
                        [dcc.Store(id=ids.LINEAGE_SVG, data=svg), html.Div(id=ids.LINEAGE, className="drawing short")],
                    ),
                ],
                className="owner-top",
            ),
            html.Div(section("Roots, by program and purpose", [_roots(roots, world, site), hidden_roots]), id="roots"),
            section("CAs run by others, by operator", [_external(external, world, site), hidden_external]),
            section("Cross-certificates received", _crosses(found.received, world, site)),
            section("Cross-certificates given", _crosses(found.given, world, site)),
            section("Spellings of this organisation", _spellings(found)),
        ],
    )


def _gone(found: OwnerPage, world: World, address: Address, site: Site) -> list[Component]:
    """The question what if its roots were gone, where it has any."""
    names = tuple(name for name in found.names if roots_of(world.assessment.facts, name))
    return [gone_link("What if its roots were gone?", Question(owners=names), address, site)] if names else []


def _roots(roots: Iterable[RootRow], world: World, site: Site) -> Component:
    programs = tuple(Program)
    rows: list[tuple[Children, ...]] = [
        (
            badges(row.member.marks),
            ca_anchor(row.member, world.hierarchy, site),
            standing(row.member.standing),
            row.member.not_after,
            *(_purposes(row.uses, program) for program in programs),
            number(row.below),
        )
        for row in roots
        if row.uses
    ]
    others = [row.member for row in roots if not row.uses]
    headers = ("", "Root", "State", "Valid until", *programs, "Directly below")
    made = table(headers, rows, caption="Roots with the purposes for which each program trusts them", name="roots")
    if not others:
        return made
    named = html.Ul([_named(member, world, site) for member in others], className="named")
    title = html.P(f"{number(len(others))} roots that no program trusts on any path:", className="note")
    return html.Div([*([made] if rows else []), title, named])


def _purposes(uses: Iterable[Use], program: Program) -> Children:
    own = [use for use in uses if use.program is program]
    return ", ".join(f"{use.purpose}{f' (until {use.until})' if use.until else ''}" for use in own)


def _chosen_operators(
    found: OwnerPage, world: World, address: Address, site: Site
) -> tuple[list[tuple[str, list[Member]]], Component | None]:
    """External CAs by operator that the filters choose, and how many they hide."""
    passing = world.passing(address.filters)
    kept = [(operator, [m for m in members if m.id in passing]) for operator, members in found.operators]
    hidden = sum(len(members) for _, members in found.operators) - sum(len(members) for _, members in kept)
    return [(operator, members) for operator, members in kept if members], hidden_note(hidden, address, site)


def _external(operators: list[tuple[str, list[Member]]], world: World, site: Site) -> Component:
    """One row for each operator: a screen holds hundreds of CAs."""
    if not operators:
        return note("No CA that CCADB declares to be run by another operator is among what is shown.")
    rows: list[tuple[Children, ...]] = [
        (
            shown(operator, 120),
            number(len(members)),
            number(sum(m.standing is Standing.VALID for m in members)),
            number(sum(m.findings for m in members)),
            html.Ul([_named(member, world, site) for member in members], className="named"),
        )
        for operator, members in operators
    ]
    headers = ("Operator", "CAs", "Valid", "Findings", "Which: valid first")
    return table(headers, rows, caption="CAs run by others, by operator", name="operators")


def _named(member: Member, world: World, site: Site) -> Component:
    parts: list[Child] = [badges(member.marks), " ", ca_anchor(member, world.hierarchy, site)]
    if member.standing is Standing.EXPIRED:
        parts.append(" (expired)")
    return html.Li(parts)


def _spellings(found: OwnerPage) -> Children:
    if not found.spellings and len(found.names) == 1:
        return note("No other spelling was met.")
    rows = [(shown(name), "CCADB, CA Owner") for name in found.names[1:]]
    rows += [(shown(spelling), where) for spelling, where in found.spellings]
    return table(("Spelling", "Where"), rows, caption="Other spellings of the same organisation")


def _crosses(crosses: tuple[CrossRow, ...], world: World, site: Site) -> Children:
    if not crosses:
        return note("None.")
    rows: list[tuple[Children, ...]] = [
        (
            ca_anchor(row.issuer, world.hierarchy, site),
            owner_anchor(row.issuer.owner, site),
            ca_anchor(row.subject, world.hierarchy, site),
            owner_anchor(row.subject.owner, site),
            row.not_after,
            "yes" if row.counts else "no",
        )
        for row in crosses
    ]
    headers = ("Issuer", "of", "Subject", "of", "Not after", "Valid")
    return table(headers, rows, caption="Certificates between two owners", name="crosses")
