"""What a page gives to the frame."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.ui.components.parts import Children
from explorer.ui.location import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page ready to be shown."""

    page: Page
    title: str
    summary: str  # what is shown, in words
    children: Children
