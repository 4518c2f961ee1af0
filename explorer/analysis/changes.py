"""Two days compared: every value that differs with its cause, and the typed changes that follow.

`diff` and `compose` work on values, `typed` reads them: the difference of A and C is that of A and B followed by that
of B and C, and so are the typed changes. Causes compose, too, unless a value came and went in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.analysis.causes import Causes
from explorer.analysis.standing import Standing, value_at
from explorer.model.change import UNKNOWN, Aspect, Delta, Place
from explorer.store.catalog import Store

_EFFECTS = frozenset({Aspect.TRUST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Every value that differs between two days."""

    before: Standing
    after: Standing
    deltas: Mapping[Place, Delta]


def diff(store: Store, before: Standing, after: Standing) -> Diff:
    """Compare two days of one store. Linear in their values."""
    causes = Causes(store, before, after)
    deltas = {}
    for place in before.values.keys() | after.values.keys():
        old, new = value_at(before, place), value_at(after, place)
        if _differ(old, new):
            cause = None if place.aspect in _EFFECTS else causes.of(place, old, new)
            deltas[place] = Delta(old=old, new=new, cause=cause)
    return Diff(before=before, after=after, deltas=dict(sorted(deltas.items())))


def _differ(old: str | None, new: str | None) -> bool:
    """Nothing that is known on either day is no difference."""
    return old != new and not {old, new} <= {None, UNKNOWN}


def compose(first: Diff, second: Diff) -> Diff:
    """One difference after the other; the second must begin where the first ends."""
    if first.after.day != second.before.day:
        raise ValueError(f"{second.before.day} does not follow {first.after.day}")
    deltas: dict[Place, Delta] = {}
    for place in first.deltas.keys() | second.deltas.keys():
        early, late = first.deltas.get(place), second.deltas.get(place)
        old = early.old if early else late.old if late else None
        new = late.new if late else early.new if early else None
        if _differ(old, new):
            last = late or early
            deltas[place] = Delta(old=old, new=new, cause=last.cause if last else None)
    return Diff(before=first.before, after=second.after, deltas=dict(sorted(deltas.items())))
