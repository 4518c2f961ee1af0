"""Levels of the outline, as the browser asks for them one by one: safe text and links, no markup."""

from __future__ import annotations

import flask

from explorer.errors import ExplorerError
from explorer.ui.components.parts import kind_of, shown
from explorer.ui.location import Address, Page, Tab, parse
from explorer.ui.session import Session, World
from explorer.ui.site import Site, site_of
from explorer.ui.taken import member_of
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import ca_link
from explorer.views.outline import OutlineLevel, OutlineRow, level_below, level_of_roots

OUTLINE = "outline"


def add_levels(server: flask.Flask, session: Session, prefix: str) -> None:
    """The route `outline/ca/DIGITS` and `outline/owner/SLUG`, with the filters of the page."""

    @server.get(f"{prefix}{OUTLINE}/<path:where>", endpoint="outline_level")
    def level(where: str) -> tuple[dict[str, object], int]:
        address = parse(prefix + where, flask.request.query_string.decode("ascii", "replace"), prefix)
        try:
            world = session.world(address.day, address.basis)
            found = _level(world, address)
        except ExplorerError as error:
            return {"error": shown(str(error))}, 400
        if found is None:
            return {"error": "nothing with this id on this date"}, 404
        return _told(found, world, address, site_of(address, prefix)), 200


def _level(world: World, address: Address) -> OutlineLevel | None:
    passing, leading = world.passing(address.filters), world.leading(address.filters)
    member = member_of(world, address)
    if member is not None:
        return level_below(world.hierarchy, member.id, passing, leading)
    if address.page is Page.OWNER and world.owners.names(address.key):
        return level_of_roots(world.hierarchy, world.owners.roots(address.key), passing, leading)
    return None


def _told(level: OutlineLevel, world: World, address: Address, site: Site) -> dict[str, object]:
    every = address.with_(tab=Tab.CHILDREN) if address.page is Page.CA else address
    return {
        "rows": [_row(row, world.hierarchy, site) for row in level.rows],
        "left": level.left_out,
        "hidden": level.hidden,
        "all": site.to(every),
    }


def _row(row: OutlineRow, hierarchy: Hierarchy, site: Site) -> dict[str, object]:
    member = row.member
    short = hierarchy.short(member.id)
    who = f"{member.operator} (operator)" if member.operator else member.owner or "no CCADB record"
    return {
        "id": member.id,
        "name": shown(member.name, 120),
        "href": site.href(ca_link(short)),
        "level": site.href(f"{OUTLINE}/ca/{short}") if row.below else "",
        "below": row.below,
        "about": f"{kind_of(member)}, {shown(who, 120)}, {member.standing}",
        "until": member.not_after[:7],
        "standing": member.standing.value,
        "marks": [{"letter": mark.value, "slug": mark.slug, "word": mark.word} for mark in member.marks],
        "findings": member.findings,
        "dim": not row.passes,
        "others": [_named(other, hierarchy, site) for other in row.others],
        "more": row.more_others,
    }


def _named(member: Member, hierarchy: Hierarchy, site: Site) -> dict[str, str]:
    return {"name": shown(member.name, 80), "href": site.href(ca_link(hierarchy.short(member.id)))}
