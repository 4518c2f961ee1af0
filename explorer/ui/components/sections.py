"""Every field with its source: the sections of `subca show`, on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from explorer.ui.components.parts import shown
from explorer.views.detail import Section

VALUE_LIMIT = 2_000  # characters of one value


def sections(found: Iterable[Section], *, name: str = "") -> Component:
    """Titled lists of name, value and source."""
    return html.Div([_section(section) for section in found], className=f"sections {name}".strip())


def _section(section: Section) -> Component:
    rows = [
        html.Tr(
            [
                html.Th(shown(field.name), scope="row"),
                html.Td(shown(field.value, VALUE_LIMIT)),
                html.Td(shown(field.source), className="source"),
            ]
        )
        for field in section.fields
    ]
    return html.Div(
        html.Table([html.Caption(shown(section.title)), html.Tbody(rows)], className="table values"),
        className="table-frame",
    )
