"""How many different ones: a sketch that merges, exact while they are few.

A theta sketch (Apache DataSketches) keeps the smallest hashes of what it saw. Up to KEPT different items it is exact;
beyond, the relative error is about 1/sqrt(KEPT) = 2.2 % (one standard deviation), and the bounds given hold at 95 %.
Every sketch here is cut to exactly its smallest KEPT hashes, so that the bytes depend on the set of items alone: any
order, any grouping and any repetition give the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from datasketches import compact_theta_sketch, theta_union, update_theta_sketch

from explorer.model.census import Estimate

LOG_KEPT = 11
KEPT = 1 << LOG_KEPT  # 16 kB of a full sketch
RELATIVE_ERROR = KEPT**-0.5  # one standard deviation, beyond KEPT items
_DEVIATIONS = 2  # of the bounds: 95 %


def sketch_of(items: Iterable[str]) -> bytes:
    """The sketch of a set of texts, none of them empty."""
    sketch = update_theta_sketch(LOG_KEPT)
    for item in items:
        sketch.update(item)
    sketch.trim()
    return bytes(sketch.compact(True).serialize())


def union(sketches: Iterable[bytes]) -> bytes:
    """The sketch of all that any of them saw; raises ValueError for bytes that are no sketch."""
    merged = theta_union(LOG_KEPT)
    for sketch in sketches:
        merged.update(_read(sketch))
    return bytes(merged.get_result(True).serialize())


def estimate(sketch: bytes) -> Estimate:
    """How many different items it saw; raises ValueError for bytes that are no sketch."""
    read = _read(sketch)
    return Estimate(
        value=round(read.get_estimate()),
        low=round(read.get_lower_bound(_DEVIATIONS)),
        high=round(read.get_upper_bound(_DEVIATIONS)),
    )


def _read(sketch: bytes) -> compact_theta_sketch:
    try:
        return compact_theta_sketch.deserialize(sketch)
    except (RuntimeError, IndexError) as error:
        raise ValueError(f"no sketch: {error}") from error
