"""`subca store`: looks after the store; `check` is what a monitoring system calls."""

from __future__ import annotations

from pathlib import Path

import click

from explorer.terminal.options import common_options, store_option
from explorer.terminal.run import Run


@click.group("store")
def store() -> None:
    """Look after the store."""


def store_verb(*more: click.Command) -> click.Group:
    """The verb with the commands of `ingest`, which the roof hands in."""
    return click.Group(
        "store", help=store.help, commands={**store.commands, **{str(command.name): command for command in more}}
    )


@store.command("list", epilog="Example: subca store list --store world.sqlite")
@store_option
@common_options
@click.pass_obj
def list_days(run: Run, *, store: Path) -> None:
    """List every stored day of every list, with its counts."""
    from explorer.store.catalog import open_store
    from explorer.text import safe

    with open_store(store) as opened:
        days = opened.days()
        certificates = opened.certificate_count()
    for day in days:
        click.echo(
            f"{day.day}  {day.name:26}  {day.stored:>6} stored  {day.duplicates:>4} duplicates  "
            f"{day.quarantined:>4} quarantined  {day.sha256[:12]}  {safe(day.file)}"
        )
        for title, columns in (("without", day.missing_columns), ("unknown to us", day.unknown_columns)):
            if columns:
                run.log.detail(f"{day.name} of {day.day}, {title}: {', '.join(columns)}")
    click.echo(f"{len(days)} days of {len({d.name for d in days})} lists, {certificates:,} certificates")
    run.count(days=len(days), certificates=certificates)


@store.command("check", epilog="Example: subca store check && echo whole")
@store_option
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="End with code 4 when the newest all-records list is older than this, by the clock.",
)
@common_options
@click.pass_obj
def check(run: Run, *, store: Path, max_age: int | None) -> None:
    """Check that the store is whole: its file, its digests, its counts; list what is in quarantine."""
    from explorer.errors import SourceUnreachable
    from explorer.store.catalog import open_store
    from explorer.store.check import check_store
    from explorer.terminal.log import utc_now
    from explorer.text import safe

    with open_store(store) as opened:
        report = check_store(opened)
        for record in opened.quarantined():
            click.echo(f"quarantined  {safe(record.file)}  {record.position}  {safe(record.reason)}")
        newest = opened.default_day() if report.days else None
    for line in report.checked:
        click.echo(line)
    run.count(**report.counts())
    if max_age is not None and newest is not None and (utc_now().date() - newest).days > max_age:
        raise SourceUnreachable(
            f"the newest list is of {newest}, more than {max_age} days ago",
            where=str(store),
            done="the store is whole",
            remedy="fetch or ingest a newer one",
        )
