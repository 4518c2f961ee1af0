"""The roof: the command `subca` and the WSGI application `app:server`.

The only file that knows both packages, and the only one that brings command line and screen together: it mounts the
verbs and hands them, as arguments, what their package may not import. It decides nothing; importing it loads no verb.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from explorer.cli.main import EXPLORER_VERBS, run_verbs
from explorer.terminal.verbs import Verb

if TYPE_CHECKING:
    import click

    from explorer.cli.serve import CreateApp


def _demo() -> click.Command:
    from explorer.cli.demo import demo_verb
    from ingest.cli.ingest import build_sample_store

    return demo_verb(build_sample_store, _screen)


def _screen() -> CreateApp:
    from explorer.ui.application import create_app
    from ingest.cli.ingest import build_sample_store

    return partial(create_app, make_sample=build_sample_store)


def _serve() -> click.Command:
    from explorer.cli.serve import serve_verb

    return serve_verb(_screen())


def _store() -> click.Command:
    from explorer.cli.store import store_verb
    from ingest.cli import rebuild, retry_quarantine

    return store_verb(rebuild.rebuild, retry_quarantine.retry_quarantine)


def _evidence() -> click.Command:
    from explorer.cli.evidence import evidence_verb
    from ingest.register_folder import read_register_folder

    return evidence_verb(read_register_folder)


def _watch() -> click.Command:
    from explorer.cli.watch import watch_verb
    from ingest.cli import fetch

    return watch_verb(fetch)


def _ct() -> click.Command:
    from explorer.cli.census import show_census
    from ingest.cli.ct import ct_verb

    return ct_verb(show_census)


VERBS = {
    "demo": Verb(summary="The bundled sample world, from files to flags to the browser.", load=_demo),
    "ingest": Verb(summary="Read reports, certificates and lists into the store.", load="ingest.cli.ingest:ingest"),
    **EXPLORER_VERBS,
    "fetch": Verb(summary="Bring the configured lists home.", load="ingest.cli.fetch:fetch"),
    "history": Verb(summary="Many days at once: dated files, or through git.", load="ingest.cli.history:history"),
    "ct": Verb(summary="Certificate Transparency logs: bring entries home, count them.", load=_ct),
    "watch": Verb(summary="Fetch, find the flags, say what is new: for schedulers.", load=_watch),
    "evidence": Verb(summary="The key-lifecycle register.", load=_evidence),
    "store": Verb(summary="Check the store, list its days, make it again.", load=_store),
    "serve": Verb(summary="Show the store in a browser.", load=_serve),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point `subca`; ends the process with the exit code of the run."""
    sys.exit(run_verbs(VERBS, sys.argv[1:] if arguments is None else arguments))


def __getattr__(name: str) -> object:
    """`server`, made when a WSGI server asks for it, from the store that SUBCA_STORE names."""
    if name == "server":
        from explorer.cli.serve import wsgi_server

        return wsgi_server(_screen())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if __name__ == "__main__":
    main()
