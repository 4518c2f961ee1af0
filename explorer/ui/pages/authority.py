"""CA: its lineage, the pane, and one table below. Responders have the same page."""

from __future__ import annotations

from collections.abc import Callable

from dash import dcc, html
from dash.development.base_component import Component

from explorer.exports.lineage_svg import lineage_svg
from explorer.model.ids import CaId, CertificateId
from explorer.ui import ids
from explorer.ui.components.findings_table import finding_list
from explorer.ui.components.members import member_table
from explorer.ui.components.pane import pane
from explorer.ui.components.parts import attributed, badges, kind_of, note, number, shown, standing
from explorer.ui.components.sections import sections
from explorer.ui.components.trust import chosen_path
from explorer.ui.location import Address, Page, Tab
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.detail import certificate_sections, key_section, record_section
from explorer.views.hierarchy import Member
from explorer.views.lineage import lineage_of
from explorer.views.placement import place
from explorer.views.profile import Profile, profile_of
from explorer.views.trust_view import CellAnswer, answer_of

ColumnsOf = Callable[[int], tuple[tuple[str, str], ...]]
CERTIFICATES_SHOWN = 20


def authority_page(world: World, address: Address, ca: CaId, site: Site, columns_of: ColumnsOf) -> View:
    """The page of one member of the hierarchy."""
    member = world.hierarchy.members[ca]
    profile = profile_of(world.assessment, world.hierarchy, member)
    answer = _answer(world, address, member)
    path, failed = _path_of(profile, answer, address)
    drawing = lineage_of(world.hierarchy, ca, path=path, failed=failed)
    tab = address.tab or Tab.FINDINGS
    return View(
        page=Page.CA,
        title=shown(member.name, 80),
        summary=f"As of {world.day.isoformat()}: {kind_of(member)} {ca[:16]}, {drawing.summary}",
        children=[
            html.Div(
                [
                    html.H1([*([badges(member.marks)] if member.marks else []), shown(member.name, 160)]),
                    html.Span([kind_of(member), ", ", standing(member.standing), f", not after {member.not_after}"]),
                    _words(profile),
                ],
                className="title-row",
            ),
            html.Div(
                [
                    attributed(
                        html.Section(
                            [
                                _toolbar(drawing.summary, ca, site),
                                dcc.Store(id=ids.LINEAGE_SVG, data=lineage_svg(place(drawing), href=site.href)),
                                html.Div(id=ids.LINEAGE, className="drawing"),
                                _legend(),
                            ],
                            className="lineage",
                        ),
                        aria_label="Lineage",
                    ),
                    pane(profile, answer, world, address, site),
                    attributed(
                        html.Section(
                            [
                                _tabs(profile, world, address, tab, site),
                                html.Div(_table(profile, world, address, tab, site, columns_of), id="table"),
                            ],
                            className="ca-table",
                        ),
                        aria_label="Tables",
                    ),
                ],
                className="ca",
            ),
        ],
    )


def _answer(world: World, address: Address, member: Member) -> CellAnswer | None:
    """What stands behind the word of the trust matrix that the link names."""
    chosen = address.filters
    if len(chosen.programs) != 1 or len(chosen.purposes) != 1:
        return None
    return answer_of(world.assessment, member, chosen.programs[0], chosen.purposes[0])


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
    place = min(address.path, len(profile.paths))
    return [c.id for c in profile.paths[place - 1].certificates], None


def _words(profile: Profile) -> Component:
    marks = [mark.word for mark in profile.member.marks]
    return html.Span("; ".join(marks) or "no mark", className="mark-words")


def _toolbar(summary: str, ca: CaId, site: Site) -> Component:
    return html.Div(
        [
            html.H2("Lineage"),
            html.Span(summary, className="note"),
            html.Span(className="spread"),
            attributed(html.Button("Fit", type="button", className="button"), data_act="fit", data_key="f"),
            html.A("SVG", href=site.href(f"lineage.svg/{ca}"), className="button", download="lineage.svg"),
            attributed(html.Button("Print", type="button", className="button"), data_act="print"),
        ],
        className="toolbar",
    )


