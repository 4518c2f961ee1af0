"""Sketches: exact while few, bounds beyond, and the same bytes in any order, grouping and repetition."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ct.sketch import KEPT, RELATIVE_ERROR, estimate, sketch_of, union

SMALL = [f"serial {n}" for n in range(KEPT)]
LARGE = [f"serial {n}" for n in range(10 * KEPT)]


def test_up_to_so_many_items_it_is_exact() -> None:
    found = estimate(sketch_of(SMALL + SMALL[:10]))
    assert (found.value, found.low, found.high, found.is_exact) == (KEPT, KEPT, KEPT, True)


def test_beyond_it_is_within_its_error_and_says_so() -> None:
    found = estimate(sketch_of(LARGE))
    assert not found.is_exact
    assert found.low <= len(LARGE) <= found.high
    assert abs(found.value - len(LARGE)) < 3 * RELATIVE_ERROR * len(LARGE)
    assert found.high - found.low < 5 * RELATIVE_ERROR * len(LARGE)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([100, KEPT, 3 * KEPT]))
def test_any_order_grouping_and_repetition_give_the_same_bytes(shuffle: random.Random, count: int) -> None:
    items = LARGE[:count]
    shuffle.shuffle(items)
    cuts = sorted(shuffle.randrange(count) for _ in range(3))
    groups = [items[a:b] for a, b in zip([0, *cuts], [*cuts, count], strict=True)]
    sketches = [sketch_of(group) for group in groups]
    sketches.append(shuffle.choice(sketches))
    shuffle.shuffle(sketches)
    nested = union([union(sketches[:2]), *sketches[2:]])
    assert nested == union(sketches) == sketch_of(LARGE[:count])


def test_bytes_that_are_no_sketch_are_refused() -> None:
    with pytest.raises(ValueError, match="no sketch"):
        estimate(b"\x01\x02")
