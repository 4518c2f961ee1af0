"""A census of one key: five certificates of one day, in one log."""

from __future__ import annotations

from datetime import date

from explorer.model.census import Census, CensusLog, Distinct, Estimate, KeyCensus
from explorer.model.ids import SpkiHash

FIVE = Estimate(value=5, low=5, high=5)


def census_of(key: SpkiHash, *, issued: str = "2026-08-01", is_verified: bool = True) -> Census:
    """Five certificates by this key, valid from `issued` to 2026-11-01; nothing by any other."""
    day, end = date.fromisoformat(issued).toordinal(), date(2026, 11, 1).toordinal()
    seen = KeyCensus(
        key=key, is_verified=is_verified, issuers=("CN=S",), logs=("Willow",), issued={day: (5, 2)}, expiring={end: (5, 2)},
        distinct=Distinct(serials={2026 * 12 + 10: FIVE}, domains=FIVE),
    )  # fmt: skip
    log = CensusLog(
        name="AA", description="Willow", is_verified=is_verified, entries=5, unread=0, unattributed=0, ranges=((0, 5),),
        suffix_lists="",
    )  # fmt: skip
    return Census(logs=(log,), read_keys=lambda: {key: (seen,)})
