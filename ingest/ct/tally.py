"""What a part of a log shows, by issuing key; parts of different entries add up in any order and grouping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.model.census import Days
from explorer.store.census import Tally
from ingest.ct.sketch import union


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one unit of work found: the entries from `first` up to before `last` of one log."""

    first: int
    last: int
    tallies: Mapping[bytes, Tally]  # SHA-256 of the issuing key's SPKI, or a stand-in (explorer/model/census.py)
    unread: Mapping[int, str]  # index of an entry whose certificate could not be read -> why

    @property
    def is_conserved(self) -> bool:
        """Whether every entry is counted exactly once."""
        return self.last - self.first == sum(tally.entries for tally in self.tallies.values()) + len(self.unread)


def merged(tallies: Iterable[Tally]) -> Tally:
    """The tally of all their entries, which must be different ones; commutative and associative, to the byte."""
    parts = list(tallies)
    if len(parts) == 1:
        return parts[0]
    serials: dict[int, list[bytes]] = {}
    for part in parts:
        for month, sketch in part.serials.items():
            serials.setdefault(month, []).append(sketch)
    issuers: dict[bytes, int] = {}
    for part in parts:
        for name, count in part.issuers.items():
            issuers[name] = issuers.get(name, 0) + count
    return Tally(
        issuers=dict(sorted(issuers.items())),
        issued=_sum([part.issued for part in parts]),
        expiring=_sum([part.expiring for part in parts]),
        serials={month: union(sketches) for month, sketches in sorted(serials.items())},
        domains=union(part.domains for part in parts),
    )


def merged_by_key(parts: Iterable[Mapping[bytes, Tally]]) -> dict[bytes, Tally]:
    """The tallies of several parts, key by key, sorted."""
    found: dict[bytes, list[Tally]] = {}
    for part in parts:
        for key, tally in part.items():
            found.setdefault(key, []).append(tally)
    return {key: merged(tallies) for key, tallies in sorted(found.items())}


def _sum(parts: Iterable[Days]) -> Days:
    days: dict[int, tuple[int, int]] = {}
    for part in parts:
        for day, (precertificates, finals) in part.items():
            before = days.get(day, (0, 0))
            days[day] = (before[0] + precertificates, before[1] + finals)
    return dict(sorted(days.items()))
