"""Files for taking away, made by the same writers as those of the command line; names hold no data."""

from __future__ import annotations

import io

import flask

from explorer.errors import ExplorerError
from explorer.exports.csv_tables import write_flags
from explorer.exports.lineage_svg import lineage_svg
from explorer.ui.location import Page, parse
from explorer.ui.session import Session
from explorer.ui.site import Site
from explorer.views.lineage import lineage_of
from explorer.views.placement import place

FLAGS = "flags.csv"
DRAWING = "lineage.svg"


def add_downloads(server: flask.Flask, session: Session, prefix: str) -> None:
    """Routes for `flags.csv?filters` and `lineage.svg?ca=id`."""

    @server.get(prefix + FLAGS, endpoint="flags_csv")
    def flags() -> flask.Response:
        address = parse(prefix + Page.FINDINGS.value, flask.request.query_string.decode("ascii", "replace"), prefix)
        if address.notices:
            return _refused(address.notices[0])
        try:
            world = session.world(address.day)
        except ExplorerError as error:
            return _refused(str(error))
        stream = io.BytesIO()
        write_flags(world.rows(address.filters, address.text), stream)
        return _file(stream.getvalue(), "text/csv; charset=utf-8", FLAGS)

    @server.get(f"{prefix}{DRAWING}/<digits>", endpoint="lineage_svg")
    def drawing(digits: str) -> flask.Response:
        address = parse(f"{prefix}ca/{digits}", flask.request.query_string.decode("ascii", "replace"), prefix)
        try:
            world = session.world(address.day)
        except ExplorerError as error:
            return _refused(str(error))
        ca = world.hierarchy.resolve(address.key) if address.page is Page.CA else None
        if ca is None:
            return _refused("no CA with this id on this date", 404)
        text = lineage_svg(place(lineage_of(world.hierarchy, ca)), href=Site(prefix=prefix, day=address.day).href)
        return _file(text.encode("utf-8"), "image/svg+xml", DRAWING)


def _file(body: bytes, media_type: str, name: str) -> flask.Response:
    response = flask.Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(why: str, status: int = 400) -> flask.Response:
    return flask.Response(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")
