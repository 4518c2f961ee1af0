"""Files for taking away, made by the same writers as those of the command line; names hold no data."""

from __future__ import annotations

import io

import flask

from explorer.errors import ExplorerError
from explorer.exports.changes_files import write_changes_csv
from explorer.exports.csv_tables import write_flags
from explorer.ui.components.drawing import answer_to, lineage_drawn, power_drawn
from explorer.ui.location import Page, Tab, parse
from explorer.ui.pages.changes import CHANGES_FILE, filters_in, pair_in
from explorer.ui.pages.key import TEMPLATE, key_of
from explorer.ui.session import Session
from explorer.ui.site import site_of
from explorer.views.changes import change_list
from explorer.views.evidence import template
from explorer.views.lookup import Found
from explorer.views.power_view import power_view
from explorer.views.profile import profile_of

FLAGS = "flags.csv"
DRAWING = "lineage.svg"


def add_downloads(server: flask.Flask, session: Session, prefix: str) -> None:
    """Routes for `flags.csv?filters`, `changes.csv?from&to&filters`, `lineage.svg/<ca>` and `record.txt/<key>`."""

    @server.get(prefix + FLAGS, endpoint="flags_csv")
    def flags() -> flask.Response:
        address = parse(prefix + Page.FINDINGS.value, flask.request.query_string.decode("ascii", "replace"), prefix)
        if address.notices:
            return _refused(address.notices[0])
        try:
            world = session.world(address.day, address.basis)
        except ExplorerError as error:
            return _refused(str(error))
        stream = io.BytesIO()
        write_flags(world.rows(address.filters), stream)
        return _file(stream.getvalue(), "text/csv; charset=utf-8", FLAGS)

    @server.get(prefix + CHANGES_FILE, endpoint="changes_csv")
    def changes() -> flask.Response:
        address = parse(prefix + Page.CHANGES.value, flask.request.query_string.decode("ascii", "replace"), prefix)
        if address.notices:
            return _refused(address.notices[0])
        try:
            pair = pair_in(session.world(address.day), address)
            if pair.first is None or pair.last is None or pair.missing or pair.is_backwards:
                return _refused("these two days can't be compared", 404)
            chosen = change_list(session.compared(pair.first, pair.last), filters_in(address))
        except ExplorerError as error:
            return _refused(str(error))
        stream = io.BytesIO()
        write_changes_csv(chosen.rows, stream)
        return _file(stream.getvalue(), "text/csv; charset=utf-8", CHANGES_FILE)

    @server.get(f"{prefix}{DRAWING}/<digits>", endpoint="lineage_svg")
    def drawing(digits: str) -> flask.Response:
        address = parse(f"{prefix}ca/{digits}", flask.request.query_string.decode("ascii", "replace"), prefix)
        try:
            world = session.world(address.day, address.basis)
        except ExplorerError as error:
            return _refused(str(error))
        ca = world.hierarchy.resolve(address.key) if address.page is Page.CA else None
        if ca is None:
            return _refused("no CA with this id on this date", 404)
        site = site_of(address, prefix)
        member = world.hierarchy.members[ca]
        if address.tab is Tab.OCSP:
            text, _ = power_drawn(power_view(world.assessment, world.hierarchy, member), site)
        else:
            profile = profile_of(world.assessment, world.hierarchy, member)
            text, _ = lineage_drawn(world, profile, answer_to(world, address, member), address, site)
        return _file(text.encode("utf-8"), "image/svg+xml", DRAWING)

    @server.get(f"{prefix}{TEMPLATE}/<digits>", endpoint="record_txt")
    def record(digits: str) -> flask.Response:
        address = parse(f"{prefix}key/{digits}", flask.request.query_string.decode("ascii", "replace"), prefix)
        try:
            world = session.world(address.day, address.basis)
        except ExplorerError as error:
            return _refused(str(error))
        key = key_of(world, address.key) if address.page is Page.KEY else None
        if key is None:
            return _refused("no key with this hash on this date", 404)
        found = Found(certificates=world.assessment.facts.graph.certificates_of_key(key), ca=None, key=key)
        text = template(world.assessment, found).text
        return _file(text.encode("utf-8", "replace"), "text/plain; charset=utf-8", TEMPLATE)


def _file(body: bytes, media_type: str, name: str) -> flask.Response:
    response = flask.Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(why: str, status: int = 400) -> flask.Response:
    return flask.Response(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")
