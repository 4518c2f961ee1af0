"""What can be taken away: each file by name, made from an address by the same writers as those of the command line."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from explorer.exports.changes_files import write_changes_csv
from explorer.exports.csv_tables import write_flags
from explorer.exports.distrust_files import write_distrust_csv
from explorer.exports.html_report import write_html
from explorer.exports.pem import write_pem
from explorer.exports.registry import FINDINGS, GRAPHS
from explorer.model.ids import CertificateId
from explorer.ui.components.drawing import answer_to, history_drawn, lineage_drawn, path_shown, power_drawn
from explorer.ui.location import Address, Page, Tab
from explorer.ui.pages.changes import CHANGES_FILE, filters_in, pair_in
from explorer.ui.pages.key import TEMPLATE, key_of
from explorer.ui.pages.what_if import AFFECTED_FILE, DISTRUST_FILE, affected_drawn, ask, title_of
from explorer.ui.session import Session, World
from explorer.ui.site import Site
from explorer.views.background import NOTHING_KNOWN
from explorer.views.changes import change_list
from explorer.views.citation import cite_findings, cite_member, cite_page
from explorer.views.evidence import template
from explorer.views.filters import Filters
from explorer.views.graph_rows import GraphRows
from explorer.views.hierarchy import Member
from explorer.views.lookup import Found
from explorer.views.power_view import power_view
from explorer.views.profile import profile_of
from explorer.views.report import report_of
from explorer.views.scope import Scope, among, scope_of
from explorer.views.what_if import fate_rows
from explorer.views.words import command_line, filters_in_words

MOST_CERTIFICATES = 1_000  # in one PEM file; the first line says how many there are in all
MOST_DRAWN = 300  # CAs below one that a report draws all; of more, those that findings are about
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One file of one view."""

    session: Session
    world: World
    address: Address
    site: Site
    link: str  # of the view, absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """How one file is made; None: there is no such thing on this day. Raises `ExplorerError`."""

    media_type: str
    make: Callable[[Asked], bytes | None]


def _flags(asked: Asked) -> bytes:
    stream = io.BytesIO()
    write_flags(asked.world.rows(asked.address.filters), stream)
    return stream.getvalue()


def _flags_json(asked: Asked) -> bytes:
    stream = io.BytesIO()
    rows = asked.world.rows(asked.address.filters)
    FINDINGS["json"].write(asked.world.assessment, rows, stream, NOTHING_KNOWN)
    return stream.getvalue()


def _changes(asked: Asked) -> bytes | None:
    pair = pair_in(asked.world, asked.address)
    if pair.first is None or pair.last is None or pair.missing or pair.is_backwards:
        return None
    chosen = change_list(asked.session.compared(pair.first, pair.last, asked.address.basis), filters_in(asked.address))
    stream = io.BytesIO()
    write_changes_csv(chosen.rows, stream)
    return stream.getvalue()


def _distrust(asked: Asked) -> bytes | None:
    """The whole answer, however long it takes."""
    if asked.address.question.is_empty:
        return None
    stream = io.BytesIO()
    answer = ask(asked.world, asked.address, lambda: False).answer
    write_distrust_csv(fate_rows(asked.world.assessment.facts, answer), stream)
    return stream.getvalue()


def _affected(asked: Asked) -> bytes | None:
    if asked.address.question.is_empty:
        return None
    title = title_of(asked.world, asked.address.question)
    text, _ = affected_drawn(asked.world, ask(asked.world, asked.address, lambda: False), title, asked.site)
    return text.encode("utf-8")


def _report(asked: Asked) -> bytes:
    """The findings of the view with a drawing of each CA that they are about, and of every CA below a small one."""
    assessment, filters = asked.world.assessment, asked.address.filters
    day = assessment.manifest.as_of
    scope = scope_of(assessment.facts.graph, filters.below)
    report = report_of(
        assessment,
        asked.world.rows(filters),
        scope,
        chosen=filters_in_words(filters, day, asked.address.basis),
        command=command_line(filters, day, asked.address.basis),
        draw_all=bool(filters.below) and len(scope.cas) <= MOST_DRAWN,
    )
    stream = io.BytesIO()
    write_html(report, stream)
    return stream.getvalue()


def _graph(name: str) -> Callable[[Asked], bytes]:
    def make(asked: Asked) -> bytes:
        stream = io.BytesIO()
        GRAPHS[name].write(GraphRows(asked.world.assessment, _scope(asked)), stream)
        return stream.getvalue()

    return make


def _scope(asked: Asked) -> Scope:
    """The part of the graph that the filters choose; with `below` alone, or nothing, that of `subca export`."""
    filters = asked.address.filters
    if replace(filters, below="") == Filters():
        return scope_of(asked.world.assessment.facts.graph, filters.below)
    return among(filters_in_words(filters, asked.world.day, asked.address.basis), asked.world.passing(filters))


