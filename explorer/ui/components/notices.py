"""Who would notice: what each key that loses trust was seen to issue, in the words of `subca distrust`."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from explorer.model.census import Census
from explorer.ui.components.fates import ROWS
from explorer.ui.components.parts import Children, note, number, shown, table
from explorer.ui.site import Site
from explorer.views.census import NO_CENSUS, census_words
from explorer.views.notice import Notice


def notices_told(notices: Sequence[Notice], census: Census, site: Site) -> Component:
    """One row for each key, most unexpired certificates first; without a census one sentence that says so."""
    if not census.is_loaded:
        return note(f"{_sentence(NO_CENSUS)}.")
    if not notices:
        return note("No key of a CA loses trust.")
    rows: list[tuple[Children, ...]] = [
        (
            shown(notice.name, 120),
            html.A(html.Code(notice.key[:16]), href=site.href(f"key/{notice.key}"), title=notice.key),
            shown(notice.issuance.words),
        )
        for notice in notices[:ROWS]
    ]
    made = table(("CA", "Key", "Issued"), rows, caption="Keys that lose trust, and what they issued", name="issuing")
    rest = len(notices) - len(rows)
    return html.Div(
        [
            note(f"{_sentence(census_words(census))}."),
            made,
            note(f"{number(rest)} more keys are not listed here; subca distrust lists them.") if rest else None,
        ]
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
