"""The screen as a WSGI application: shell, callbacks, downloads, and the guard in front of all of it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import WSGIApplication

import dash
import flask
from dash import Dash
from werkzeug.exceptions import HTTPException

from explorer.ui import ids
from explorer.ui.callbacks import address, drawings, findings, frame, search, time
from explorer.ui.downloads import add_downloads
from explorer.ui.first_look import FirstLook, MakeSample
from explorer.ui.levels import add_levels
from explorer.ui.pages.route import SAMPLE
from explorer.ui.policy import Guard, security_headers
from explorer.ui.requests import Refused, check_callback
from explorer.ui.session import Session
from explorer.ui.shell import shell

NAME = "Sub-CA explorer"
HEALTH = "healthz"
_LOG = logging.getLogger("subca.ui")


def create_app(
    store: Path, *, prefix: str = "/", hosts: Iterable[str] = (), make_sample: MakeSample | None = None
) -> WSGIApplication:
    """The application on one store, below `prefix`, answering to loopback names and `hosts`.

    With `make_sample`, and no store to begin with, the sample world stands below `sample/` for a first look.
    """
    names = tuple(hosts)
    has_sample = make_sample is not None and not store.exists()
    application = create_dash(Session(store, has_sample=has_sample), prefix=prefix)
    # the hashes of inline scripts exist once every callback is registered
    headers = security_headers(application.csp_hashes())
    own: WSGIApplication = Guard(application.server, headers, names)
    if make_sample is None or not has_sample:
        return own
    path = f"{prefix}{SAMPLE}/"
    return FirstLook(own, path, make_sample, lambda made: create_app(made, prefix=path, hosts=names))


def create_dash(session: Session, *, prefix: str = "/") -> Dash:
    """The Dash application with layout and callbacks; `prefix` begins and ends with a slash."""
    application = Dash(
        "explorer",
        title=NAME,
        update_title="",
        assets_folder=str(assets_folder()),
        url_base_pathname=prefix,
        compress=True,
        health_endpoint=HEALTH,
        enable_mcp=False,
        websocket_callbacks=False,
        suppress_callback_exceptions=True,  # pages come and go; the test of ids holds callbacks to what exists
        add_log_handler=False,
        on_error=_say_failure,
    )
    application.index_string = application.index_string.replace("<html>", '<html lang="en">')
    application.layout = shell(prefix)
    for wiring in (address, frame, search, findings, drawings, time):
        wiring.register(application, session, prefix)
    server: flask.Flask = application.server
    server.config["MAX_CONTENT_LENGTH"] = 1_000_000
    add_downloads(server, session, prefix)
    add_levels(server, session, prefix)
    _refuse_forgeries(application, prefix)
    return application


def assets_folder() -> Path:
    """Our style sheets and scripts: inside the package when installed, beside it in a checkout."""
    packaged = Path(__file__).resolve().parent.parent / "assets"
    return packaged if packaged.is_dir() else packaged.parent.parent / "assets"


def _say_failure(error: Exception) -> None:
    """One sentence with a number that the log has too; the other parts of the page go on working."""
    number = secrets.token_hex(4)
    _LOG.error("callback failed, error %s", number, exc_info=error)
    dash.set_props(ids.NOTICES, {"children": f"A part of this page could not be made (error {number}, see the log)."})


def _refuse_forgeries(application: Dash, prefix: str) -> None:
    server: flask.Flask = application.server
    asked = f"{prefix}_dash-update-component"

    @server.before_request
    def check() -> tuple[str, int] | None:
        if flask.request.path != asked or flask.request.method != "POST":
            return None
        try:
            check_callback(flask.request.get_json(silent=True), application.callback_map)
        except (Refused, RecursionError) as refusal:
            return f"refused: {refusal}\n", 400
        return None

    @server.errorhandler(Exception)
    def fail(error: Exception) -> tuple[str, int]:
        if isinstance(error, HTTPException):
            return f"{error.code} {error.name}\n", error.code or 500
        if isinstance(error, dash.exceptions.PreventUpdate):
            return "", 204
        if isinstance(error, dash.exceptions.InvalidResourceError | dash.exceptions.DependencyException):
            return "404 Not Found\n", 404
        number = secrets.token_hex(4)
        _LOG.error("request failed, error %s", number, exc_info=error)
        return f"error {number}, see the log\n", 500
