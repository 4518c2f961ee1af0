"""Tables of CAs, and links to them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from explorer.ui.components.parts import Children, attributed, badges, kind_of, number, shown, standing, table
from explorer.ui.location import Address
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.filters import Filters
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import ca_link, owner_link

ROWS = 300  # rows of a table; more are said and linked


def ca_anchor(member: Member, hierarchy: Hierarchy, site: Site) -> Component:
    """The name of a CA as a link to its page."""
    return html.A(shown(member.name, 120), href=site.href(ca_link(hierarchy.short(member.id))))


def owner_anchor(owner: str, site: Site) -> Component | str:
    """The name of an owner as a link to its page."""
    return html.A(shown(owner, 120), href=site.href(owner_link(owner))) if owner else "no CCADB record"


def member_table(members: Sequence[Member], hierarchy: Hierarchy, site: Site, *, caption: str) -> Component:
    """One row for each CA; what does not fit is said in a row of its own."""
    rows = [_row(member, hierarchy, site) for member in members[:ROWS]]
    made = table(
        ("", "Name", "Kind", "Owner", "Operator", "State", "Valid until", "Trusted", "Findings"),
        rows,
        caption=caption,
        name="members",
    )
    if len(members) <= ROWS:
        return made
    return html.Div([made, html.P(f"{ROWS} of {len(members):,} shown. Choose a group above to see the others.")])


def chosen(
    members: Sequence[Member], world: World, address: Address, site: Site
) -> tuple[list[Member], Component | None]:
    """Those that the filters choose, and how many they hide, with a link that shows all."""
    passing = world.passing(address.filters)
    kept = [member for member in members if member.id in passing]
    return kept, hidden_note(len(members) - len(kept), address, site)


def hidden_note(hidden: int, address: Address, site: Site) -> Component | None:
    """How much the filters hide on this page; None when nothing."""
    if not hidden:
        return None
    shown_all = html.A("show all", href=site.to(address.with_(filters=Filters())))
    return html.P([f"{number(hidden)} hidden by the filters: ", attributed(shown_all, data_keep="1")], className="note")


def _row(member: Member, hierarchy: Hierarchy, site: Site) -> tuple[Children, ...]:
    return (
        badges(member.marks),
        ca_anchor(member, hierarchy, site),
        kind_of(member),
        owner_anchor(member.owner, site),
        shown(member.operator, 120),
        standing(member.standing),
        member.not_after,
        "yes" if member.is_trusted else "no",
        f"{member.findings} ({member.severity})" if member.severity else "",
    )
