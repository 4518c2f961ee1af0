"""`subca ct`: Certificate Transparency logs."""

from __future__ import annotations

import click


@click.group("ct")
def ct() -> None:
    """Certificate Transparency: what was really issued, and by whom."""
