"""Tables of a what-if: which program and purpose, whose CAs, and each CA with what it loses, keeps, and through whom."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.ui.components.members import ca_anchor, owner_anchor
from explorer.ui.components.parts import Child, Children, badges, kind_of, note, number, shown, table
from explorer.ui.components.uses import uses_told
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.aftermath import Aftermath, CaFate, PairCount
from explorer.views.links import ca_link

ROWS = 100  # of one table; more are counted
_OWNERS = 30


def pair_table(found: Aftermath) -> Component:
    """Program by purpose: how many CAs lose their last path, how many stay with a cut-off, how many keep it."""
    by_pair = {(count.program, count.purpose): count for count in found.pairs}
    programs = [program for program in Program if any(p is program for p, _ in by_pair)]
    purposes = dict.fromkeys(purpose for _, purpose in by_pair)
    rows: list[tuple[Children, ...]] = [
        (str(purpose), *(_pair(by_pair.get((program, purpose))) for program in programs)) for purpose in purposes
    ]
    caption = "CAs that lose their last path, by purpose and program"
    return table(("Purpose", *map(str, programs)), rows, caption=caption, name="pairs")


def _pair(count: PairCount | None) -> Children:
    if count is None:
        return html.Span("not affected", className="no")
    parts: list[Child] = [html.B(f"✗ {number(count.lost)} lose", className="bad")] if count.lost else []
    if count.limited:
        parts += [" ", html.Span(f"◷ {number(count.limited)} limited")]
    if count.kept:
        parts += [" ", html.Span(f"✓ {number(count.kept)} keep it", className="no")]
    return parts


def owner_table(found: Aftermath, site: Site) -> Component:
    """Whose CAs lose trust, most first."""
    rows: list[tuple[Children, ...]] = [
        (owner_anchor(owner, site), number(count)) for owner, count in found.owners[:_OWNERS]
    ]
    made = table(("Owner", "CAs that lose"), rows, caption="Owners whose CAs lose trust", name="hit-owners")
    rest = found.owners[_OWNERS:]
    if not rest:
        return made
    return html.Div([made, note(f"{number(len(rest))} more owners with {number(sum(n for _, n in rest))} CAs.")])


def fate_table(fates: Sequence[CaFate], world: World, site: Site, *, caption: str) -> Component:
    """One row for each CA; what does not fit is counted."""
    is_held = any(fate.through for fate in fates)
    headers = ("", "Name", "Kind", "Owner", "Operator", "Fate", *(["Through"] if is_held else []))
    rows = [_row(fate, world, site)[: len(headers)] for fate in fates[:ROWS]]
    made = table(headers, rows, caption=caption, name="fates")
    if len(fates) <= ROWS:
        return made
    return html.Div([made, note(f"{number(len(fates) - ROWS)} more are not listed here; the file has all.")])


def _row(fate: CaFate, world: World, site: Site) -> tuple[Children, ...]:
    member = fate.member
    kind = f"{kind_of(member)}, not believed" if fate.is_named else kind_of(member)
    told = [
        uses_told(map(str, fate.lost), sign="✗", word="loses all:" if fate.loses_all else "loses", name="bad"),
        uses_told(map(str, fate.limited), sign="◷", word="limited"),
        uses_told(map(str, fate.kept), sign="✓", word="keeps", name="yes"),
        html.Span(f"not asked: {len(fate.elsewhere)} other uses", className="source") if fate.elsewhere else None,
    ]
    return (
        badges(member.marks),
        ca_anchor(member, world.hierarchy, site),
        kind,
        owner_anchor(member.owner, site),
        shown(member.operator, 120),
        [part for part in told if part is not None],
        path_told(fate.through, world, site) if fate.through else "",
    )


def path_told(path: Sequence[CertificateId], world: World, site: Site) -> Component:
    """A path as links, anchor first."""
    parts: list[Child] = []
    for place, id_ in enumerate(path):
        parts += [" → "] if place else []
        parts.append(certificate_anchor(id_, world, site))
    return html.Span(parts, className="through")


def certificate_anchor(id_: CertificateId, world: World, site: Site) -> Component:
    """The CA of a certificate, named, as a link; the certificate's digits are on it."""
    name = shown(world.assessment.facts.graph.certificates[id_].subject.short, 60)
    member = world.hierarchy.of_certificate(id_)
    link = ca_link(world.hierarchy.short(member)) if member else f"cert/{id_}"
    return html.A(name, href=site.href(link), title=f"certificate {id_}")
