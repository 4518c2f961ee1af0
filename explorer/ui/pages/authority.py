"""CA: its lineage, the pane, and one table below. Responders have the same page."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from explorer.model.ids import CaId
from explorer.ui import ids
from explorer.ui.components.drawing import (
    answer_to,
    history_drawn,
    history_legend,
    lineage_drawn,
    lineage_legend,
    power_drawn,
    power_legend,
)
from explorer.ui.components.findings_table import finding_list
from explorer.ui.components.history_table import history_table
from explorer.ui.components.members import chosen, hidden_note, member_table
from explorer.ui.components.outline import outline
from explorer.ui.components.pane import pane
from explorer.ui.components.parts import attributed, badges, kind_of, note, number, shown, standing
from explorer.ui.components.sections import sections
from explorer.ui.components.signers import signers_table
from explorer.ui.components.what_if_links import gone_link
from explorer.ui.location import Address, Page, Tab
from explorer.ui.pages.view import View
from explorer.ui.session import Session, World
from explorer.ui.site import Site
from explorer.views.detail import certificate_sections, key_section, record_section
from explorer.views.filters import Known
from explorer.views.hierarchy import Member
from explorer.views.marks import Standing
from explorer.views.power_view import power_view
from explorer.views.profile import Profile, profile_of
from explorer.views.what_if import Question
from explorer.views.words import filters_in_words

CERTIFICATES_SHOWN = 20


def authority_page(session: Session, world: World, address: Address, ca: CaId, site: Site) -> View:
    """The page of one member of the hierarchy."""
    member = world.hierarchy.members[ca]
    profile = profile_of(world.assessment, world.hierarchy, member)
    answer = answer_to(world, address, member)
    tab = address.tab or Tab.FINDINGS
    below = len(world.hierarchy.below(ca))
    power = power_view(world.assessment, world.hierarchy, member) if tab is Tab.OCSP else None
    history = session.history(world, member) if tab is Tab.HISTORY else None
    svg, summary = (
        power_drawn(power, site)
        if power
        else history_drawn(history, member, address, site)
        if history
        else lineage_drawn(world, profile, answer, address, site)
    )
    heading = "OCSP power" if power else "History" if history else "Lineage"
    return View(
        page=Page.CA,
        title=shown(member.name, 80),
        summary=filters_in_words(address.filters, world.day, address.basis),
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
                    *([outline("Below", below, address, site)] if below else []),
                    attributed(
                        html.Section(
                            [
                                _toolbar(heading, summary, ca, address, site),
                                dcc.Store(id=ids.LINEAGE_SVG, data=svg),
                                html.Div(id=ids.LINEAGE, className="drawing timeline" if history else "drawing"),
                                power_legend() if power else history_legend() if history else lineage_legend(),
                            ],
                            className="lineage",
                        ),
                        aria_label=heading,
                    ),
                    pane(profile, answer, world, address, site),
                    attributed(
                        html.Section(
                            [
                                _tabs(profile, world, address, tab, site),
                                html.Div(
                                    signers_table(power, world, site)
                                    if power
                                    else history_table(history, site)
                                    if history
                                    else _table(session, profile, world, address, tab, site),
                                    id="table",
                                ),
                            ],
                            className="ca-table",
                        ),
                        aria_label="Tables",
                    ),
                ],
                className="ca with-outline" if below else "ca",
            ),
        ],
    )


def _words(profile: Profile) -> Component:
    marks = [mark.word for mark in profile.member.marks]
    return html.Span("; ".join(marks) or "no mark", className="mark-words")


def _toolbar(heading: str, summary: str, ca: CaId, address: Address, site: Site) -> Component:
    file = address.with_(group="").query
    return html.Div(
        [
            html.H2(heading),
            html.Span(summary, className="note"),
            html.Span(className="spread"),
            attributed(html.Button("Fit", type="button", className="button"), data_act="fit", data_key="f"),
            gone_link("What if it were gone?", Question(roots=(ca,)), address, site),
            gone_link("What would end its trust?", Question(target=ca), address, site),
            html.A("SVG", href=f"{site.prefix}lineage.svg/{ca}{file}", className="button", download="lineage.svg"),
            attributed(html.Button("Print", type="button", className="button"), data_act="print"),
        ],
        className="toolbar",
    )


def _tabs(profile: Profile, world: World, address: Address, chosen: Tab, site: Site) -> Component:
    member = profile.member
    records = sum(len(world.assessment.facts.records_of.get(c, ())) for c in member.certificates)
    counts: dict[Tab, tuple[str, int | None]] = {
        Tab.FINDINGS: ("Findings", len(profile.findings) + len(profile.untold)),
        Tab.CERTIFICATES: ("Certificates and key", len(member.certificates)),
        Tab.CHILDREN: ("Below", len(world.hierarchy.below(member.id))),
        Tab.ABOVE: ("Above", len(world.hierarchy.ancestors(member.id))),
        Tab.RECORDS: ("CCADB records", records),
        Tab.OCSP: ("OCSP power", None),
        Tab.HISTORY: ("History", None),
    }
    links = [
        attributed(
            html.A(
                [words, html.Span("" if count is None else number(count), className="count")],
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
    session: Session, profile: Profile, world: World, address: Address, tab: Tab, site: Site
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
        kept, hidden = chosen(above, world, address, site)
        made = member_table(kept, hierarchy, site, caption="All CAs above, nearest first")
        return [html.Div(_expired_chip(above, address, site), className="chips"), html.Div(hidden), made]
    if tab is Tab.RECORDS:
        records = [r for c in member.certificates for r in world.assessment.facts.records_of.get(c, ())]
        if not records:
            return note("CCADB has no record of these certificates in the list of this date.")
        return sections([record_section(record, session.columns_of(record.row)) for record in records], name="records")
    every = [*profile.findings, *profile.untold]
    rows = world.rows(replace(address.filters, unknown=True))
    told = {(row.rule_id, row.subject_id) for row in rows}
    shown_findings = [finding for finding in every if (finding.rule, finding.subject) in told]
    hidden = hidden_note(len(every) - len(shown_findings), address, site)
    return [html.Div(hidden), finding_list(shown_findings, site)] if shown_findings or not hidden else html.Div(hidden)


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
    links += [] if address.group else _expired_chip(every, address, site)
    kept, hidden = chosen(world.hierarchy.children(ca, address.group), world, address, site)
    made = member_table(kept, world.hierarchy, site, caption="CAs and responders directly below")
    return [html.Div(links, className="chips"), html.Div(hidden), made]


def _expired_chip(members: list[Member], address: Address, site: Site) -> list[Component]:
    """The switch of the filter bar, near at hand, with its count; none where nothing has expired."""
    count = sum(m.standing is Standing.EXPIRED for m in members)
    if not count:
        return []
    hides = address.filters.expired is Known.NO
    other = replace(address.filters, expired=None if hides else Known.NO)
    chip = html.A(
        ["show expired" if hides else "hide expired", html.Span(number(count), className="count")],
        href=site.to(address.with_(filters=other)),
        className="chip" + (" chosen" if hides else ""),
    )
    return [attributed(chip, data_replace="1", data_keep="1")]
