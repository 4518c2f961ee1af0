"""`subca fetch`: configured sources are brought home and stored; with `watch` and `ct` the only verb that connects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from explorer.errors import UsageError
from explorer.terminal.log import utc_now
from explorer.terminal.network import NetworkChoice, network_options
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run
from ingest.cli.client import new_client, say_contact
from ingest.cli.ingest import tell


@click.command("fetch", epilog="Example: subca fetch --store world.sqlite --summary fetch.json")
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@store_option
@click.option("--show-config", is_flag=True, help="Print the settings in force as a commented TOML file, and end.")
@network_options
@lock_wait_option
@common_options
@click.pass_obj
def fetch(
    run: Run,
    *,
    sources: tuple[str, ...],
    store: Path,
    show_config: bool,
    config: Path | None,
    allow_target: tuple[str, ...],
    offline: bool,
    deadline: float | None,
    accept_shrink: bool,
    accept_rollback: bool,
    lock_wait: float,
) -> None:
    """Bring the configured sources home, keep their bytes, and store a snapshot.

    Without SOURCE all that are enabled. What cannot be had leaves the last good data as they are.
    """
    choice = NetworkChoice(
        config=config,
        allowed=frozenset(allow_target),
        offline=offline,
        deadline=deadline,
        accept_shrink=accept_shrink,
        accept_rollback=accept_rollback,
    )
    if show_config:
        from ingest.config import config_text, read_config

        click.echo(config_text(read_config(config, allowed=choice.allowed)), nl=False)
        return
    fetch_sources(run, sources, store, choice, lock_wait, utc_now)


def fetch_sources(
    run: Run,
    sources: tuple[str, ...],
    store: Path,
    choice: NetworkChoice,
    lock_wait: float,
    now: Callable[[], datetime],
) -> None:
    """Fetch; every failure of a source is noted on the run, which goes on with the last good data."""
    from ingest.config import read_config
    from ingest.fetch import fetch as fetch_all

    config = read_config(choice.config, allowed=choice.allowed)
    chosen = config.chosen(sources)
    if not chosen:
        raise UsageError("no source is enabled", where="fetch", done="nothing was started", remedy="name one")
    say_contact(run, config, choice)
    client = new_client(run, config, choice, now)
    with run.progress() as progress:
        report = fetch_all(
            chosen,
            get=client.get,
            store=store,
            now=now(),
            progress=progress,
            lock_wait=lock_wait,
            accept_shrink=choice.accept_shrink,
            accept_rollback=choice.accept_rollback,
        )
    for warning in report.warnings:
        run.log.warning(warning)
    for error in report.failed:
        run.note(error)
    tell(run, report.build)
    for name, state in report.sources.items():
        run.log.info(f"source {name}: {state}")
    run.count(sources=dict(report.sources))


def take_files(
    run: Run, paths: tuple[Path, ...], store: Path, choice: NetworkChoice, lock_wait: float, now: datetime
) -> None:
    """The same for files that something else brings: none may be older than what is stored."""
    from ingest.build import received_from
    from ingest.freshness import store_fresh
    from ingest.reading import Asked

    inputs, rejected = received_from(paths, Asked(today=now.date()))
    for error in rejected:
        run.note(error)
    with run.progress() as progress:
        report = store_fresh(
            inputs,
            store=store,
            now=now,
            progress=progress,
            lock_wait=lock_wait,
            accept_shrink=choice.accept_shrink,
            accept_rollback=choice.accept_rollback,
        )
    tell(run, report)


def hand_in(run: Run, url: str, data: bytes, choice: NetworkChoice, now: Callable[[], datetime]) -> None:
    """Post JSON to one address; a failure is noted on the run."""
    from ingest.config import read_config

    client = new_client(run, read_config(choice.config, allowed=choice.allowed), choice, now)
    failed = client.post(url, data, "application/json")
    if failed is not None:
        error = failed.error()
        error.done, error.remedy = "the results are written, but nobody was told", error.remedy
        run.note(error)


def check_address(url: str, choice: NetworkChoice) -> None:
    """Raise `UsageError` for an address that is never connected to."""
    from ingest.targets import Forbidden, target_of

    try:
        target_of(url, choice.allowed)
    except Forbidden as error:
        raise UsageError(str(error), where=url, done="nothing was started", remedy="give an https address") from error
