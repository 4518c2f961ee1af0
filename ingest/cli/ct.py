"""`subca ct`: Certificate Transparency logs."""

from __future__ import annotations

import click

from ingest.cli.ct_ingest import ingest_
from ingest.cli.ct_sync import sync


@click.group("ct")
def ct() -> None:
    """Certificate Transparency: what was really issued, and by whom."""


ct.add_command(sync)
ct.add_command(ingest_)