def _drawing(asked: Asked) -> bytes | None:
    world, address = asked.world, asked.address
    member = member_of(world, address)
    if member is None:
        return None
    if address.tab is Tab.OCSP:
        text, _ = power_drawn(power_view(world.assessment, world.hierarchy, member), asked.site)
    elif address.tab is Tab.HISTORY:
        text, _ = history_drawn(asked.session.history(world, member), member, address, asked.site)
    else:
        profile = profile_of(world.assessment, world.hierarchy, member)
        text, _ = lineage_drawn(world, profile, answer_to(world, address, member), address, asked.site)
    return text.encode("utf-8")


def _record(asked: Asked) -> bytes | None:
    key = key_of(asked.world, asked.address.key) if asked.address.page is Page.KEY else None
    if key is None:
        return None
    found = Found(certificates=asked.world.assessment.facts.graph.certificates_of_key(key), ca=None, key=key)
    return template(asked.world.assessment, found).text.encode("utf-8", "replace")


def _certificates(asked: Asked) -> bytes | None:
    """Of a CA, owner or key: all of its certificates; of other pages: those that the chosen findings are about."""
    found = certificates_of(asked.world, asked.address)
    return None if found is None else _pem(asked, found)


def _path(asked: Asked) -> bytes | None:
    member = member_of(asked.world, asked.address)
    return None if member is None else _pem(asked, path_shown(asked.world, asked.address, member)[0])


def certificates_of(world: World, address: Address) -> tuple[CertificateId, ...] | None:
    """The certificates of a view, each once, in its order; None when there is no such thing on this day."""
    graph = world.assessment.facts.graph
    if address.page is Page.CA:
        member = member_of(world, address)
        return member.certificates if member else None
    if address.page is Page.KEY:
        key = key_of(world, address.key)
        return graph.certificates_of_key(key) if key else None
    if address.page is Page.OWNER:
        names = world.owners.names(address.key)
        members = sorted(world.hierarchy.members.values(), key=lambda m: m.sort_key)
        own = [m for m in members if m.owner in names and m.id in world.passing(address.filters)]
        return tuple(id_ for m in own for id_ in m.certificates) if names else None
    named = dict.fromkeys(CertificateId(row.certificate_sha256) for row in world.rows(address.filters))
    return tuple(id_ for id_ in named if id_ in graph.certificates)


def _pem(asked: Asked, wanted: tuple[CertificateId, ...]) -> bytes:
    certificates = asked.world.assessment.facts.graph.certificates
    chosen = wanted[:MOST_CERTIFICATES]
    head = f"{len(chosen):,} of {len(wanted):,} certificates as of {asked.world.day.isoformat()}: {asked.link}"
    found = asked.session.certificates(chosen)
    stream = io.BytesIO()
    write_pem(head, ((id_, certificates[id_].subject.text, der) for id_, der in found), stream)
    return stream.getvalue()


def _citation(asked: Asked) -> bytes:
    world, address = asked.world, asked.address
    words = filters_in_words(address.filters, world.day, address.basis)
    member = member_of(world, address)
    if member is not None:
        path, told = path_shown(world, address, member)
        text = cite_member(world.assessment, world.hierarchy, member, path, told, asked.link)
    elif address.page is Page.FINDINGS:
        text = cite_findings(world.assessment, world.rows(address.filters), words, asked.link)
    else:
        text = cite_page(
            world.assessment, f"{address.page.value or 'overview'} {address.key}".strip(), words, asked.link
        )
    return text.encode("utf-8", "replace")


def member_of(world: World, address: Address) -> Member | None:
    """The CA or responder of an address; None for other pages and unknown ids."""
    ca = world.hierarchy.resolve(address.key) if address.page is Page.CA else None
    return world.hierarchy.members[ca] if ca else None


FILES: Mapping[str, TakenFile] = {
    "flags.csv": TakenFile(media_type="text/csv; charset=utf-8", make=_flags),
    "flags.json": TakenFile(media_type="application/json", make=_flags_json),
    CHANGES_FILE: TakenFile(media_type="text/csv; charset=utf-8", make=_changes),
    DISTRUST_FILE: TakenFile(media_type="text/csv; charset=utf-8", make=_distrust),
    AFFECTED_FILE: TakenFile(media_type="image/svg+xml", make=_affected),
    "report.html": TakenFile(media_type="text/html; charset=utf-8", make=_report),
    "graph.graphml": TakenFile(media_type="application/graphml+xml", make=_graph("graphml")),
    "graph.gexf": TakenFile(media_type="application/gexf+xml", make=_graph("gexf")),
    "graph.json": TakenFile(media_type="application/json", make=_graph("json")),
    "lineage.svg": TakenFile(media_type="image/svg+xml", make=_drawing),
    TEMPLATE: TakenFile(media_type=_TEXT, make=_record),
    "certificates.pem": TakenFile(media_type="application/x-pem-file", make=_certificates),
    "path.pem": TakenFile(media_type="application/x-pem-file", make=_path),
    "citation.txt": TakenFile(media_type=_TEXT, make=_citation),
}
"""By name; `NAME` is about the filters alone, `NAME/PAGE/KEY` about one page. Names hold no data."""
