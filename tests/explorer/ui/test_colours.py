"""Marks stay apart for every eye, text stays readable, and style sheet and palette say the same."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from explorer.exports.palette import PALETTE
from explorer.ui.application import assets_folder
from explorer.views.treemap import SHADES

MARKS = ["mark-none", "mark-cross-signed", "mark-constrained", "mark-unconstrained", "mark-responder", "mark-revoked"]
THEMES = ("light", "dark")

# Machado, Oliveira, Fernandes 2009, severity 1.0, in linear RGB
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def seen(colour: Triple, eye: str) -> Triple:
    red, green, blue = (min(max(sum(w * c for w, c in zip(row, colour, strict=True)), 0.0), 1.0) for row in EYES[eye])
    return red, green, blue


def lab(colour: Triple) -> Triple:
    r, g, b = colour
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, eye: str) -> float:
    a, b = lab(seen(linear(one), eye)), lab(seen(linear(other), eye))
    return float(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5)


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in (linear(one), linear(other))), reverse=True
    )
    return light / dark


def shade(token: str, theme: str) -> str:
    return str(getattr(PALETTE[token], theme))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_marks_stay_apart(theme: str, eye: str) -> None:
    for one, other in combinations(MARKS, 2):
        assert distance(shade(one, theme), shade(other, theme), eye) >= 12, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_and_their_letters_can_be_read(theme: str) -> None:
    for mark in MARKS:
        assert contrast(shade(mark, theme), shade("surface", theme)) >= 3, mark
        assert contrast(shade(mark, theme), shade("mark-ink", theme)) >= 4.5, mark


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["surface", "surface-raised"])
def test_text_can_be_read(theme: str, ground: str) -> None:
    for ink in ("ink", "ink-soft", "accent"):
        assert contrast(shade(ink, theme), shade(ground, theme)) >= 4.5, ink


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("heat", range(SHADES + 1))
def test_text_in_the_treemap_can_be_read(theme: str, heat: int) -> None:
    assert contrast(shade(f"heat-{heat}", theme), shade(f"heat-ink-{heat}", theme)) >= 4.5


def tokens() -> dict[str, tuple[str, str]]:
    sheet = (assets_folder() / "00_tokens.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", sheet)}


def test_style_sheet_and_palette_agree() -> None:
    sheet = tokens()
    for token, both in PALETTE.items():
        assert sheet[token] == (both.light, both.dark), token


@pytest.mark.parametrize("theme", [0, 1], ids=THEMES)
def test_words_of_severity_can_be_read(theme: int) -> None:
    sheet = tokens()
    for name, both in sheet.items():
        if name.startswith("severity-") or name == "good":
            assert contrast(both[theme], sheet["surface-raised"][theme]) >= 4.5, name


def test_colours_stand_in_one_sheet_only() -> None:
    for sheet in assets_folder().glob("*.css"):
        if sheet.name != "00_tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", sheet.read_text(encoding="utf-8")), sheet.name
