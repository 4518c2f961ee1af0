"""The life of a CA as rows: the same as its drawing, each with its source; marks of the drawing lead here."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from explorer.ui.components.parts import Child, Children, note, number, shown, table
from explorer.ui.site import Site
from explorer.views.ca_history import CaHistory, LifeRow
from explorer.views.history import ALWAYS

_TEXT = 600  # characters of one event


def history_table(found: CaHistory, site: Site) -> Component:
    """Oldest first; what is not drawn or not listed is counted."""
    rows = [_row(row, site) for row in found.rows]
    made = table(
        ("Day", "Lane", "What", "Event", "Source"), rows, caption="Events of this CA, oldest first", name="life"
    )
    words = [
        (found.hidden_bars, "older certificates are not drawn; the rows have them"),
        (found.hidden_ticks, "later marks are not drawn; the rows have them"),
        (found.hidden_rows, "later events are not listed; subca show has them"),
    ]
    told = [note(f"{number(count)} {text}.") for count, text in words if count]
    if found.assessed < found.stored:
        told.append(
            note(
                f"{number(found.assessed)} of {number(found.stored)} stored days were assessed: first and last days of "
                "findings are known only as far; subca flags --history assesses the others."
            )
        )
    return html.Div([*told, made])


def _row(row: LifeRow, site: Site) -> tuple[Children, ...]:
    event: list[Child] = [shown(row.text, _TEXT)]
    if row.certificate:
        event += [" ", html.A(html.Code(row.certificate[:12]), href=site.href(f"cert/{row.certificate}"))]
    what = html.B(row.what, className="bad" if row.is_bad else "")
    return (html.Span(_day(row), id=row.place), row.lane, what, event, shown(row.source, 60))


def _day(row: LifeRow) -> str:
    if row.day is None:
        return "undated"
    day = row.day.isoformat() if row.is_exact else f"{ALWAYS} {row.day.isoformat()}"
    return f"{day} to {row.until.isoformat()}" if row.until else day
