"""Trust in the pane: the matrix, each word of it a link, and behind a chosen word the proof or why not."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from explorer.model.ids import CertificateId
from explorer.trust.verdict import State
from explorer.ui.components.parts import Child, Children, attributed, note, number, shown, table
from explorer.ui.location import Address
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.links import ca_link
from explorer.views.trust_view import CellAnswer, CellPath, TrustCell, TrustMatrix

_CLASS = {State.LIVE: "yes", State.CONDITIONAL: "until", State.UNKNOWN: "unknown", State.DEAD: "no"}


def trust_matrix(matrix: TrustMatrix, unknown: tuple[str, ...], address: Address, site: Site) -> Component:
    """Program by purpose; a click on a word shows the paths behind it."""
    if not matrix.programs:
        return note("No list of a root program is in the store for this date: trust can't be told.")
    parts: list[Child] = [_rows(matrix, matrix.rows, address, site, "Trust by purpose and program")]
    if matrix.refused:
        words = f"{number(len(matrix.refused))} more purposes: no for every program"
        hidden = _rows(matrix, matrix.refused, address, site, "Purposes for which nobody trusts it")
        is_chosen = any(_is_chosen(cell, address) for row in matrix.refused for cell in row)
        parts.append(html.Details([html.Summary(words), hidden], open=is_chosen, className="more-purposes"))
    if unknown:
        parts.append(note(f"What can't be told: {shown('; '.join(unknown))}."))
    return html.Div(parts)


def _rows(
    matrix: TrustMatrix, rows: tuple[tuple[TrustCell, ...], ...], address: Address, site: Site, caption: str
) -> Component:
    made: list[tuple[Children, ...]] = [
        (str(row[0].purpose), *(_cell_link(cell, address, site) for cell in row)) for row in rows
    ]
    return table(("Purpose", *map(str, matrix.programs)), made, caption=caption, name="matrix")


def _cell_link(cell: TrustCell, address: Address, site: Site) -> Component:
    filters = replace(address.filters, programs=(cell.program,), purposes=(cell.purpose,))
    chosen = _is_chosen(cell, address)
    asked = "the path that proves it" if cell.state in (State.LIVE, State.CONDITIONAL) else "why not"
    return attributed(
        html.A(
            cell.word,
            href=site.to(address.with_(filters=filters, path=1)),
            className=f"cell {_CLASS[cell.state]}" + (" chosen" if chosen else ""),
            title=f"{cell.program}, {cell.purpose}: {cell.word}. Shows {asked}",
        ),
        data_keep="1",
        **({"aria_current": "true"} if chosen else {}),
    )


def _is_chosen(cell: TrustCell, address: Address) -> bool:
    return address.filters.programs == (cell.program,) and address.filters.purposes == (cell.purpose,)


def chosen_path(answer: CellAnswer, address: Address) -> CellPath | None:
    """The path that the link names among those of a cell."""
    return answer.paths[min(address.path, len(answer.paths)) - 1] if answer.paths else None


def cell_answer(answer: CellAnswer, world: World, address: Address, site: Site) -> Component:
    """The paths behind one word: the one chosen step by step, then all of them in one line each."""
    cell = answer.cell
    whole = address.with_(filters=replace(address.filters, programs=(), purposes=()), path=1)
    back = attributed(html.A("all proofs", href=site.to(whole)), data_keep="1")
    head = html.P([html.B(f"{cell.program}, {cell.purpose}: {cell.word}"), " · ", back], className="asked")
    path = chosen_path(answer, address)
    parts: list[Child] = [head]
    if path is None:
        parts.append(note(f"No path leads from it to a root that {cell.program} includes for any purpose."))
    else:
        place = min(address.path, len(answer.paths))
        parts += [
            _turns(place, len(answer.paths), address, site),
            _ending(path),
            html.Ol([_step(path, at, world, site) for at in range(len(path.certificates))], className="path"),
        ]
    parts += [note(words) for words in _left_out(answer)]
    parts += [note(shown(words)) for words in answer.notes]
    parts.append(_refusals(answer, world, address, site))
    return html.Div(parts, className="answer")


def _turns(place: int, total: int, address: Address, site: Site) -> Component:
    def turn(sign: str, words: str, key: str, to: int) -> Component:
        if not 1 <= to <= total:
            return attributed(html.Span(sign, className="turn off"), aria_hidden="true")
        link = html.A(sign, href=site.to(address.with_(path=to)), className="turn", title=f"{words} ({key})")
        return attributed(link, aria_label=words, data_key=key, data_replace="1", data_keep="1")

    return html.Div(
        [
            html.Span(f"Path {place} of {total}"),
            turn("◂", "previous path", "[", place - 1),
            turn("▸", "next path", "]", place + 1),
        ],
        className="turns",
    )


def _ending(path: CellPath) -> Component:
    """Whether the path holds, or which condition fails where."""
    if path.refusal is None:
        until = f", for what is issued up to {path.until.isoformat()}" if path.until else ""
        if path.state in (State.LIVE, State.CONDITIONAL):
            return html.P(f"✓ every condition holds on this path{until}", className="uses yes")
        return html.P("It can't be told whether every condition holds on this path.", className="uses")
    refusal = path.refusal
    sign = "?" if path.state is State.UNKNOWN else "✗"
    return html.P(
        [
            html.B(f"{sign} {refusal.clause.name}: "),
            shown(refusal.why, 300),
            html.Span(refusal.clause.source, className="source"),
        ],
        className="uses refused",
    )


def _step(path: CellPath, place: int, world: World, site: Site) -> Component:
    id_ = path.certificates[place]
    certificate = world.assessment.facts.graph.certificates[id_]
    failing = path.certificates.index(path.refusal.certificate) if _is_on(path) and path.refusal else None
    if failing == place and path.refusal:
        word = f"✗ {path.refusal.clause.name}" if path.state is State.DEAD else f"? {path.refusal.clause.name}"
    elif failing is not None and place > failing:
        word = "not asked any more"
    else:
        word = "anchor of the program ✓" if place == 0 else "signature and conditions ✓"
    return html.Li(
        [
            _named(id_, world, site),
            html.Span(
                [
                    f"{word} · {certificate.not_before.date()} to {certificate.not_after.date()} · certificate ",
                    html.Code(id_[:12]),
                ],
                className="source" + (" bad" if failing == place else ""),
            ),
        ],
        className="fails" if failing == place else "",
    )


def _is_on(path: CellPath) -> bool:
    return path.refusal is not None and path.refusal.certificate in path.certificates


def _named(id_: CertificateId, world: World, site: Site) -> Component | str:
    certificate = world.assessment.facts.graph.certificates[id_]
    member = world.hierarchy.of_certificate(id_)
    name = shown(certificate.subject.short, 80)
    return html.A(name, href=site.href(ca_link(world.hierarchy.short(member)))) if member else name


def _left_out(answer: CellAnswer) -> list[str]:
    words = []
    if answer.more:
        words.append("More paths exist than are listed here; subca paths has them with --most.")
    if answer.unseen:
        words.append(f"{number(answer.unseen)} more certificates of this CA were not looked at.")
    return words


def _refusals(answer: CellAnswer, world: World, address: Address, site: Site) -> Component:
    """Every refused path in one line, which shows it above and in the drawing."""
    graph = world.assessment.facts.graph
    lines = []
    for place, path in enumerate(answer.paths, start=1):
        if path.refusal is None:
            continue
        names = " → ".join(shown(graph.certificates[id_].subject.short, 40) for id_ in path.certificates)
        at = graph.certificates[path.refusal.certificate].subject.short
        link = html.A(
            names, href=site.to(address.with_(path=place)), className="chosen" if place == address.path else ""
        )
        line = f" {path.refusal.clause.name} at {shown(at, 40)}: {shown(path.refusal.why, 200)} ({path.refusal.clause.source})"
        lines.append(html.Li([attributed(link, data_replace="1", data_keep="1"), html.Span(line, className="source")]))
    words = "Why every path fails" if answer.is_refused else "Other paths, refused"
    first = answer.paths[0].certificates[-1] if answer.paths else ""
    command = f"subca paths {first} --program {answer.cell.program} --purpose {answer.cell.purpose} --why-not"
    return html.Div(
        [
            *(
                [html.P(f"{words} ({len(lines)}):", className="note"), html.Ol(lines, className="refusals")]
                if lines
                else []
            ),
            *([html.Details([html.Summary("How was this found"), html.Pre(command)])] if first else []),
        ]
    )
