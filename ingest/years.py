"""Reports that come year by year: which years to ask for again.

A certificate is in the report of the year of its notBefore, so only the last years grow by themselves; an older one
grows when a CA discloses an old certificate, which the all-records list tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from explorer.model.ids import CertificateId
from explorer.store.validators import Validator
from ingest.reading import Reading
from ingest.sources import ccadb_cells, ccadb_columns

MISSING_AGAIN = timedelta(days=7)  # a certificate that its year's report lacked is looked for so often


def needed_years(
    records: Iterable[Reading], certificates: set[CertificateId], disclosed: set[CertificateId]
) -> tuple[set[int], set[int]]:
    """Years of disclosed certificates that we do not hold: disclosed since the last list, and before."""
    new: set[int] = set()
    old: set[int] = set()
    for row in (row for reading in records for row in reading.rows):
        id_ = row.certificate
        valid_from = ccadb_cells.day(row.text(ccadb_columns.VALID_FROM) or "")
        if id_ is not None and valid_from is not None and id_ not in certificates:
            (old if id_ in disclosed else new).add(valid_from.year)
    return new, old


def years_to_ask(
    validators: Mapping[int, Validator | None],
    *,
    now: datetime,
    recent: int,
    recheck: timedelta,
    new: set[int],
    old: set[int],
) -> tuple[int, ...]:
    """Of the published years those never asked for, the recent ones, the needed ones, and those not asked for long."""

    def is_due(year: int, held: Validator | None) -> bool:
        if held is None or year > now.year - recent or year in new:
            return True
        age = now - held.received
        return age >= recheck or (year in old and age >= MISSING_AGAIN)

    return tuple(year for year, held in sorted(validators.items()) if is_due(year, held))
