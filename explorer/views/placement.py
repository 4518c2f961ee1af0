"""Placement: x and y for a lineage. Same lineage, same places; no random start, no libraries.

Columns are the longest distance from the left edge in the graph of rings (Tarjan's components), so that every
line but those of a ring goes to the right. Lines over several columns are bent at invisible stops. Order inside a column: barycentre
sweeps, then swaps of neighbours while crossings fall. Heights: each stop as near as possible to the mean of its
neighbours, order and gaps kept (pool adjacent violators).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.views.drawing import Box, BoxKind, Line, Lineage
from explorer.views.rings import rings_of

WIDTH, HEIGHT = 196, 40
OWNER_WIDTH = 132
GAP_X, GAP_Y = 56, 14
MARGIN = 18
RING_MARGIN = 24  # room for the bracket of a ring
_SWEEPS = 8
_TALL = 8  # boxes of a column that is not kept around the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBox:
    """A box and its upper left corner, in pixels."""

    box: Box
    x: int
    y: int
    column: int
    ring: int  # number of its ring, from 1; 0: on none


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """A line and the points it passes, from the issuer's right edge to the subject's left edge."""

    line: Line
    points: tuple[tuple[int, int], ...]
    in_ring: bool
    in_fan: bool  # one of the many from the selected CA to what it certified: they share a trunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A drawing ready to be written: boxes in reading order (columns left to right, top to bottom)."""

    lineage: Lineage
    boxes: tuple[PlacedBox, ...]
    lines: tuple[PlacedLine, ...]
    brackets: tuple[tuple[int, int, int, int], ...]  # x, y, width, height of each ring
    width: int
    height: int


@dataclass(slots=True)
class _Item:
    """What takes a place in a column: the boxes of one ring, one box, or a stop of a long line."""

    key: str
    boxes: tuple[str, ...]  # ids; none: a stop
    column: int
    left: list[_Item]
    right: list[_Item]
    y: float = 0.0  # centre

    @property
    def height(self) -> float:
        if not self.boxes:
            return GAP_Y
        ring = RING_MARGIN + 2 * GAP_Y if len(self.boxes) > 1 else 0
        return len(self.boxes) * (HEIGHT + GAP_Y) - GAP_Y + ring


def box_width(box: Box) -> int:
    """Pixels across: owners have a column of their own, a narrower one."""
    return OWNER_WIDTH if box.kind is BoxKind.OWNER else WIDTH


def place(lineage: Lineage) -> Placement:
    """Give every box and line its place. Nearly linear for the sizes that occur; the cap bounds it."""
    rings = rings_of([box.id for box in lineage.boxes], [(line.source, line.target) for line in lineage.lines])
    ring_of = {id_: number for number, ring in enumerate(rings) for id_ in ring}
    columns = _columns(lineage, rings, ring_of)
    items, routes = _items(lineage, rings, ring_of, columns)
    by_column: dict[int, list[_Item]] = {}
    for item in items:
        by_column.setdefault(item.column, []).append(item)
    order = [by_column[column] for column in sorted(by_column)]
    _untangle(order)
    _settle(order)
    _raise_fan(order)
    return _drawn(lineage, rings, ring_of, items, routes)


def _columns(lineage: Lineage, rings: Sequence[tuple[str, ...]], ring_of: Mapping[str, int]) -> list[int]:
    """The column of each ring: the longest way to it; owners alone stand in the first."""
    has_owner = any(box.kind is BoxKind.OWNER for box in lineage.boxes)
    kinds = {box.id: box.kind for box in lineage.boxes}
    column = [0 if kinds[ring[0]] is BoxKind.OWNER or not has_owner else 1 for ring in rings]
    below: dict[int, list[int]] = {}
    missing = [0] * len(rings)
    for source, target in sorted({(ring_of[li.source], ring_of[li.target]) for li in lineage.lines}):
        if source != target:
            below.setdefault(source, []).append(target)
            missing[target] += 1
    ready = [number for number, count in enumerate(missing) if count == 0]
    while ready:
        ring = ready.pop()
        for target in below.get(ring, ()):
            column[target] = max(column[target], column[ring] + 1)
            missing[target] -= 1
            if missing[target] == 0:
                ready.append(target)
    return column


def _items(
    lineage: Lineage, rings: Sequence[tuple[str, ...]], ring_of: Mapping[str, int], columns: Sequence[int]
) -> tuple[list[_Item], list[tuple[Line, list[_Item]]]]:
    """One item for each ring and each stop of a long line, and the items that each line passes."""
    items = [
        _Item(key=f"{number:04d}", boxes=ring, column=columns[number], left=[], right=[])
        for number, ring in enumerate(rings)
    ]
    routes: list[tuple[Line, list[_Item]]] = []
    stops: list[_Item] = []
    for number, line in enumerate(lineage.lines):
        source, target = items[ring_of[line.source]], items[ring_of[line.target]]
        route = [source]
        if source is not target:
            for column in range(source.column + 1, target.column):
                stop = _Item(key=f"s{number:04d}-{column}", boxes=(), column=column, left=[], right=[])
                stops.append(stop)
                route.append(stop)
            route.append(target)
            for one, next_ in pairwise(route):
                one.right.append(next_)
                next_.left.append(one)
        routes.append((line, route))
    return [*items, *stops], routes


def _untangle(order: list[list[_Item]]) -> None:
    """Sort each column by the mean place of its neighbours, to and fro, then swap neighbours that cross less."""
    place: dict[str, float] = {}

    def number(column: list[_Item]) -> None:
        for index, item in enumerate(column):
            place[item.key] = index / max(len(column) - 1, 1)

    for column in order:
        number(column)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for column in order if forth else reversed(order):

            def mean(item: _Item, forth: bool = forth) -> float:
                near = item.left if forth else item.right
                return sum(place[n.key] for n in near) / len(near) if near else place[item.key]

            column.sort(key=lambda item: (round(mean(item), 6), item.key))
            number(column)
    for column in order:
        _swap(column, place)
        number(column)


