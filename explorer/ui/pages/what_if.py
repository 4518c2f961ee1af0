"""What if: who loses the last path when an owner, a CA, a key or a certificate is not believed, who survives, through whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from dash import dcc, html
from dash.development.base_component import Component

from explorer.analysis.distrust import Consequences, Cut, consequences, smallest_cut
from explorer.errors import UsageError
from explorer.exports.lineage_svg import lineage_svg
from explorer.model.ids import CertificateId
from explorer.ui import ids
from explorer.ui.components.chips import unapplied
from explorer.ui.components.fates import certificate_anchor, fate_table, owner_table, pair_table, path_told
from explorer.ui.components.notices import notices_told
from explorer.ui.components.parts import Child, attributed, note, number, section, shown
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.affected import affected_of, affected_words
from explorer.views.aftermath import Aftermath, aftermath
from explorer.views.filters import Filters
from explorer.views.lookup import look_up
from explorer.views.notice import who_would_notice
from explorer.views.placement import place
from explorer.views.what_if import Question, distrust_command, distrust_of, meant, owners_with_roots

DISTRUST_FILE = "distrust.csv"
AFFECTED_FILE = "what-if.svg"
SECONDS = 2.0  # for one answer; what is not ready then is said
_NAMED = 12  # certificates named at once
_PATHS = 12  # paths shown that a smallest set must meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answer."""

    certificates: frozenset[CertificateId]
    answer: Consequences
    found: Aftermath


def ask(world: World, address: Address, enough: Callable[[], bool]) -> Asked:
    """Answer the question of an address. Raises `UsageError` when its words name nothing."""
    facts, question = world.assessment.facts, address.question
    certificates = meant(facts, question)
    asked = distrust_of(certificates, question, address.filters.programs, address.filters.purposes)
    answer = consequences(facts, asked, enough)
    return Asked(certificates=certificates, answer=answer, found=aftermath(facts, world.hierarchy, answer))


def affected_drawn(world: World, asked: Asked, title: str, site: Site) -> tuple[str, str]:
    """The drawing of the affected part, and its words."""
    drawing = affected_of(world.hierarchy, asked.found, asked.certificates, title)
    return lineage_svg(place(drawing), href=site.href), affected_words(drawing)


def what_if_page(world: World, address: Address, site: Site) -> View:
    """The page; without a question it says how to ask one."""
    question = address.question
    try:
        title = title_of(world, question)
        asked = ask(world, address, _time_up(SECONDS)) if not question.is_empty else None
        cut = _cut(world, address, _time_up(SECONDS)) if question.target else None
    except UsageError as error:
        return _refused(error, world, address, site)
    parts: list[Child] = [
        _head(title, asked, address, site),
        _editor(world, question),
        _chips(world, address, site),
        unapplied(_left(address)),
    ]
    if asked is None and cut is None:
        parts.append(_hint())
    if asked is not None:
        parts += _answer(world, asked, title, address, site)
    if cut is not None:
        parts.append(section("The least that would end its trust", _cut_told(cut, world, site)))
    command = distrust_command(question, address.filters.programs, address.filters.purposes, address.day)
    if asked is not None or cut is not None:
        parts.append(html.Details([html.Summary("How was this found"), html.Pre(shown(command, 900))]))
    return View(page=Page.WHAT_IF, title=title, summary=_summary(world, address), children=html.Div(parts))


def title_of(world: World, question: Question) -> str:
    """The question as a sentence."""
    names = [f"the roots of {name}" for name in question.owners]
    names += [_name(world, digits) for digits in (*question.roots, *question.certificates)]
    names += [f"key {digits[:16]}" for digits in question.keys]
    if not names:
        return (
            f"What would end the trust in {_name(world, question.target)}?"
            if question.target
            else "What if it were gone?"
        )
    what = shown(names[0], 120) if len(names) == 1 else f"these {len(names)}"
    if question.issued_after:
        return f"What if {what} were believed only for what was issued up to {question.issued_after}?"
    return f"What if {what} were gone?"


def _name(world: World, words: str) -> str:
    graph = world.assessment.facts.graph
    found = look_up(graph, words)
    return shown(graph.certificates[found.certificates[-1]].subject.short, 120)


def _time_up(seconds: float) -> Callable[[], bool]:
    end = monotonic() + seconds
    return lambda: monotonic() > end


def _cut(world: World, address: Address, enough: Callable[[], bool]) -> Cut:
    facts = world.assessment.facts
    targets = look_up(facts.graph, address.question.target).certificates
    return smallest_cut(facts, targets, address.filters.programs, address.filters.purposes, enough)


