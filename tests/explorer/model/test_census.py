"""Words of the census: what was seen, what is estimated, and what is left unexpired on a day."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.model.census import Census, Distinct, Estimate, KeyCensus, total
from explorer.model.ids import SpkiHash

KEY = SpkiHash("A" * 64)
EXACT = Estimate(value=10, low=10, high=10)


def month(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def seen(issued: dict[str, int], expiring: dict[str, int], serials: dict[str, int]) -> KeyCensus:
    return KeyCensus(
        key=KEY,
        is_verified=True,
        issuers=("CN=S",),
        logs=("log",),
        issued={date.fromisoformat(day).toordinal(): (count, 0) for day, count in issued.items()},
        expiring={date.fromisoformat(day).toordinal(): (count, 0) for day, count in expiring.items()},
        distinct=Distinct(
            serials={month(m): Estimate(value=c, low=c, high=c) for m, c in serials.items()}, domains=EXACT
        ),
    )


ISSUED = {"2026-01-05": 6, "2026-03-01": 4}
EXPIRING = {"2026-04-10": 3, "2026-04-20": 3, "2026-06-01": 4}
S = seen(ISSUED, EXPIRING, {"2026-04": 6, "2026-06": 4})


def test_entries_and_days() -> None:
    assert (S.precertificates, S.finals, S.certificates.value) == (10, 0, 10)
    assert (S.first, S.last) == (date(2026, 1, 5), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "value", "is_exact"),
    [
        ("2026-03-15", 10, True),  # all issued, none expired
        ("2026-04-15", 7, False),  # half of April's entries have expired
        ("2026-04-21", 4, False),  # all of April's
        ("2026-05-15", 4, True),
        ("2026-06-01", 4, True),  # the last day counts
        ("2026-06-02", 0, True),  # no entry seen expires later
        ("2026-07-01", 0, True),
        ("2026-02-01", 6, False),  # four were issued later
        ("2025-01-01", 0, False),  # all were
    ],
)
def test_unexpired_on_a_day(day: str, value: int, is_exact: bool) -> None:
    found = S.unexpired(date.fromisoformat(day))
    assert (found.value, found.is_exact) == (value, is_exact)
    assert found.low <= value <= found.high


def test_a_sum_is_exact_when_its_parts_are() -> None:
    rough = Estimate(value=100, low=90, high=111)
    assert total([EXACT, EXACT]) == Estimate(value=20, low=20, high=20)
    assert total([EXACT, rough]) == Estimate(value=110, low=100, high=121)
    assert (str(EXACT), str(rough)) == ("10", "about 100 (90 to 111)")


def test_a_key_that_is_not_there_was_not_observed() -> None:
    census = Census(read_keys=lambda: {KEY: (S,)})
    assert census.of(KEY) == (S,)
    assert census.of(SpkiHash("B" * 64)) == ()
    assert not Census().is_loaded
