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
    grid: str
    severity: Mapping[Severity, str]  # as in assets/00_tokens.css; a test holds the two together


_SEVERITY = {
    Severity.CRITICAL: Shade(light="#9b1c1c", dark="#ff8a80"),
    Severity.HIGH: Shade(light="#8F2D00", dark="#F2603C"),
    Severity.MEDIUM: Shade(light="#855800", dark="#E69F00"),
    Severity.LOW: Shade(light="#0b5cad", dark="#6cb6ff"),
    Severity.INFO: Shade(light="#566070", dark="#a3afbc"),
}


def _theme(name: str) -> Theme:
    shade = {token: (both.light if name == "light" else both.dark) for token, both in PALETTE.items()}
    severity = {level: (both.light if name == "light" else both.dark) for level, both in _SEVERITY.items()}
    return Theme(name=name, ink=shade["ink"], surface=shade["surface"], grid=shade["heat-0"], severity=severity)


LIGHT = _theme("light")
DARK = _theme("dark")