def _summary(world: World, address: Address) -> str:
    programs = " and ".join(address.filters.programs) or "every program"
    purposes = " and ".join(address.filters.purposes) or "every purpose"
    return f"As of {world.day.isoformat()}: judged again without it, for {programs} and {purposes}; nothing is changed"


def _left(address: Address) -> Filters:
    """The filters that this page does not ask."""
    return replace(address.filters, programs=(), purposes=())


def _head(title: str, asked: Asked | None, address: Address, site: Site) -> Component:
    parts: list[Child] = [html.H1(title), html.Span(className="spread")]
    if asked is not None:
        parts.append(_button("SVG", AFFECTED_FILE, address, site))
        rows = len(asked.answer.fates)
        parts.append(_button(f"Export {number(rows)} certificates (CSV)", DISTRUST_FILE, address, site))
    return html.Div(parts, className="title-row")


def _button(words: str, file: str, address: Address, site: Site) -> Component:
    href = site.to(address).replace(site.prefix + Page.WHAT_IF, site.prefix + file, 1)
    return html.A(words, href=href, className="button", download=file)


def _editor(world: World, question: Question) -> Component:
    """Controls that write the question into the link."""
    owners = [{"label": shown(name, 90), "value": name} for name in owners_with_roots(world.assessment.facts)]

    def text(words: str, id_: str, value: str, hint: str) -> Component:
        box = dcc.Input(
            id=id_, value=value, debounce=True, type="text", placeholder=hint, className="plain", maxLength=300
        )
        return html.Label([html.Span(words), box], className="filter")

    after = question.issued_after.isoformat() if question.issued_after else ""
    chosen = list(question.owners)
    box = dcc.Dropdown(
        id=ids.WHAT_IF_OWNERS, options=owners, value=chosen, multi=True, placeholder="none", className="choice owners"
    )
    return attributed(
        html.Div(
            [
                html.Label([html.Span("All roots of"), box], className="filter"),
                text("And this CA, key or certificate", ids.WHAT_IF_CA, "", "name or SHA-256"),
                text("Only what is issued after", ids.WHAT_IF_AFTER, after, "YYYY-MM-DD"),
                text("Least that ends the trust in", ids.WHAT_IF_TARGET, question.target, "CA: name or SHA-256"),
                dcc.Store(id=ids.WHAT_IF_SHOWN, data=[chosen, after, question.target]),
            ],
            className="pickers",
            role="group",
        ),
        aria_label="The question",
    )


def _chips(world: World, address: Address, site: Site) -> Component | None:
    """What the question names beside owners, each with a link that takes it out."""
    question = address.question
    named = [(f"CA {_name(world, v)}", replace(question, roots=_without(question.roots, v))) for v in question.roots]
    named += [(f"key {v[:16]}", replace(question, keys=_without(question.keys, v))) for v in question.keys]
    named += [
        (f"certificate {_name(world, v)}", replace(question, certificates=_without(question.certificates, v)))
        for v in question.certificates
    ]
    chips = [
        attributed(
            html.A(
                [words, " ✕"], href=site.to(address.with_(question=left)), className="chip", title=f"take out {words}"
            ),
            aria_label=f"take out {words}",
            data_replace="1",
        )
        for words, left in named
    ]
    return attributed(html.Nav(chips, className="chips"), aria_label="Named in the question") if chips else None


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value)


def _hint() -> Component:
    return html.Div(
        [
            html.P("Name what should not be believed: an owner with all roots, a CA, a key, or one certificate."),
            html.P(
                "The trust of every certificate is then judged again without it, and compared: who loses the last path, "
                "who survives, and through whom. Pages of owners, CAs and keys ask with one click."
            ),
        ],
        className="state",
    )


