"""Affiliates: organisations under common control, from a register kept by hand (docs/method.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliate:
    """One organisation as member of one group, over a span of days, with the source that says so."""

    group: str
    member: str
    since: date | None  # None: open
    until: date | None  # None: open; last day included
    source: str
