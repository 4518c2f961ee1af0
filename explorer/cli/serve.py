"""`subca serve`: the store in a browser, on this machine unless told otherwise.

The only file that listens. The application is handed in by the roof: command line and screen stand side by side.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import traceback
from pathlib import Path
from types import FrameType
from typing import Protocol
from wsgiref.types import WSGIApplication

import click
from waitress.server import create_server

from explorer.errors import UsageError
from explorer.terminal.options import common_options, default_store, store_option
from explorer.terminal.run import Run

LOOPBACK = ("127.0.0.1", "::1", "localhost")
THREADS = 8
PORT = 8050
_BODY_LIMIT = 1_000_000  # octets; the guard answers first, this is the second wall
_CHANNELS = 200


class Dispatcher(Protocol):
    """The threads that answer."""

    def shutdown(self) -> object:
        """Let requests under way end, take no more."""


class Server(Protocol):
    """What we use of waitress."""

    task_dispatcher: Dispatcher

    def run(self) -> None:
        """Answer until SystemExit or KeyboardInterrupt."""

    def close(self) -> None:
        """Close the sockets."""


class CreateApp(Protocol):
    """Makes the application on one store."""

    def __call__(self, store: Path, *, prefix: str = "/", hosts: tuple[str, ...] = ()) -> WSGIApplication:
        """The application below `prefix`, for these host names and loopback."""


def serve_verb(create_app: CreateApp) -> click.Command:
    """The verb, given what makes the application."""

    @click.command("serve", epilog="Example: subca serve --port 8060")
    @store_option
    @click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    @click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port to listen on.")
    @click.option(
        "--path-prefix", default="/", show_default=True, metavar="PATH", help="Path below which a proxy mounts the UI."
    )
    @click.option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="NAME",
        help="Host name that browsers may use; repeatable, needed for any address but loopback.",
    )
    @common_options
    @click.pass_obj
    def serve(run: Run, *, store: Path, host: str, port: int, path_prefix: str, allow_hosts: tuple[str, ...]) -> None:
        """Show the store in a browser until Ctrl-C or SIGTERM. Reads only; a new snapshot appears by itself."""
        serve_store(run, create_app, store, host=host, port=port, path_prefix=path_prefix, allow_hosts=allow_hosts)

    return serve


def serve_store(
    run: Run,
    create_app: CreateApp,
    store: Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    path_prefix: str = "/",
    allow_hosts: tuple[str, ...] = (),
) -> None:
    """Listen and answer until a signal ends the run. Raises `UsageError` before anything listens."""
    if not store.exists() and store != default_store():  # a first run has no store: the page says how to begin
        raise UsageError("no such store", where=str(store), remedy="make one: subca ingest PATH --store FILE")
    if host not in LOOPBACK:
        if not allow_hosts:
            raise UsageError(
                "not a loopback address",
                where=f"--host {host}",
                done="nothing started",
                remedy="say under which name browsers reach it: --allow-host NAME",
            )
        run.log.warning(f"listening on {host}: everybody who reaches this address can read the store")
    prefix = checked_prefix(path_prefix)
    application = create_app(store, prefix=prefix, hosts=allow_hosts)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _log_to(run)
    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=_BODY_LIMIT,
            connection_limit=_CHANNELS,
            channel_timeout=60,
        )
    except OSError as fault:
        raise UsageError(
            f"can't listen: {fault.strerror}", where=f"{host}:{port}", remedy="choose another port: --port"
        ) from fault
    name = f"[{host}]" if ":" in host else host
    run.log.info(f"serving {store} at http://{name}:{port}{prefix} (Ctrl-C ends it)")
    gc.enable()  # a server lives long
    _run_until_signal(server)


def _run_until_signal(server: Server) -> None:
    """Answer until SIGTERM or Ctrl-C, finish what is under way, then let the signal take its usual course.

    Waitress swallows every exception raised inside its loop but SystemExit and KeyboardInterrupt: what the handler of the
    command line raises could get lost there, and the server would live on.
    """
    arrived: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        arrived.append(number)
        raise SystemExit

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        server.task_dispatcher.shutdown()
        server.close()
    if arrived:
        signal.raise_signal(arrived[0])


class _ToLog(logging.Handler):
    """Events of the server and the screen as lines of the run's log; tracebacks only with --debug."""

    def __init__(self, run: Run) -> None:
        super().__init__(logging.WARNING)
        self._run = run

    def emit(self, record: logging.LogRecord) -> None:
        """One line for what happened, with the kind of error behind it."""
        error = record.exc_info[1] if record.exc_info else None
        behind = f": {type(error).__name__}: {error}" if error else ""
        tell = self._run.log.error if record.levelno >= logging.ERROR else self._run.log.warning
        tell(f"{record.getMessage()}{behind}")
        if error is not None and self._run.debug:
            for line in "".join(traceback.format_exception(error)).splitlines():
                self._run.log.debug(line)


def _log_to(run: Run) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_ToLog(run)]


def checked_prefix(text: str) -> str:
    """A path prefix with a slash at both ends. Raises `UsageError` for what is none."""
    parts = [part for part in text.split("/") if part]
    if not all(part.isascii() and part.replace("-", "").replace("_", "").isalnum() for part in parts):
        raise UsageError(
            f"not a path: {text!r}", where="--path-prefix", remedy="letters, digits, - and _ between slashes"
        )
    return "/" + "".join(f"{part}/" for part in parts)


def wsgi_server(create_app: CreateApp) -> WSGIApplication:
    """The application for a WSGI server of one's own: SUBCA_STORE, SUBCA_PATH_PREFIX, SUBCA_ALLOW_HOSTS (commas)."""
    store = Path(os.environ.get("SUBCA_STORE") or default_store())
    hosts = tuple(name for name in os.environ.get("SUBCA_ALLOW_HOSTS", "").split(",") if name)
    prefix = checked_prefix(os.environ.get("SUBCA_PATH_PREFIX", "/"))
    return create_app(store, prefix=prefix, hosts=hosts)
