"""Outline: what is directly below a CA, or the roots of an owner, as one level of a list; not a tree of who issued whom.

A CA with several issuers appears under each of them and names the others, so that no level says it had only one. A level
is asked for when it is opened, and is capped; what is left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.ids import CaId
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.marks import Mark, Standing, primary

MOST_ROWS = 100  # of one level
MOST_ISSUERS = 4  # named beside a CA with several; more are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRow:
    """One CA or responder of a level."""

    member: Member
    passes: bool  # chosen by the filters; else it only leads to one that is
    below: int  # rows of the level below it
    others: tuple[Member, ...]  # its other issuers, at most MOST_ISSUERS
    more_others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineLevel:
    """One level: valid and marked ones first."""

    rows: tuple[OutlineRow, ...]
    left_out: int  # by the cap
    hidden: int  # by the filters


def level_below(hierarchy: Hierarchy, ca: CaId, passing: frozenset[CaId], leading: frozenset[CaId]) -> OutlineLevel:
    """What `ca` certified; `leading` are those that pass and all above them."""
    return _level(hierarchy, hierarchy.children(ca), ca, passing, leading)


def level_of_roots(
    hierarchy: Hierarchy, roots: Iterable[CaId], passing: frozenset[CaId], leading: frozenset[CaId]
) -> OutlineLevel:
    """The roots of an owner."""
    return _level(hierarchy, [hierarchy.members[id_] for id_ in roots], None, passing, leading)


def leading_to(hierarchy: Hierarchy, passing: frozenset[CaId]) -> frozenset[CaId]:
    """Those that pass, and everything above them: linear in the edges, safe in rings."""
    seen = set(passing)
    pending = list(passing)
    while pending:
        nearest = [above for above in hierarchy.above(pending.pop()) if above not in seen]
        seen.update(nearest)
        pending += nearest
    return frozenset(seen)


def _level(
    hierarchy: Hierarchy, members: list[Member], under: CaId | None, passing: frozenset[CaId], leading: frozenset[CaId]
) -> OutlineLevel:
    kept = sorted((m for m in members if m.id in leading), key=_worth)
    return OutlineLevel(
        rows=tuple(_row(hierarchy, m, under, passing, leading) for m in kept[:MOST_ROWS]),
        left_out=max(len(kept) - MOST_ROWS, 0),
        hidden=len(members) - len(kept),
    )


def _row(
    hierarchy: Hierarchy, member: Member, under: CaId | None, passing: frozenset[CaId], leading: frozenset[CaId]
) -> OutlineRow:
    others = sorted((hierarchy.members[id_] for id_ in hierarchy.above(member.id) if id_ != under), key=_worth)
    return OutlineRow(
        member=member,
        passes=member.id in passing,
        below=sum(id_ in leading for id_ in hierarchy.below(member.id)),
        others=tuple(others[:MOST_ISSUERS]),
        more_others=max(len(others) - MOST_ISSUERS, 0),
    )


def _worth(member: Member) -> tuple[int, int, tuple[str, str, str]]:
    mark = primary(member.marks)
    return ([*Standing].index(member.standing), [*Mark].index(mark) if mark else len(Mark), member.sort_key)
