"""The treemap: areas are counts, boxes fill the frame without overlap, labels fit, names are safe."""

from __future__ import annotations

from math import sqrt
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.exports.treemap_svg import treemap_svg
from explorer.views.overview import OwnerRow
from explorer.views.treemap import MOST, Tile, treemap

SIZE = (740, 560)


def owner(keys: int, serious: int = 0, name: str = "") -> OwnerRow:
    return OwnerRow(
        name=name or f"Owner {keys}", slug=f"o-{keys}-{serious}", flagged=serious, serious=serious, keys=keys, cas=keys,
        valid=keys, external=0, programs=(),
    )  # fmt: skip


@given(st.lists(st.integers(0, 3_000), max_size=160))
def test_boxes_fill_the_frame_by_the_square_root_of_keys(keys: list[int]) -> None:
    tiles = treemap([owner(k, name=f"{k} {n}") for n, k in enumerate(keys)], *SIZE)
    assert len(tiles) == min(sum(k > 0 for k in keys), MOST)
    if not tiles:
        return
    whole = sum(sqrt(t.owner.keys) for t in tiles)
    for tile in tiles:
        wanted = sqrt(tile.owner.keys) / whole * SIZE[0] * SIZE[1]
        assert abs(tile.width * tile.height - wanted) < 0.05 * wanted + 60  # places are rounded to a tenth
        assert -0.1 <= tile.x <= tile.x + tile.width <= SIZE[0] + 0.3
        assert -0.1 <= tile.y <= tile.y + tile.height <= SIZE[1] + 0.3


def overlap(one: Tile, other: Tile) -> float:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return min(wide, high)


def test_no_two_boxes_overlap_and_none_is_a_line() -> None:
    tiles = treemap([owner(k) for k in (1500, 700, 420, 330, 160, 150, 110, 84, 71, 69, 40, 12, 5, 3, 1)], *SIZE)
    assert all(overlap(a, b) < 0.3 for n, a in enumerate(tiles) for b in tiles[n + 1 :])
    assert all(max(t.width / t.height, t.height / t.width) < 4 for t in tiles)


def test_shades_tell_none_from_some_and_some_from_most() -> None:
    tiles = {t.owner.serious: t.shade for t in treemap([owner(9, 0), owner(8, 1), owner(7, 400)], *SIZE)}
    assert tiles[0] == 0 < tiles[1] < tiles[400] == 5


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\u202egnp.exe", "\0\x1b[31m", "x" * 10_000, "株式会社" * 40]
)
def test_hostile_names(name: str) -> None:
    svg = treemap_svg(treemap([owner(5, 2, name), owner(3)], *SIZE), *SIZE, href=lambda link: "/" + link)
    root = ElementTree.fromstring(svg)
    assert not set(svg) & {"\x1b", "\0", "\u202e"} and "<script" not in svg
    assert len(root.findall(".//{http://www.w3.org/2000/svg}a")) == 2


def test_the_same_owners_give_the_same_bytes() -> None:
    owners = [owner(k) for k in (5, 5, 3, 2)]
    first, second = (treemap_svg(treemap(o, *SIZE), *SIZE, href=str) for o in (owners, owners[::-1]))
    assert first == second
