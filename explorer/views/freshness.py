"""How old the newest list is, by the clock of whoever shows it: said beside every page, never part of a finding."""

from __future__ import annotations

from datetime import date

MOST_DAYS = 3  # older lists are worth a warning (interface specification 2.6)


def stale_words(newest: date, today: date) -> str:
    """One sentence when the newest list is old; empty when it is not, or when the clock is behind it."""
    age = (today - newest).days
    if age <= MOST_DAYS:
        return ""
    return f"The newest day in the store is {newest.isoformat()}, {age:,} days ago: later changes are not shown."
