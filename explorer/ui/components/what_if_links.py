"""From a page to the question "what if this were gone": the same links on the pages of owners, CAs and keys."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from explorer.ui.location import Address, Page
from explorer.ui.site import Site
from explorer.views.filters import Filters
from explorer.views.what_if import Question


def gone_link(words: str, question: Question, address: Address, site: Site) -> Component:
    """A link that asks, for the day, programs and purposes that are shown."""
    kept = Filters(programs=address.filters.programs, purposes=address.filters.purposes)
    asked = Address(page=Page.WHAT_IF, filters=kept, question=question)
    return html.A(words, href=site.to(asked), className="button what-if-link")
