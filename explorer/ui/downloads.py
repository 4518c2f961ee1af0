"""Routes of the files for taking away: an address in, bytes out; names hold no data."""

from __future__ import annotations

import flask

from explorer.errors import ExplorerError
from explorer.ui.location import Page, parse
from explorer.ui.session import Session
from explorer.ui.site import site_of
from explorer.ui.taken import FILES, Asked

_OF_CAS = ("lineage.svg", "path.pem")  # files whose word is followed by the digits of a CA alone
_OF_KEYS = ("record.txt",)
_OF_PAGES = {
    "changes.csv": Page.CHANGES.value,
    "distrust.csv": Page.WHAT_IF.value,
    "what-if.svg": Page.WHAT_IF.value,
}  # files without a page in their address that are about another


def add_downloads(server: flask.Flask, session: Session, prefix: str) -> None:
    """A route for each of `FILES`, with and without the page that it is about."""
    for name in FILES:
        _add(server, session, prefix, name)


def _add(server: flask.Flask, session: Session, prefix: str, name: str) -> None:
    @server.get(prefix + name, endpoint=name.replace(".", "_"), defaults={"where": ""})
    @server.get(f"{prefix}{name}/<path:where>", endpoint=f"{name.replace('.', '_')}_of")
    def answer(where: str) -> flask.Response:
        query = flask.request.query_string.decode("ascii", "replace")
        address = parse(prefix + _page(name, where), query, prefix)
        if address.notices:
            return _refused(address.notices[0])
        if address.page is Page.NOWHERE:
            return _refused("no page with this address", 404)
        try:
            world = session.world(address.day, address.basis)
            dated = address.with_(day=world.day)
            link = flask.request.host_url.rstrip("/") + dated.href(prefix)
            site = site_of(address, prefix)
            body = FILES[name].make(Asked(session=session, world=world, address=address, site=site, link=link))
        except ExplorerError as error:
            return _refused(str(error))
        return _refused("nothing with this id on this date", 404) if body is None else _file(name, body)


def _page(name: str, where: str) -> str:
    """The page that a file is about: the one named, else that of findings."""
    if name in _OF_CAS:
        return f"{Page.CA}/{where}"
    if name in _OF_KEYS:
        return f"{Page.KEY}/{where}"
    return where or _OF_PAGES.get(name, Page.FINDINGS.value)


def _file(name: str, body: bytes) -> flask.Response:
    response = flask.Response(body, content_type=FILES[name].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(why: str, status: int = 400) -> flask.Response:
    return flask.Response(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")