def _answer(world: World, asked: Asked, title: str, address: Address, site: Site) -> list[Child]:
    found = asked.found
    svg, words = affected_drawn(world, asked, title, site)
    parts: list[Child] = [
        _lead(found, asked.certificates),
        note(
            f"The time of {SECONDS:g} seconds was up: {number(found.unasked)} certificates were not compared, "
            "so more may lose trust than is shown. The file has all."
        )
        if found.unasked
        else None,
        _believed_no_more(asked, world, site),
        html.Div(
            [
                section("Last paths lost, by purpose and program", pair_table(found)),
                section("Whose CAs lose", owner_table(found, site)) if found.owners else None,
            ],
            className="columns what-if-top",
        )
        if found.pairs
        else None,
        section(
            f"What hangs below: {words}",
            [dcc.Store(id=ids.LINEAGE_SVG, data=svg), html.Div(id=ids.LINEAGE, className="drawing short"), _legend()],
            name="lineage",
        ),
    ]
    for heading, fates, place_ in (
        ("Lose trust", found.losing, "losing"),
        ("Stay trusted only for what was issued before", found.limited, "limited"),
        ("Stand below and keep all that is asked", found.keeping, "keeping"),
    ):
        made = fate_table(fates, world, site, caption=heading) if fates else note("None.")
        parts.append(html.Div(section(f"{heading} ({number(len(fates))})", made), id=place_))
    if found.untouched:
        parts.append(note(f"{number(found.untouched)} more CAs below have no use that the question is about."))
    facts = world.assessment.facts
    notices = who_would_notice(facts, asked.answer)
    parts.append(section("Who would notice", notices_told(notices, facts.census, site), name="who-notices"))
    return parts


def _lead(found: Aftermath, certificates: frozenset[CertificateId]) -> Component:
    every = sum(fate.loses_all for fate in found.losing)
    counts = [
        (number(len(certificates)), "certificates not believed", ""),
        (number(every), "CAs lose every path asked about", "severity-critical"),
        (number(len(found.losing) - every), "CAs lose some, keep some", "serious"),
        (number(len(found.limited)), "CAs limited by a date", ""),
        (number(len(found.keeping)), "CAs below keep all of it", ""),
    ]
    tiles = [
        html.Div(
            [html.Span(count, className="tile-number"), html.Span(words, className="tile-words")],
            className=f"tile plain {name}",
        )
        for count, words, name in counts
    ]
    return html.Div(tiles, className="tiles")


def _believed_no_more(asked: Asked, world: World, site: Site) -> Component:
    certificates = world.assessment.facts.graph.certificates
    ordered = sorted(asked.certificates, key=lambda c: (certificates[c].subject.short.casefold(), c))
    lines = [
        html.Li([certificate_anchor(id_, world, site), " ", html.Code(id_[:12], className="source-code")])
        for id_ in ordered
    ]
    words = f"Not believed, by this question: {number(len(lines))} certificates"
    return html.Details(
        [html.Summary(words), html.Ul(lines, className="named")], open=len(lines) <= _NAMED, id="not-believed"
    )


def _legend() -> Component:
    entries = [
        html.Span([html.Span(className="key-lost"), " ✗ not believed, or loses (red frame)"]),
        html.Span("◷ trusted only for what was issued before"),
        html.Span("✓ keeps all"),
        html.Span([html.Span(className="key-path"), " path that holds it up"]),
        html.Span([html.Span(className="key-dash"), " no valid certificate today"]),
    ]
    return attributed(html.Div(entries, className="legend"), aria_label="Legend")


def _cut_told(cut: Cut, world: World, site: Site) -> Component:
    parts: list[Child] = []
    if cut.certificates is None:
        parts.append(html.P(f"No set of revocations: {cut.why}."))
        if cut.at_least:
            parts.append(html.P(f"It would have to hold {number(cut.at_least)} certificates at least."))
    elif not cut.certificates:
        parts.append(html.P("Nothing has to be revoked: no path holds today."))
    else:
        lines = [
            html.Li([certificate_anchor(id_, world, site), " ", html.Code(id_, className="source-code")])
            for id_ in cut.certificates
        ]
        parts += [html.P(f"Revoke {number(len(lines))}:"), html.Ul(lines)]
        parts.append(
            html.P("No smaller set will do: it would have to meet each of these paths, all of which hold today.")
        )
    if cut.doubt:
        parts.append(note(f"Whether a further path is left can't be told: {cut.doubt}."))
    parts.append(html.Ol([html.Li(path_told(path, world, site)) for path in cut.against[:_PATHS]], className="against"))
    if len(cut.against) > _PATHS:
        parts.append(note(f"{number(len(cut.against) - _PATHS)} more paths; subca distrust --target lists them."))
    return html.Div(parts, id="smallest-cut")


def _refused(error: UsageError, world: World, address: Address, site: Site) -> View:
    clear = html.A("ask anew", href=site.to(address.with_(question=Question())))
    state = html.Div(
        [
            html.H1("This question names nothing that is at hand"),
            html.P([shown(error.what, 600), ": ", html.Code(shown(error.where, 200))]),
            html.P(shown(error.remedy, 300)),
            html.P(clear),
        ],
        className="state",
    )
    return View(
        page=Page.WHAT_IF,
        title="What if",
        summary=_summary(world, address),
        children=html.Div([state, _editor(world, Question())]),
    )
