"""Several lists speak of one root for one program: which of them is heard (docs/trust.md).

Purposes are those of the newest list that states any. CCADB's report of included roots has no columns for cut-offs
and EV policies: what it cannot say it does not take back, so these stay as the program's own list states them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from explorer.model.ids import CertificateId
from explorer.model.program import INCLUDED_ROOTS, TrustAnchor
from explorer.model.purpose import EV


def one_voice(rows: Iterable[TrustAnchor], day: date) -> list[TrustAnchor]:
    """For every certificate the rows of one list; `rows` are of one program, each list's of one day a certificate."""
    lists: dict[CertificateId, dict[str, list[TrustAnchor]]] = {}
    for row in rows:
        lists.setdefault(row.certificate, {}).setdefault(row.source, []).append(row)
    return [row for own in lists.values() for row in _heard(own, day)]


def _heard(lists: dict[str, list[TrustAnchor]], day: date) -> list[TrustAnchor]:
    source = min(lists, key=lambda name: _rank(lists[name][0], day))
    if source != INCLUDED_ROOTS or len(lists) == 1:
        return lists[source]
    other = min((name for name in lists if name != INCLUDED_ROOTS), key=lambda name: _rank(lists[name][0], day))
    limits = {(row.purpose, row.policy): row for row in lists[other]}
    kept = [_limited(row, limits.get((row.purpose, row.policy))) for row in lists[source]]
    purposes_day = lists[source][0].day
    return kept + [replace(row, day=purposes_day) for row in lists[other] if row.purpose == EV]


def _rank(row: TrustAnchor, day: date) -> tuple[bool, int, bool, str]:
    """The newest at or before the day first, else the earliest later one; of one day, the program's own list."""
    is_later = row.day > day
    distance = (row.day - day).days if is_later else (day - row.day).days
    return is_later, distance, row.source == INCLUDED_ROOTS, row.source


def _limited(row: TrustAnchor, by: TrustAnchor | None) -> TrustAnchor:
    return row if by is None else replace(row, disabled_from=by.disabled_from, not_before_until=by.not_before_until)