def _swap(column: list[_Item], place: Mapping[str, float]) -> None:
    for _ in range(len(column)):
        changed = False
        for index in range(len(column) - 1):
            upper, lower = column[index], column[index + 1]
            if _crossings(lower, upper, place) < _crossings(upper, lower, place):
                column[index], column[index + 1] = lower, upper
                changed = True
        if not changed:
            return


def _crossings(upper: _Item, lower: _Item, place: Mapping[str, float]) -> int:
    found = 0
    for near in (lambda i: i.left, lambda i: i.right):
        side: Callable[[_Item], list[_Item]] = near
        found += sum(place[u.key] > place[w.key] for u in side(upper) for w in side(lower))
    return found


def _settle(order: list[list[_Item]]) -> None:
    """Heights: start stacked around the middle, then pull each column towards its neighbours a few times."""
    for column in order:
        _spread(column, [0.0] * len(column))
    for sweep in range(_SWEEPS):
        for column in order if sweep % 2 else reversed(order):
            wanted = []
            for item in column:
                near = [*item.left, *item.right]
                wanted.append(sum(n.y for n in near) / len(near) if near else item.y)
            _spread(column, wanted)


def _raise_fan(order: list[list[_Item]]) -> None:
    """A last column much taller than the rest begins at the top, where a reader begins."""
    last, rest = order[-1], [item for column in order[:-1] for item in column]
    if len(last) <= _TALL or not rest:
        return
    top = min(item.y - item.height / 2 for item in rest)
    shift = top - min(item.y - item.height / 2 for item in last)
    if shift > 0:
        for item in last:
            item.y += shift


def _spread(column: list[_Item], wanted: list[float]) -> None:
    """Centres nearest to those wanted (least squares) that keep order and gaps."""
    offsets, offset = [], 0.0
    for index, item in enumerate(column):
        if index:
            offset += (column[index - 1].height + item.height) / 2 + GAP_Y
        offsets.append(offset)
    pools: list[tuple[float, int]] = []  # mean, size
    for want, shift in zip(wanted, offsets, strict=True):
        mean, size = want - shift, 1
        while pools and pools[-1][0] >= mean:
            last, count = pools.pop()
            mean, size = (last * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    for item, mean, shift in zip(column, flat, offsets, strict=True):
        item.y = mean + shift


def _drawn(
    lineage: Lineage,
    rings: Sequence[tuple[str, ...]],
    ring_of: Mapping[str, int],
    items: Sequence[_Item],
    routes: Iterable[tuple[Line, list[_Item]]],
) -> Placement:
    top = min(item.y - item.height / 2 for item in items)
    left_of = _left_edges(items, has_owner=any(box.kind is BoxKind.OWNER for box in lineage.boxes))
    boxes = {box.id: box for box in lineage.boxes}
    placed: dict[str, PlacedBox] = {}
    brackets = []
    number = 0
    for ring, item in zip(rings, items, strict=False):
        x, y = left_of[item.column], round(item.y - item.height / 2 - top) + MARGIN
        if len(ring) > 1:
            number += 1
            brackets.append((x - GAP_Y, y, WIDTH + 2 * GAP_Y, round(item.height)))
            y += RING_MARGIN + GAP_Y
        for index, id_ in enumerate(sorted(ring, key=lambda i: (boxes[i].subtitle, boxes[i].title, i))):
            placed[id_] = PlacedBox(
                box=boxes[id_],
                x=x,
                y=y + index * (HEIGHT + GAP_Y),
                column=item.column,
                ring=number if len(ring) > 1 else 0,
            )
    lines = []
    for line, route in routes:
        source, target = placed[line.source], placed[line.target]
        in_ring = ring_of[line.source] == ring_of[line.target]
        stops = [(left_of[s.column], round(s.y - top) + MARGIN) for s in route[1:-1]]
        through = [point for x, y in stops for point in ((x, y), (x + WIDTH, y))]
        start, end = (source.x + box_width(source.box), source.y + HEIGHT // 2), (target.x, target.y + HEIGHT // 2)
        if in_ring:  # a bow on the left, both ends on the same side
            start = (source.x, source.y + HEIGHT // 2)
            through = []
        in_fan = source.box.selected and not in_ring
        lines.append(PlacedLine(line=line, points=(start, *through, end), in_ring=in_ring, in_fan=in_fan))
    reading = sorted(placed.values(), key=lambda p: (p.column, p.y, p.box.id))
    bottom = max((p.y + HEIGHT for p in reading), default=0)
    bottom = max([bottom, *(y + height for _, y, _, height in brackets)])
    right = max((p.x + box_width(p.box) for p in reading), default=0)
    return Placement(
        lineage=lineage,
        boxes=tuple(reading),
        lines=tuple(lines),
        brackets=tuple(brackets),
        width=right + MARGIN + (GAP_Y if brackets else 0),
        height=bottom + MARGIN,
    )


def _left_edges(items: Sequence[_Item], *, has_owner: bool) -> dict[int, int]:
    last = max(item.column for item in items)
    bracket = GAP_Y + MARGIN if any(item.column == 0 and len(item.boxes) > 1 for item in items) else 0
    narrow = WIDTH - OWNER_WIDTH if has_owner else 0
    return {
        column: MARGIN + bracket + column * (WIDTH + GAP_X) - (narrow if column else 0) for column in range(last + 1)
    }
