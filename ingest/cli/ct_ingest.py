"""`subca ct ingest`: log entries from files and folders, and search results of crt.sh."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.errors import InputRejected
from explorer.terminal.log import utc_now
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run
from explorer.text import safe

if TYPE_CHECKING:
    from ingest.ct.unproved import Stored


@click.command("ingest", epilog="Example: subca ct ingest mirror/willow2026h1/ --log-list all_logs_list.json")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@store_option
@click.option(
    "--log-list",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="List of logs, version 3 of the JSON: heads among the files are verified with its keys.",
)
@lock_wait_option
@common_options
@click.pass_obj
def ingest_(run: Run, *, paths: tuple[Path, ...], store: Path, log_list: Path | None, lock_wait: float) -> None:
    """Read log entries from files: data tiles, get-entries answers, whole mirrors of logs; and crt.sh results (JSON).

    Entries are those of a log when its key verifies the head among the files and the entries give its root. All
    others are stored and counted as `head unverified`, apart from the logs. Nothing is fetched.
    """
    from ingest.cli.ct_sync import tell
    from ingest.ct.advance import Advance
    from ingest.ct.log_list import read_log_list
    from ingest.ct.sync import ingest_files
    from ingest.sources.inputs import read_file

    known = read_log_list(read_file(log_list), where=str(log_list)).logs if log_list else ()
    now = utc_now()
    figures = {"logs": 0, "head_unverified": 0, "entries": 0, "unreadable": 0, "certificates": 0}
    for path in paths:
        if _is_search(path):
            _ingest_search(run, path, store, lock_wait)
            continue
        with run.progress() as progress:
            found = ingest_files(
                path, known, store=store, now=now, progress=progress, lock_wait=lock_wait, say=run.log.warning
            )
        for one in found:
            if isinstance(one, InputRejected):
                run.note(one)
                continue
            if isinstance(one, Advance):
                tell(run, one)
            else:
                _tell_unproved(run, one)
            figures["logs" if isinstance(one, Advance) else "head_unverified"] += 1
            figures["entries"] += one.read.entries
            figures["unreadable"] += one.read.unreadable
            figures["certificates"] += one.certificates.new
    run.count(**figures)


def _is_search(path: Path) -> bool:
    """Whether it is one file with a search result of crt.sh."""
    from ingest.ct.crtsh import looks_like_search
    from ingest.sources.inputs import read_file
    from ingest.sources.json_text import read_json
    from ingest.sources.recognise import unpacked

    if not path.is_file() or not path.name.endswith((".json", ".json.gz")):
        return False
    try:
        return looks_like_search(read_json(unpacked(read_file(path), where=str(path)), where=str(path)))
    except InputRejected:
        return False  # whoever reads it says what is wrong


def _ingest_search(run: Run, path: Path, store: Path, lock_wait: float) -> None:
    from ingest.build import ingest
    from ingest.cli.ingest import tell
    from ingest.reading import Asked

    now = utc_now()
    with run.progress() as progress:
        report = ingest((path,), Asked(today=now.date()), store=store, now=now, progress=progress, lock_wait=lock_wait)
    tell(run, report)


def _tell_unproved(run: Run, done: Stored) -> None:
    name, counts, read = safe(done.log.name), done.certificates, done.read
    known = f"; {done.known} files were counted before" if done.known else ""
    run.log.info(
        f"{name}: head unverified; {done.log.tally.entries:,} entries stored apart, now {read.entries:,} = "
        f"{read.precertificates:,} precertificates + {read.certificates:,} certificates + {read.unreadable:,} unreadable{known}"
    )
    run.log.info(
        f"{name}: {counts.new:,} CA and responder certificates new to the store, {counts.links_checked:,} signatures "
        f"checked; in chains: {done.missing:,} not at hand, {done.superfluous:,} of no CA; "
        f"{done.poisoned:,} precertificates for CAs or responders"
    )
