"""What Certificate Transparency logs show a key to have issued: the words of the census.

Counts are of what was seen in the entries that were read, so a key without any is "not observed", never "zero". One
certificate stands in several logs, as precertificate and as certificate; entries are counted as seen, certificates by
distinct (issuing key, serial), and names by registrable domain, both with the bounds of the estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from explorer.model.ids import SpkiHash

NOT_AT_HAND = b""  # stands for the key of a certificate of whose issuer no chain at hand holds a certificate
NOT_PROVED = b"?"  # stands for the key of a certificate that no member of its chain with the issuer's name signed

NOT_OBSERVED = "not observed"

Days = Mapping[int, tuple[int, int]]  # proleptic ordinal of a day -> precertificates and certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number of different things: exact where the bounds are the value, else with bounds that hold at 95 %."""

    value: int
    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether it was counted and not estimated."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.is_exact:
            return f"{self.value:,}"
        return f"about {self.value:,} ({self.low:,} to {self.high:,})"

    def times(self, share: float) -> Estimate:
        """That share of it; a share of an exact number is no longer exact unless it is the whole."""
        if share >= 1 or self.high == 0:
            return self
        return Estimate(
            value=round(self.value * share), low=0 if self.is_exact else int(self.low * share), high=self.high
        )


def total(estimates: Iterable[Estimate]) -> Estimate:
    """The sum of numbers of things that cannot be the same."""
    parts = list(estimates)
    return Estimate(
        value=sum(part.value for part in parts),
        low=sum(part.low for part in parts),
        high=sum(part.high for part in parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """How many different ones the entries of a key show."""

    serials: Mapping[int, Estimate]  # year * 12 + month - 1 of notAfter -> distinct serial numbers
    domains: Estimate  # distinct registrable domains


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCensus:
    """What was seen of one issuing key, in one log or over all of one standing (tree head verified or not)."""

    key: SpkiHash
    is_verified: bool  # whether the entries are proved to be in a tree that the log signed
    issuers: tuple[str, ...]  # names of the issuer in the entries, sorted
    logs: tuple[str, ...]  # that have any of it, sorted
    issued: Days  # by notBefore
    expiring: Days  # by notAfter
    distinct: Distinct

    @property
    def precertificates(self) -> int:
        """Entries seen."""
        return sum(count for count, _ in self.issued.values())

    @property
    def finals(self) -> int:
        """Entries of certificates, without poison, seen."""
        return sum(count for _, count in self.issued.values())

    @property
    def certificates(self) -> Estimate:
        """Distinct (issuing key, serial) over precertificates and certificates."""
        return total(self.distinct.serials.values())

    @property
    def domains(self) -> Estimate:
        """Distinct registrable domains."""
        return self.distinct.domains

    @property
    def first(self) -> date | None:
        """The earliest notBefore seen; None: no entry of it could be read."""
        return date.fromordinal(min(self.issued)) if self.issued else None

    @property
    def last(self) -> date | None:
        """The latest notBefore seen; None: no entry of it could be read."""
        return date.fromordinal(max(self.issued)) if self.issued else None

    def unexpired(self, as_of: date) -> Estimate:
        """Distinct certificates issued up to a day that did not expire before it.

        Whole months of notAfter are taken as counted; of the month of the day itself, and of certificates that were
        issued after the day, the share is that of the entries seen.
        """
        day, month = as_of.toordinal(), as_of.year * 12 + as_of.month - 1
        in_month = {d: sum(c) for d, c in self.expiring.items() if _month(d) == month}
        share = sum(c for d, c in in_month.items() if d >= day) / sum(in_month.values()) if in_month else 1.0
        later = sum(sum(c) for d, c in self.expiring.items() if d >= day)
        issued_later = sum(sum(c) for d, c in self.issued.items() if d > day)
        left = total(s.times(share) if m == month else s for m, s in self.distinct.serials.items() if m >= month)
        return left.times(max(0.0, 1 - issued_later / later)) if later else _NONE


_NONE = Estimate(value=0, low=0, high=0)


def _month(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusLog:
    """One log, or folder of entries, as far as it was counted."""

    name: str  # log id in hex, or the label of a folder without one
    description: str
    is_verified: bool
    entries: int  # counted
    unread: int  # of these, entries whose certificate could not be read
    unattributed: int  # of these, certificates whose issuing key could not be told
    ranges: tuple[tuple[int, int], ...]  # first index, and one past the last, of what was counted; joined, sorted
    suffix_lists: str  # days of the public suffix lists by which domains were told


@dataclass(frozen=True, kw_only=True, eq=False)  # not slotted: what was read is kept
class Census:
    """What was counted; read from the store when first asked for."""

    logs: tuple[CensusLog, ...] = ()
    read_keys: Callable[[], Mapping[SpkiHash, tuple[KeyCensus, ...]]] = field(default=dict)

    @property
    def is_loaded(self) -> bool:
        """Whether anything was counted at all."""
        return bool(self.logs)

    @cached_property
    def keys(self) -> Mapping[SpkiHash, tuple[KeyCensus, ...]]:
        """What was seen of each key, that of verified entries first; absent: not observed."""
        return self.read_keys()

    def of(self, key: SpkiHash) -> tuple[KeyCensus, ...]:
        """What was seen of a key, that of verified entries first; empty: not observed."""
        return self.keys.get(key, ())
