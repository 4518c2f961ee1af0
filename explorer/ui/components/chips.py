"""Chips: each filter that is set, in words, as a link that removes only that one."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from explorer.ui.components.parts import Children, attributed, note, shown
from explorer.ui.location import Address
from explorer.ui.site import site_of
from explorer.views.filters import Filters
from explorer.views.words import DEFAULT_BASIS, chosen_words


def summary_line(summary: str, address: Address, prefix: str) -> Children:
    """What is shown, in words: up to the colon as the view says it, then the filters as chips where any is set."""
    made = _chips(address, prefix)
    return [html.Span(f"{summary.partition(':')[0]}:"), *made] if made else summary


def _chips(address: Address, prefix: str) -> list[Component]:
    """One chip for each filter, and one for all where there are several."""
    site = site_of(address, prefix)
    found = [(words, address.with_(filters=left, path=1)) for left, words in chosen_words(address.filters)]
    if address.basis != DEFAULT_BASIS:
        found.append((f"constrained as {address.basis} decides", address.with_(basis=DEFAULT_BASIS)))
    if len(found) > 1:
        found.append(("all filters", address.with_(filters=Filters(), basis=DEFAULT_BASIS, path=1)))
    return [
        attributed(
            html.A([shown(words, 60), " ✕"], href=site.to(target), className="chip", title=f"remove: {shown(words)}"),
            aria_label=f"remove {shown(words)}",
            data_keep="1",
            data_replace="1",
        )
        for words, target in found
    ]


def unapplied(left: Filters) -> Component | None:
    """Filters that are set and that a page does not ask, in words, so that nobody thinks it does; None: there are none."""
    words = [shown(words, 60) for _, words in chosen_words(left)]
    return note(f"Filters that are kept for other pages and not asked here: {', '.join(words)}.") if words else None
