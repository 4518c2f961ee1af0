"""Method: how each rule decides, from the docstring of its file, as plain text."""

from __future__ import annotations

import inspect
from collections import Counter

from dash import html
from dash.development.base_component import Component

from explorer.rules.contract import Rule
from explorer.rules.registry import RULES
from explorer.ui.components.parts import Children, fields, severity
from explorer.ui.glossary import glossary
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.words import filters_in_words


def method_page(world: World, address: Address, site: Site) -> View:
    """All rules, or one."""
    chosen = [rule for rule in RULES if not address.key or address.key in (rule.id, rule.name)]
    title = f"{chosen[0].id} {chosen[0].title}" if address.key else "Method"
    counts = Counter(row.rule_id for row in world.rows(address.filters))
    contents = html.Ul(
        [html.Li(html.A(f"{rule.id} {rule.title}", href=site.href(f"method/{rule.id}"))) for rule in RULES],
        className="contents",
    )
    return View(
        page=Page.METHOD,
        title=title,
        summary=filters_in_words(address.filters, world.day, address.basis),
        children=[
            html.H1(title),
            html.P(html.A("All rules", href=site.href("method"))) if address.key else contents,
            None if address.key else html.P(html.A("Words used here", href=site.href("method#words"))),
            *(_rule(rule, counts[rule.id], site) for rule in chosen),
            None if address.key else _words(),
        ],
    )


def _words() -> Component:
    """The glossary."""
    lines = [part for word, meaning in glossary().items() for part in (html.Dt(word), html.Dd(meaning))]
    return html.Section([html.H2("Words"), html.Dl(lines, className="glossary")], id="words", className="section rule")


def _rule(rule: Rule, count: int, site: Site) -> Component:
    module = inspect.getmodule(rule.check)
    text = inspect.cleandoc(module.__doc__ or "") if module else ""
    facts: list[tuple[str, Children]] = [
        ("Name", rule.name),
        ("Subject", str(rule.kind)),
        ("At worst", severity(rule.severity)),
        ("Confidence", f"{rule.confidence} at best"),
        ("In force", f"since {rule.since.isoformat()}" if rule.since else "always"),
        ("Sources", "; ".join(map(str, rule.citations))),
        ("Remedy", rule.remedy),
        ("Findings", html.A(f"{count:,}", href=site.href(f"findings?rule={rule.id}"))),
    ]
    paragraphs = [html.P(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]
    return html.Section(
        [html.H2(f"{rule.id} {rule.title}"), html.Div(paragraphs, className="prose"), fields(facts)],
        className="section rule",
        id=rule.id,
    )
