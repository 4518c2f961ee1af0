"""The age of the newest list."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.views.freshness import stale_words

NEWEST = date(2026, 9, 1)


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 9, 4), date(2026, 8, 1)])
def test_fresh_lists_say_nothing(today: date) -> None:
    assert stale_words(NEWEST, today) == ""


def test_old_lists_say_day_and_age() -> None:
    words = stale_words(NEWEST, date(2026, 9, 5))
    assert "2026-09-01" in words and "4 days ago" in words