def _legend() -> Component:
    from explorer.views.marks import Mark

    entries = [html.Span([badges([mark]), " ", mark.word]) for mark in Mark if mark.value != "E?"]
    entries += [
        html.Span([html.Span(className="key-root"), " root (square)"]),
        html.Span([html.Span(className="key-dash"), " no valid certificate"]),
        html.Span([html.Span(className="key-path"), " path shown"]),
        html.Span([html.Span(className="key-bad"), " fails here"]),
    ]
    return attributed(html.Div(entries, className="legend"), aria_label="Legend")


def _tabs(profile: Profile, world: World, address: Address, chosen: Tab, site: Site) -> Component:
    member = profile.member
    records = sum(len(world.assessment.facts.records_of.get(c, ())) for c in member.certificates)
    counts = {
        Tab.FINDINGS: ("Findings", len(profile.findings) + len(profile.untold)),
        Tab.CERTIFICATES: ("Certificates and key", len(member.certificates)),
        Tab.CHILDREN: ("Below", len(world.hierarchy.below(member.id))),
        Tab.ABOVE: ("Above", len(world.hierarchy.ancestors(member.id))),
        Tab.RECORDS: ("CCADB records", records),
        Tab.SIGNERS: ("OCSP signers", profile.signers),
    }
    links = [
        attributed(
            html.A(
                [words, html.Span(number(count), className="count")],
                href=site.to(address.with_(tab=None if tab is Tab.FINDINGS else tab, group="")),
                className="tablink" + (" chosen" if tab is chosen else ""),
            ),
            data_replace="1",
            data_keep="1",
            **({"aria_current": "true"} if tab is chosen else {}),
        )
        for tab, (words, count) in counts.items()
    ]
    return attributed(html.Nav(links, className="tablinks"), aria_label="Tables")


def _table(
    profile: Profile, world: World, address: Address, tab: Tab, site: Site, columns_of: ColumnsOf
) -> Component | list[Component]:
    member, hierarchy = profile.member, world.hierarchy
    if tab is Tab.CERTIFICATES:
        own = member.certificates[::-1]
        parts = [key_section(world.assessment, profile.key)]
        for id_ in own[:CERTIFICATES_SHOWN]:
            parts += certificate_sections(world.assessment, id_)
        rest = len(own) - CERTIFICATES_SHOWN
        return [
            sections(parts),
            *([note(f"{rest} older certificates are not shown; subca show has them.")] if rest > 0 else []),
        ]
    if tab is Tab.CHILDREN:
        return _children(world, address, member.id, site)
    if tab is Tab.ABOVE:
        above = [hierarchy.members[id_] for id_ in hierarchy.ancestors(member.id)]
        return member_table(above, hierarchy, site, caption="All CAs above, nearest first")
    if tab is Tab.RECORDS:
        records = [r for c in member.certificates for r in world.assessment.facts.records_of.get(c, ())]
        if not records:
            return note("CCADB has no record of these certificates in the list of this date.")
        return sections([record_section(record, columns_of(record.row)) for record in records], name="records")
    if tab is Tab.SIGNERS:
        found = world.assessment.facts.signing.signers_for(member.id) if not member.is_responder else ()
        signer_ids = dict.fromkeys(by for c in found if (by := hierarchy.of_certificate(c)) is not None)
        signers = [hierarchy.members[by] for by in signer_ids]
        return member_table(signers, hierarchy, site, caption="Delegates that can state the status of what it issued")
    return finding_list([*profile.findings, *profile.untold], site)


def _children(world: World, address: Address, ca: CaId, site: Site) -> list[Component]:
    every = world.hierarchy.children(ca)
    groups: dict[str, int] = {}
    for member in every:
        groups[member.group] = groups.get(member.group, 0) + 1
    links = [
        attributed(
            html.A(
                [group.replace("ok-", "no mark-").replace("-", " "), html.Span(number(count), className="count")],
                href=site.to(address.with_(group="" if group == address.group else group, tab=Tab.CHILDREN)),
                className="chip" + (" chosen" if group == address.group else ""),
            ),
            data_replace="1",
            data_keep="1",
        )
        for group, count in sorted(groups.items())
    ]
    shown_members = world.hierarchy.children(ca, address.group)
    made = member_table(shown_members, world.hierarchy, site, caption="CAs and responders directly below")
    return [html.Div(links, className="chips"), made]
