"""What the page of changes asks, as parts of a link: two days, and types of change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explorer.model.change import ChangeKind
from explorer.views.what_if import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one stored day to another; None: the newest, and the stored day before it."""

    first: date | None = None
    last: date | None = None
    kinds: tuple[ChangeKind, ...] = ()  # empty: all

    @property
    def parts(self) -> Parts:
        """Names and values of the query, in their order; what is not chosen has an empty value."""
        return (
            ("from", self.first.isoformat() if self.first else ""),
            ("to", self.last.isoformat() if self.last else ""),
            *(("type", kind.value) for kind in self.kinds),
        )


NO_SPAN = Span()
