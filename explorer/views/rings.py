"""Rings: sets of CAs that certify each other, directly or through others (strongly connected components)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def rings_of(members: Sequence[str], lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Every member once, those on a common ring together, in order of the first of each. Tarjan, without recursion."""
    below: dict[str, list[str]] = {}
    for source, target in lines:
        below.setdefault(source, []).append(target)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    rings: list[tuple[str, ...]] = []
    for start in members:
        if start in index:
            continue
        work = [(start, iter(below.get(start, ())))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            member, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(below.get(target, ()))))
                    break
                if target in on_stack:
                    low[member] = min(low[member], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[member])
                if low[member] == index[member]:
                    place = stack.index(member)
                    ring = tuple(stack[place:])
                    del stack[place:]
                    on_stack.difference_update(ring)
                    rings.append(ring)
    place_of = {member: place for place, member in enumerate(members)}
    return tuple(
        sorted((tuple(sorted(ring, key=place_of.__getitem__)) for ring in rings), key=lambda ring: place_of[ring[0]])
    )
