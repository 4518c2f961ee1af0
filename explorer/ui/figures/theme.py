"""Light and dark for figures, from the palette of drawings."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.exports.palette import PALETTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours of one figure."""

    name: str
    ink: str
    surface: str
    neutral: str  # nothing to report
    scale: tuple[str, ...]  # little to much


def _scaled(name: str, neutral: str, scale: tuple[str, ...]) -> Theme:
    shade = {token: (both.light if name == "light" else both.dark) for token, both in PALETTE.items()}
    return Theme(name=name, ink=shade["ink"], surface=shade["surface"], neutral=neutral, scale=scale)


LIGHT = _scaled("light", "#e4e8ed", ("#f6dfc4", "#eebf8d", "#dd9350", "#bf6420", "#8F2D00"))
DARK = _scaled("dark", "#2a3440", ("#4a3a2c", "#70482c", "#9a5430", "#c95a36", "#F2603C"))


_EVEN = 0.179  # the luminance on which black and white can be read equally well: 4.6 to 1


def ink_on(background: str) -> str:
    """Black or white, whichever can be read on this colour (WCAG relative luminance)."""
    red, green, blue = (int(background[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > _EVEN else "#ffffff"
