"""From a page to the question "what if this were gone": the same links on the pages of owners, CAs and keys."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from explorer.ui.location import Address, Page
from explorer.ui.site import Site
from explorer.views.what_if import Question


def gone_link(words: str, question: Question, address: Address, site: Site) -> Component:
    """A link that asks, with the day and filters that are shown."""
    filters = replace(address.filters, owner="")  # there an owner is part of the question
    asked = address.elsewhere(Page.WHAT_IF).with_(filters=filters, question=question)
    return html.A(words, href=site.to(asked), className="button what-if-link")
