"""Light and dark for figures, from the palette of drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.exports.palette import PALETTE, Shade
from explorer.model.finding import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours of one figure."""

    name: str
    ink: str
    surface: str
    neutral: str  # nothing to report
    grid: str
    scale: tuple[str, ...]  # little to much
    severity: Mapping[Severity, str]  # as in assets/00_tokens.css; a test holds the two together


_SEVERITY = {
    Severity.CRITICAL: Shade(light="#9b1c1c", dark="#ff8a80"),
    Severity.HIGH: Shade(light="#8F2D00", dark="#F2603C"),
    Severity.MEDIUM: Shade(light="#855800", dark="#E69F00"),
    Severity.LOW: Shade(light="#0b5cad", dark="#6cb6ff"),
    Severity.INFO: Shade(light="#566070", dark="#a3afbc"),
}


def _scaled(name: str, neutral: str, scale: tuple[str, ...]) -> Theme:
    shade = {token: (both.light if name == "light" else both.dark) for token, both in PALETTE.items()}
    severity = {level: (both.light if name == "light" else both.dark) for level, both in _SEVERITY.items()}
    return Theme(
        name=name,
        ink=shade["ink"],
        surface=shade["surface"],
        neutral=neutral,
        grid=neutral,
        scale=scale,
        severity=severity,
    )


LIGHT = _scaled("light", "#e4e8ed", ("#f6dfc4", "#eebf8d", "#dd9350", "#bf6420", "#8F2D00"))
DARK = _scaled("dark", "#2a3440", ("#4a3a2c", "#70482c", "#9a5430", "#c95a36", "#F2603C"))


_EVEN = 0.179  # the luminance on which black and white can be read equally well: 4.6 to 1


def ink_on(background: str) -> str:
    """Black or white, whichever can be read on this colour (WCAG relative luminance)."""
    red, green, blue = (int(background[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > _EVEN else "#ffffff"
