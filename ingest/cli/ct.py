"""`subca ct`: Certificate Transparency logs."""

from __future__ import annotations

import click

from ingest.cli.ct_census import ShowCensus, census_verb
from ingest.cli.ct_ingest import ingest_
from ingest.cli.ct_sync import sync


def ct_verb(show: ShowCensus) -> click.Group:
    """The verb with all that it can do; `show` writes the census."""

    @click.group("ct")
    def ct() -> None:
        """Certificate Transparency: what was really issued, and by whom."""

    for command in (sync, ingest_, census_verb(show)):
        ct.add_command(command)
    return ct
