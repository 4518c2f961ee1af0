"""What single cells of a CCADB report mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources import ccadb_cells

DAYS = {
    "as CCADB writes it": ("2021.07.01", date(2021, 7, 1)),
    "ISO 8601": ("2021-07-01", date(2021, 7, 1)),
    "blank": ("", None),
    "no such day": ("2021.02.30", None),
    "American": ("7/1/2021", None),
    "two separators": ("2021.07-01", None),
    "with a time": ("2021.07.01 00:00", None),
    "year zero": ("0000.01.01", None),
    "digits of another script": ("٢٠٢١.٠٧.٠١", None),
}


@pytest.mark.parametrize(("cell", "expected"), DAYS.values(), ids=DAYS)
def test_day(cell: str, expected: date | None) -> None:
    assert ccadb_cells.day(cell) == expected


TRUTHS = {
    "V1": ("true", True),
    "later": ("True", True),
    "capital": ("FALSE", False),
    "blank is neither": ("", None),
    "a word is neither": ("yes", None),
}


@pytest.mark.parametrize(("cell", "expected"), TRUTHS.values(), ids=TRUTHS)
def test_truth(cell: str, expected: bool | None) -> None:
    assert ccadb_cells.truth(cell) is expected


def test_values_are_split_at_semicolons_and_lines_in_order() -> None:
    assert ccadb_cells.values("https://b.example ;https://a.example\r\n\nhttps://c.example;") == (
        "https://b.example",
        "https://a.example",
        "https://c.example",
    )


IDS = {
    "18 characters": ("001o000000HshE1AAJ", True),
    "15 characters": ("001o000000HshE1", True),
    "blank": ("", False),
    "16 characters": ("001o000000HshE1A", False),
    "other signs": ("001o000000HshE1-AJ", False),
}


@pytest.mark.parametrize(("cell", "is_one"), IDS.values(), ids=IDS)
def test_record_id(cell: str, is_one: bool) -> None:
    assert (ccadb_cells.record_id(cell) is not None) is is_one


@given(st.text())
def test_no_cell_makes_them_raise(cell: str) -> None:
    meanings: tuple[Callable[[str], object], ...] = (
        ccadb_cells.day,
        ccadb_cells.truth,
        ccadb_cells.record_id,
        ccadb_cells.values,
    )
    for meaning in meanings:
        meaning(cell)
