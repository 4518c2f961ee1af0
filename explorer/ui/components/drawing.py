"""The drawing of a CA's page: its lineage with the path shown, or its OCSP power; the screen and the file have the same."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from explorer.exports.lineage_svg import lineage_svg
from explorer.exports.power_svg import power_svg
from explorer.exports.timeline_svg import timeline_svg
from explorer.model.ids import CertificateId
from explorer.ui.components.parts import attributed, badges
from explorer.ui.components.trust import chosen_path
from explorer.ui.location import Address
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.ca_history import CaHistory
from explorer.views.hierarchy import Member
from explorer.views.lineage import lineage_of
from explorer.views.marks import Mark
from explorer.views.placement import place
from explorer.views.power_view import KEY_SIGNS, KEY_WORDS, PowerView
from explorer.views.profile import Profile, profile_of
from explorer.views.trust_view import CellAnswer, answer_of

Drawn = tuple[str, str]
"""A drawing and its summary in words."""


def answer_to(world: World, address: Address, member: Member) -> CellAnswer | None:
    """What stands behind the word of the trust matrix that the link names."""
    chosen = address.filters
    if len(chosen.programs) != 1 or len(chosen.purposes) != 1:
        return None
    return answer_of(world.assessment, member, chosen.programs[0], chosen.purposes[0])


def path_shown(world: World, address: Address, member: Member) -> tuple[tuple[CertificateId, ...], str]:
    """The certificates of the path that the pane shows, anchor first, and what it proves or where it fails."""
    answer = answer_to(world, address, member)
    if answer is not None:
        path = chosen_path(answer, address)
        cell = f"{answer.cell.program}, {answer.cell.purpose}: {answer.cell.word}"
        if path is None:
            return (), cell
        why = f"; {path.refusal.clause.name}: {path.refusal.why}" if path.refusal else ""
        return tuple(path.certificates), cell + why
    profile = profile_of(world.assessment, world.hierarchy, member)
    if not profile.paths:
        return (), "no path holds every condition on this date"
    proof = profile.paths[min(address.path, len(profile.paths)) - 1]
    return tuple(c.id for c in proof.certificates), "; ".join(map(str, proof.uses))


def lineage_drawn(world: World, profile: Profile, answer: CellAnswer | None, address: Address, site: Site) -> Drawn:
    """The lineage, with the path that the pane shows."""
    path, failed = _path_of(profile, answer, address)
    drawing = lineage_of(world.hierarchy, profile.member.id, path=path, failed=failed)
    return lineage_svg(place(drawing), href=site.href), drawing.summary


def power_drawn(view: PowerView, site: Site) -> Drawn:
    """OCSP power."""
    return power_svg(view, href=site.href), view.summary


def history_drawn(found: CaHistory, member: Member, address: Address, site: Site) -> Drawn:
    """The life over time; each mark leads to its row."""
    here = site.to(address)
    svg = timeline_svg(found.drawing, title=member.name, href=lambda place: f"{here}#{place}")
    return svg, found.summary


def _path_of(
    profile: Profile, answer: CellAnswer | None, address: Address
) -> tuple[list[CertificateId], tuple[CertificateId, str] | None]:
    """The certificates of the path shown, and where it fails and why."""
    if answer is not None:
        path = chosen_path(answer, address)
        if path is None:
            return [], None
        refusal = path.refusal
        return list(path.certificates), (refusal.certificate, refusal.clause.name) if refusal else None
    if not profile.paths:
        return [], None
    place_ = min(address.path, len(profile.paths))
    return [c.id for c in profile.paths[place_ - 1].certificates], None


def lineage_legend() -> Component:
    """What boxes, lines and letters of a lineage mean."""
    entries = [html.Span([badges([mark]), " ", mark.word]) for mark in Mark if mark.value != "E?"]
    entries += [
        html.Span([html.Span(className="key-root"), " root (square)"]),
        html.Span([html.Span(className="key-dash"), " no valid certificate"]),
        html.Span([html.Span(className="key-path"), " path shown"]),
        html.Span([html.Span(className="key-bad"), " fails here"]),
    ]
    return attributed(html.Div(entries, className="legend"), aria_label="Legend")


def history_legend() -> Component:
    """What signs of a life mean."""
    signs = {
        "+": "appeared, added", "−": "vanished, removed", "~": "changed", "◷": "cut off", "✗": "revoked, contradicted",
        "⚑": "finding opened", "▲": "worse", "▽": "better", "✓": "closed",
    }  # fmt: skip
    entries = [html.Span([html.B(sign), " ", words]) for sign, words in signs.items()]
    entries.append(html.Span([html.Span(className="key-dash"), " nobody looked"]))
    return attributed(html.Div(entries, className="legend"), aria_label="Legend")


def power_legend() -> Component:
    """What shapes and signs of the OCSP drawing mean."""
    entries = [
        html.Span([html.Span(className="key-owner"), " of the issuer's owner"]),
        html.Span([html.Span("⬡", className="key-external"), " external (cut corners)"]),
        html.Span([html.Span(className="key-unknown"), " holder unknown (round, dashed)"]),
        *(html.Span([html.B(sign), " ", KEY_WORDS[state]]) for state, sign in KEY_SIGNS.items()),
        html.Span([html.Span(className="key-path"), " the CA of this page"]),
    ]
    return attributed(html.Div(entries, className="legend"), aria_label="Legend")
