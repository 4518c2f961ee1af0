"""Key: every CA and certificate that holds one key, its life as a timeline, and what the register says of its end."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from explorer.exports.timeline_svg import timeline_svg
from explorer.model.evidence import Evidence
from explorer.model.ids import KeyId
from explorer.ui import ids
from explorer.ui.components.findings_table import finding_list
from explorer.ui.components.members import chosen, member_table
from explorer.ui.components.parts import Child, Children, note, number, section, shown, table
from explorer.ui.components.sections import sections
from explorer.ui.components.what_if_links import gone_link
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.detail import key_section
from explorer.views.evidence import template
from explorer.views.key_timeline import KeyMoment, KeyTimeline, key_timeline, record_days
from explorer.views.lookup import Found
from explorer.views.power_view import KEY_WORDS
from explorer.views.what_if import Question
from explorer.views.words import filters_in_words

TEMPLATE = "record.txt"


def key_of(world: World, digits: str) -> KeyId | None:
    """The key with this SPKI hash or canonical id, or with this beginning when only one has it."""
    certificates = world.assessment.facts.graph.certificates.values()
    found = {c.key for c in certificates if c.spki.startswith(digits) or c.key.startswith(digits)}
    return found.pop() if len(found) == 1 else None


def key_page(world: World, address: Address, site: Site) -> View | None:
    """The page; None when no key at hand has this hash."""
    key = key_of(world, address.key)
    if key is None:
        return None
    graph, hierarchy = world.assessment.facts.graph, world.hierarchy
    certificates = graph.certificates_of_key(key)
    ids_ = dict.fromkeys(id_ for c in certificates if (id_ := hierarchy.of_certificate(c)) is not None)
    members = [hierarchy.members[id_] for id_ in ids_]
    kept, hidden = chosen(members, world, address, site)
    spki = graph.certificates[certificates[0]].spki
    about = [f for f in (*world.assessment.findings, *world.assessment.unknown) if f.key == key]
    life = key_timeline(world.assessment, key)
    here = site.href(f"key/{spki}")
    svg = timeline_svg(life.drawing, title=f"key {spki[:16]}", href=lambda record: f"{here}#{_place(record)}")
    return View(
        page=Page.KEY,
        title=f"Key {spki[:16]}",
        summary=filters_in_words(address.filters, world.day, address.basis),
        children=[
            html.H1(["Key ", html.Code(spki[:16])]),
            html.P(
                [
                    _held(len(members), len(certificates)),
                    " ",
                    gone_link("What if it were gone?", Question(keys=(spki,)), address, site),
                ],
                className="lead",
            ),
            section("Evidence of its destruction", _state(life)),
            section(
                "Its life",
                [
                    dcc.Store(id=ids.LINEAGE_SVG, data=svg),
                    html.Div(id=ids.LINEAGE, className="drawing short timeline"),
                    *_left_out(life),
                ],
            ),
            section("Register", _register(world, key, spki, life, site)),
            section(
                "CAs that hold it", [member_table(kept, hierarchy, site, caption="CAs that hold this key"), hidden]
            ),
            section("Findings", finding_list(about, site)),
            section("Events, oldest first", _events(life, site)),
            section("What is known of it", sections([key_section(world.assessment, key)])),
        ],
    )


def _held(members: int, certificates: int) -> str:
    holders = "one CA or responder" if members == 1 else f"{members} CAs or responders"
    return f"Held by {holders}, in {'one certificate' if certificates == 1 else f'{certificates} certificates'}"


def _state(life: KeyTimeline) -> Component:
    need = "Its destruction matters today: it can sign OCSP answers under an issuer that a program trusts."
    parts: list[Child] = [
        html.P([html.B(KEY_WORDS[life.state]), ". ", need if life.needed else "Nobody's trust needs it gone today."])
    ]
    if life.missing and life.records:
        parts.append(html.P(f"What the best record lacks: {shown('; '.join(life.missing))}."))
    if life.contradictions:
        lines = [html.Li(shown(words)) for words in life.contradictions]
        parts += [html.P("What contradicts it:"), html.Ul(lines, className="contradictions")]
    parts += [note(shown(words)) for words in life.notes]
    return html.Div(parts)


def _left_out(life: KeyTimeline) -> list[Component]:
    if not life.hidden_bars:
        return []
    return [note(f"{number(life.hidden_bars)} older certificates are not drawn; the events below have all.")]


def _place(record: str) -> str:
    """The anchor of a record on this page."""
    return f"record-{record[:12]}"


def _register(world: World, key: KeyId, spki: str, life: KeyTimeline, site: Site) -> Component:
    """Every record in force, field by field, and one to fill in."""
    parts: list[Child] = [_record(record) for record in life.records]
    if not parts:
        parts.append(note("The register holds no record of this key: no evidence found."))
    found = Found(certificates=world.assessment.facts.graph.certificates_of_key(key), ca=None, key=key)
    made = template(world.assessment, found)
    parts += [
        html.P(
            [
                html.A(
                    "Download a prefilled record",
                    href=site.href(f"{TEMPLATE}/{spki}"),
                    className="button",
                    download=TEMPLATE,
                ),
                " Fill in what you can prove, then: ",
                html.Code("subca evidence check DIR"),
            ]
        ),
        html.Details([html.Summary("Look at it"), html.Pre(shown(made.text, 4_000), className="template")]),
    ]
    return html.Div(parts)


def _record(record: Evidence) -> Component:
    rows: list[tuple[Children, ...]] = [(shown(name, 60), shown(value)) for name, value in record.fields if value]
    title = f"{shown(record.event, 40)}, {record_days(record)}, {shown(record.form, 60)} "
    return html.Div(
        [
            html.H3([title, html.Code(record.id[:12].lower())]),
            table(("Field", "Value"), rows, caption=f"Record {record.id[:12]}", name="record"),
        ],
        id=_place(record.id),
        className="register-record",
    )


def _events(life: KeyTimeline, site: Site) -> Component:
    rows = [_event(event, site) for event in life.moments]
    made = table(("Day", "What", "Event", "Certificate or record"), rows, caption="Events of the key", name="events")
    if not life.hidden_moments:
        return made
    return html.Div([made, note(f"{number(life.hidden_moments)} later events are not listed; subca show has them.")])


def _event(event: KeyMoment, site: Site) -> tuple[Children, ...]:
    moment = event.moment
    where: Children = ""
    if moment.record:
        where = html.A(html.Code(moment.record[:12].lower()), href=f"#{_place(moment.record)}")
    elif moment.certificate:
        where = html.A(html.Code(moment.certificate[:12]), href=site.href(f"cert/{moment.certificate}"))
    text: list[Child] = [shown(moment.text)]
    if event.contradicts:
        own = moment.what == "destroyed"
        words = " ✗ contradicted" if own else " ✗ contradicts the recorded destruction"
        text.append(html.B(words, className="bad"))
    return (moment.day.isoformat() if moment.day else "undated", moment.what, text, where)
