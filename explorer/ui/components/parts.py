"""Small parts of pages: badges, words for states, tables, sections. Foreign text passes `shown` and is a child, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import html
from dash.development.base_component import Component

from explorer.model.finding import Severity
from explorer.text import safe
from explorer.ui.glossary import meaning_of
from explorer.views.hierarchy import Member
from explorer.views.marks import Mark, Standing

Child = Component | str | int | float | None
Children = Child | Sequence[Child]

CELL_LIMIT = 400  # characters of a foreign text in a table


def attributed(component: Component, **attributes: str) -> Component:
    """The component with `aria_` and `data_` attributes, which Dash takes by their hyphened names only."""
    for name, value in attributes.items():
        setattr(component, name.replace("_", "-", 1), value)
    return component


def shown(text: str, limit: int = CELL_LIMIT) -> str:
    """Foreign text as it may be shown."""
    return safe(text, limit)


def badge(mark: Mark) -> Component:
    """The letter of a mark, with its word for those who point at it or do not see it."""
    letter = html.Span(mark.value, className=f"badge mark-{mark.slug}", title=mark.word)
    return attributed(letter, aria_label=mark.word)


def badges(marks: Iterable[Mark]) -> Component:
    """The badges of a CA side by side."""
    return html.Span([badge(mark) for mark in marks], className="badges")


def severity(level: Severity | str) -> Component:
    """A severity as a word with its colour."""
    return html.Span(str(level), className=f"severity severity-{level}")


def standing(value: Standing) -> Component:
    """Valid, revoked or expired."""
    return html.Span(str(value), className=f"standing standing-{value}")


def kind_of(member: Member) -> str:
    """Root, CA or responder."""
    return "responder" if member.is_responder else "root" if member.is_root else "CA"


def who(member: Member) -> str:
    """Owner, and operator where it is another."""
    if member.operator:
        return f"{shown(member.operator)} (operator), {shown(member.owner)} (owner)"
    return shown(member.owner) or "no CCADB record"


def term(words: str) -> Children:
    """A word with its meaning behind it, where the glossary has one; else the word alone."""
    meaning = meaning_of(words)
    if not meaning:
        return words
    button = html.Button(words, type="button", className="term", title=meaning)
    return attributed(button, data_meaning=meaning, aria_expanded="false", aria_haspopup="dialog")


def table(headers: Sequence[str], rows: Iterable[Sequence[Children]], *, caption: str, name: str = "") -> Component:
    """A table with headers; the caption is read out, and shown only where the sheet says so."""
    head = html.Thead(html.Tr([html.Th(term(text), scope="col") for text in headers]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows])
    parts = [html.Caption(caption), head, body]
    return html.Div(html.Table(parts, className=f"table {name}".strip()), className="table-frame")


def section(title: str, children: Children, *, name: str = "") -> Component:
    """A titled part of a page."""
    return html.Section([html.H2(title), html.Div(children)], className=f"section {name}".strip())


def fields(pairs: Iterable[tuple[str, Children]]) -> Component:
    """Names and values in two columns."""
    parts: list[Component] = []
    for name, value in pairs:
        parts += [html.Dt(term(name)), html.Dd(value)]
    return html.Dl(parts, className="fields")


def note(text: str) -> Component:
    """A quiet remark."""
    return html.P(text, className="note")


def number(value: int) -> str:
    """A count with thousands apart."""
    return f"{value:,}"
