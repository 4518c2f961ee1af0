"""The colours of drawings, light and dark, for files that leave the browser; `assets/00_tokens.css` holds the same.

Chosen so that any two marks stay apart under the three colour-vision deficiencies (a test computes it).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """One token in both themes."""

    light: str
    dark: str


PALETTE: dict[str, Shade] = {
    "surface": Shade(light="#ffffff", dark="#12181f"),
    "surface-raised": Shade(light="#f6f7f9", dark="#1a222b"),
    "ink": Shade(light="#1a212b", dark="#e6ebf0"),
    "ink-soft": Shade(light="#566070", dark="#a3afbc"),
    "line": Shade(light="#8b94a1", dark="#66727f"),
    "accent": Shade(light="#0b5cad", dark="#6cb6ff"),
    "bad": Shade(light="#9b1c1c", dark="#ff8a80"),
    "mark-none": Shade(light="#6B7280", dark="#7f8c99"),
    "mark-cross-signed": Shade(light="#0072B2", dark="#4aa3ff"),
    "mark-constrained": Shade(light="#9A6700", dark="#E69F00"),
    "mark-unconstrained": Shade(light="#8F2D00", dark="#F2603C"),
    "mark-undecided": Shade(light="#8F2D00", dark="#F2603C"),
    "mark-responder": Shade(light="#7A1F5C", dark="#FFB3E6"),
    "mark-revoked": Shade(light="#111418", dark="#ffffff"),
    "mark-ink": Shade(light="#ffffff", dark="#12181f"),
    "severity-critical": Shade(light="#9b1c1c", dark="#ff8a80"),
    "severity-high": Shade(light="#8F2D00", dark="#F2603C"),
    "severity-medium": Shade(light="#855800", dark="#E69F00"),
    "severity-low": Shade(light="#0b5cad", dark="#6cb6ff"),
    "severity-info": Shade(light="#566070", dark="#a3afbc"),
    "heat-0": Shade(light="#e4e8ed", dark="#2a3440"),
    "heat-1": Shade(light="#f6dfc4", dark="#4a3a2c"),
    "heat-2": Shade(light="#eebf8d", dark="#70482c"),
    "heat-3": Shade(light="#dd9350", dark="#9a5430"),
    "heat-4": Shade(light="#bf6420", dark="#c95a36"),
    "heat-5": Shade(light="#8F2D00", dark="#F2603C"),
    "heat-ink-0": Shade(light="#000000", dark="#ffffff"),
    "heat-ink-1": Shade(light="#000000", dark="#ffffff"),
    "heat-ink-2": Shade(light="#000000", dark="#ffffff"),
    "heat-ink-3": Shade(light="#000000", dark="#ffffff"),
    "heat-ink-4": Shade(light="#000000", dark="#000000"),
    "heat-ink-5": Shade(light="#ffffff", dark="#000000"),
}


def variable(token: str) -> str:
    """The CSS value of a token: the variable, with the light shade where a file has no style sheet around it."""
    return f"var(--{token},{PALETTE[token].light})"


def drawing_style(own: str, **colours: str) -> str:
    """The style sheet of a drawing of boxes and lines: what all share, and what is its own.

    `own` is a format: braces doubled, colours by name in single ones; `colours` adds names of the palette to the common ones.
    """
    common = {"ink": "ink", "soft": "ink-soft", "surface": "surface", "raised": "surface-raised", "line": "line"}
    names = {**common, "accent": "accent", **colours}
    return (_SHARED + own).format_map({word: variable(name) for word, name in names.items()})


_SHARED = (
    ".ln text{{font-family:system-ui,'Segoe UI','Liberation Sans',Arial,sans-serif;fill:{ink}}}"
    ".ln .s{{font-size:10.5px;fill:{soft}}}.ln .t{{font-size:12px;font-weight:600}}"
)
