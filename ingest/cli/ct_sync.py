"""`subca ct sync`: logs are read on from where they were left; with `fetch` and `watch` a verb that connects."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.errors import ExplorerError, SourceUnreachable, UsageError
from explorer.terminal.log import utc_now
from explorer.terminal.network import NetworkChoice, connection_options
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run
from explorer.text import safe
from ingest.cli.client import new_client, say_contact

if TYPE_CHECKING:
    from ingest.ct.advance import Advance
    from ingest.ct.log_list import LogList
    from ingest.http import Client

AT_A_TIME = 2  # requests to one log
_SHARE = 0.9  # of the deadline for entries; the rest is for proving and storing them


@click.command("sync", epilog='Example: subca ct sync "Willow 2026h1" --log-list all_logs_list.json --limit 1000000')
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@store_option
@click.option(
    "--log-list",
    metavar="FILE|URL",
    help="List of logs, version 3 of the JSON, with their keys and addresses.  [default: log_list of the settings]",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read at most so many entries of each log.")
@connection_options
@lock_wait_option
@common_options
@click.pass_obj
def sync(
    run: Run,
    *,
    logs: tuple[str, ...],
    store: Path,
    log_list: str | None,
    limit: int | None,
    config: Path | None,
    allow_target: tuple[str, ...],
    offline: bool,
    deadline: float | None,
    lock_wait: float,
) -> None:
    """Bring the entries of logs home, with the CA and responder certificates in them.

    LOG is a description, an address or an id (also its beginning) in the list of logs. Each head's signature, its
    consistency with the last one, and the root over the entries are checked before anything counts; every file
    that came is kept, so that a run goes on where the last one ended. A log that contradicts itself is an alarm
    (exit code 6) with the evidence kept.
    """
    from explorer.store.lock import writer_lock
    from ingest.config import read_config
    from ingest.ct.log_list import read_log_list
    from ingest.ct.stretch import Bounds
    from ingest.ct.sync import sync_log

    choice = NetworkChoice(config=config, allowed=frozenset(allow_target), offline=offline, deadline=deadline)
    settings = read_config(config, allowed=choice.allowed)
    ends = time.monotonic() + (deadline or settings.network.run_seconds) * _SHARE
    say_contact(run, settings, choice)
    clients = [
        new_client(run, settings, choice, utc_now, pause=settings.network.log_pause_seconds) for _ in range(AT_A_TIME)
    ]
    where = log_list or settings.network.log_list
    listed = read_log_list(_bytes_of(where, clients[0]), where=where)
    _tell_list(run, listed, where)
    chosen = {log.id: log for log in (listed.find(word, where=where) for word in logs)}
    now = utc_now()
    store.parent.mkdir(parents=True, exist_ok=True)
    figures = {}
    with (
        writer_lock(store.with_name(f"{store.name}.ct"), wait=lock_wait, started=now.isoformat(timespec="seconds")),
        run.progress() as progress,
    ):
        for log in chosen.values():
            try:
                done = sync_log(
                    log,
                    clients=[client.get for client in clients],
                    store=store,
                    now=now,
                    progress=progress,
                    bounds=Bounds(most=limit, is_over=lambda: time.monotonic() > ends),
                    lock_wait=lock_wait,
                    wait=time.sleep,
                    say=run.log.warning,
                )
            except ExplorerError as error:
                run.note(error)
                continue
            tell(run, done)
            figures[log.description] = {"position": done.log.position, "size": done.head.size}
            if not done.is_complete and limit is None:
                run.note(_unfinished(done))
    run.count(logs=figures)


def tell(run: Run, done: Advance) -> None:
    """What one log gave, in two lines."""
    name, counts = safe(done.log.name), done.certificates
    run.log.info(
        f"{name}: head of {done.head.size:,} entries, signed; {done.log.position:,} read and proved, now "
        f"{done.read.entries:,} = {done.read.precertificates:,} precertificates + {done.read.certificates:,} certificates"
        f" + {done.read.unreadable:,} unreadable"
    )
    run.log.info(
        f"{name}: {counts.new:,} CA and responder certificates new to the store, {counts.links_checked:,} signatures "
        f"checked; in chains: {done.missing:,} not at hand, {done.superfluous:,} of no CA; "
        f"{done.poisoned:,} precertificates for CAs or responders"
    )
    if done.refetched:
        run.log.warning(f"{name}: {done.refetched} times an answer did not fit the signed head and was got once more")


def _unfinished(done: Advance) -> SourceUnreachable:
    return SourceUnreachable(
        f"stopped at the deadline: {done.log.position:,} of {done.head.size:,} entries are read",
        where=done.log.name,
        done="they are stored and proved",
        remedy="run again: it goes on there; --deadline gives it longer",
    )


def _bytes_of(where: str, client: Client) -> bytes:
    """The list of logs from a file, or from the one address that was given."""
    from ingest.exchange import Body, Failed, Question
    from ingest.sources.inputs import read_file
    from ingest.sources.interface import JSON_LIMIT

    if "://" not in where:
        if not Path(where).is_file():
            raise UsageError("no such file", where=where, done="nothing was started", remedy="check --log-list")
        return read_file(Path(where), limit=JSON_LIMIT)
    answer = client.get(Question(url=where, cap=JSON_LIMIT))
    if isinstance(answer, Failed):
        raise answer.error()
    assert isinstance(answer, Body), "no validator was sent"
    return answer.data


def _tell_list(run: Run, listed: LogList, where: str) -> None:
    counts = listed.counts
    run.log.detail(
        f"{safe(where)}: read {counts.read} = {counts.rows} logs + {counts.duplicates} duplicates"
        f" + {counts.quarantined} set aside"
    )
    for record in listed.quarantined:
        run.log.warning(f"{safe(where)}: {record.position} set aside: {safe(record.reason)}")
