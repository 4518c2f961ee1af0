"""What is left to count: every index at hand once, whatever files hold it and whatever was counted before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.ct.plan import AtHand, at_hand, joined, units, without
from ingest.ct.shelf import File, Shelf

SHELF = Shelf(base="log")
RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda r: (r[0], r[0] + r[1])), max_size=6)


def files(*ranges: tuple[int, int]) -> AtHand:
    return at_hand(SHELF, [File(path=f"{a}-{b}", first=a, last=b, is_tile=True) for a, b in ranges])


def indexes(ranges: object) -> set[int]:
    return {index for first, last in ranges for index in range(first, last)}  # type: ignore[attr-defined]


@given(RANGES, RANGES, st.integers(1, 30))
def test_units_cover_what_is_at_hand_and_not_counted_exactly_once(
    held: list[tuple[int, int]], counted: list[tuple[int, int]], size: int
) -> None:
    cut = [(u.first, u.last) for u in units(files(*held), counted, size=size)]
    assert sum(last - first for first, last in cut) == len(indexes(cut))
    assert indexes(cut) == indexes(held) - indexes(counted)
    assert all(first // size == (last - 1) // size for first, last in cut)


@given(RANGES, RANGES)
def test_the_files_of_a_unit_hold_all_of_it_in_order(
    held: list[tuple[int, int]], counted: list[tuple[int, int]]
) -> None:
    for unit in units(files(*held), counted, size=16):
        at = unit.first
        for file in unit.files:
            assert file.first <= at
            at = max(at, min(file.last or 0, unit.last))
        assert at == unit.last


def test_of_two_files_at_one_place_the_one_that_reaches_further_is_read() -> None:
    log = files((0, 256), (256, 266), (256, 512))
    assert [file.path for file in log.files] == ["0-256", "256-512"]
    assert log.ranges == ((0, 512),)


def test_a_tile_that_grew_is_counted_from_where_the_last_run_ended() -> None:
    assert [(u.first, u.last) for u in units(files((0, 256), (256, 512)), [(0, 266)], size=1000)] == [(266, 512)]


def test_entries_beyond_the_verified_ones_are_left_out() -> None:
    assert [(u.first, u.last) for u in units(files((0, 512)), (), size=1000, up_to=300)] == [(0, 300)]


@given(RANGES, RANGES)
def test_ranges_are_sets_of_indexes(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    assert indexes(joined(one)) == indexes(one)
    assert indexes(without(one, other)) == indexes(one) - indexes(other)
    assert all(a[1] < b[0] for a, b in zip(joined(one), joined(one)[1:], strict=False))
