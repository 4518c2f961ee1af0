"""Treemap of owners: area by the square root of their CA keys, shade by serious findings. Counts only, no issuance.

Rows of boxes as near to squares as they get (Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000); same counts, same places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p, sqrt

from explorer.views.overview import OwnerRow

MOST = 120  # boxes; the table beside it has every owner
SHADES = 5  # above the neutral one


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One owner and its box, in pixels."""

    owner: OwnerRow
    shade: int  # 0: no serious finding, up to SHADES
    x: float
    y: float
    width: float
    height: float


def treemap(owners: Iterable[OwnerRow], width: float, height: float) -> tuple[Tile, ...]:
    """The owners with most keys first, in a box of this size; those without a key are left out."""
    rows = sorted((o for o in owners if o.keys), key=lambda o: (-o.keys, o.slug))[:MOST]
    most = max((row.serious for row in rows), default=0)
    areas = _scaled([sqrt(row.keys) for row in rows], width * height)
    tiles: list[Tile] = []
    x, y, wide, high = 0.0, 0.0, width, height
    while len(tiles) < len(rows):
        begin = len(tiles)
        count = _best(areas[begin:], min(wide, high))
        thick = sum(areas[begin : begin + count]) / min(wide, high)
        along = 0.0
        for row, area in zip(rows[begin : begin + count], areas[begin : begin + count], strict=True):
            length = area / thick
            place = (x, y + along, thick, length) if wide >= high else (x + along, y, length, thick)
            tiles.append(_tile(row, _shade(row.serious, most), place))
            along += length
        if wide >= high:
            x, wide = x + thick, wide - thick
        else:
            y, high = y + thick, high - thick
    return tuple(tiles)


def _tile(owner: OwnerRow, shade: int, place: tuple[float, float, float, float]) -> Tile:
    x, y, width, height = (round(value, 1) for value in place)
    return Tile(owner=owner, shade=shade, x=x, y=y, width=width, height=height)


def _scaled(values: Sequence[float], area: float) -> list[float]:
    whole = sum(values) or 1.0
    return [value * area / whole for value in values]


def _best(areas: Sequence[float], side: float) -> int:
    """How many boxes the next row along a side takes: one more while the worst of them gets no longer."""
    best, count = float("inf"), 0
    while count < len(areas):
        worst = _worst(areas[: count + 1], side)
        if worst > best:
            break
        best, count = worst, count + 1
    return count


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of a side to the other among the boxes of a row."""
    thick = sum(row) / side
    return max(max(area / thick / thick, thick * thick / area) for area in row)


def _shade(serious: int, most: int) -> int:
    if not serious:
        return 0
    return min(int(log1p(serious) / log1p(most) * SHADES), SHADES - 1) + 1
