"""Take away: what can be saved of the view that is shown, each file with what it holds."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from explorer.model.ids import CertificateId
from explorer.ui.components.drawing import path_shown
from explorer.ui.components.parts import attributed, number
from explorer.ui.location import Address
from explorer.ui.session import World
from explorer.ui.site import site_of
from explorer.ui.taken import MOST_CERTIFICATES, certificates_of, member_of


def take_away(world: World, address: Address, prefix: str) -> list[Component]:
    """The menu: text to quote, drawings, files of findings, certificates, the graph, the report."""
    member = member_of(world, address)
    about = address
    if member is not None:  # tables and graphs of a CA's page: what is at or below it, as the CLI's --below
        about = address.with_(filters=replace(address.filters, below=world.hierarchy.short(member.id)))
    here = site_of(address, prefix)
    below = site_of(about, prefix)
    words = "findings at or below it" if member else "findings"
    parts = [
        _act(
            "Text to quote in a post", "cite", here.href(f"citation.txt{address.pathname.rstrip('/')}{_own(address)}")
        ),
        _act("Drawing as SVG", "takeSvg"),
        _act("Drawing as PNG", "takePng"),
        _file(f"{words}, CSV (as subca flags)", below.href("flags.csv")),
        _file(f"{words}, JSON", below.href("flags.json")),
        _file("report, one HTML file", below.href("report.html")),
        *_pem(world, address, prefix),
        _file("graph, GraphML", below.href("graph.graphml")),
        _file("graph, GEXF", below.href("graph.gexf")),
        _file("graph, JSON", below.href("graph.json")),
    ]
    return [
        attributed(html.Ul([html.Li(part) for part in parts], id="take-away-files"), data_day=world.day.isoformat())
    ]


def _pem(world: World, address: Address, prefix: str) -> list[Component]:
    """Certificates of the view, and of the path shown; a cap is said."""
    site = site_of(address, prefix)
    found = certificates_of(world, address) or ()
    capped = f", the first {number(MOST_CERTIFICATES)}" if len(found) > MOST_CERTIFICATES else ""
    where = address.pathname.rstrip("/")
    files = [_file(f"{_count(found)}{capped}, PEM", site.href(f"certificates.pem{where}"))] if found else []
    member = member_of(world, address)
    path = path_shown(world, address, member)[0] if member else ()
    if path and member:
        link = f"path.pem/{world.hierarchy.short(member.id)}{_own(address)}"
        files.append(_file(f"the path shown, {_count(path)}, PEM", site.href(link)))
    return files


def _own(address: Address) -> str:
    """The number of the path shown, where it is not the first."""
    return f"?path={address.path}" if address.path > 1 else ""


def _count(found: tuple[CertificateId, ...]) -> str:
    return "1 certificate" if len(found) == 1 else f"{number(len(found))} certificates"


def _file(words: str, href: str) -> Component:
    name = href.partition("?")[0].split("/")
    file = next(part for part in name if "." in part)
    return html.A(words[:1].upper() + words[1:], href=href, download=file)


def _act(words: str, act: str, source: str = "") -> Component:
    button = html.Button(words, type="button")
    return attributed(button, data_act=act, **({"data_source": source} if source else {}))
