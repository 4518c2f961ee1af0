"""Uses of trust in a cell: by program, counted where they are many, with a sign beside the colour."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from explorer.ui.components.parts import shown

_FEW = 4  # told at once


def uses_told(words: Iterable[str], *, sign: str = "", word: str = "", name: str = "") -> Component | None:
    """`Program:purpose` words grouped by program; None for none."""
    by_program: dict[str, list[str]] = {}
    for use in words:
        program, _, purpose = use.partition(":")
        by_program.setdefault(program, []).append(purpose)
    if not by_program:
        return None
    count = sum(map(len, by_program.values()))
    head = html.B(f"{sign} {word} ".lstrip(), className=name) if word else ""
    told = "; ".join(f"{program} {', '.join(purposes)}" for program, purposes in by_program.items())
    if count <= _FEW:
        return html.Div([head, shown(told, 300)])
    counts = ", ".join(f"{program} {len(purposes)}" for program, purposes in by_program.items())
    return html.Details([html.Summary([head, f"{count} uses: {counts}"]), shown(told, 2_000)], className="uses-told")
