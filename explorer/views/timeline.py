"""A life as bars, lanes of marks, and gaps where nobody looked: what the drawing of a key's or a CA's life is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explorer.model.ids import CertificateId


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The validity of one certificate."""

    certificate: CertificateId
    name: str
    start: date
    end: date
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One event, or several of one kind that stand together."""

    lane: str
    day: date
    count: int
    text: str
    contradicts: bool
    record: str  # what the mark leads to: a place on the page; empty: nothing
    sign: str = ""  # drawn in place of a stroke: what happened, without colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days of which a lane knows nothing."""

    lane: str
    first: date
    last: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All that is drawn; lanes in their order, those without marks and gaps are left out."""

    bars: tuple[Bar, ...]  # oldest first
    ticks: tuple[Tick, ...]
    lanes: tuple[str, ...]
    as_of: date
    records: str = ""  # the lane whose marks are records of the register, drawn as diamonds
    gaps: tuple[Gap, ...] = ()

    @property
    def first(self) -> date:
        """The left edge."""
        return min([bar.start for bar in self.bars] + [tick.day for tick in self.ticks], default=self.as_of)

    @property
    def last(self) -> date:
        """The right edge."""
        return max([bar.end for bar in self.bars] + [tick.day for tick in self.ticks] + [self.as_of])
