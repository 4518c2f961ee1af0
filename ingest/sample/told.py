"""The sample world as told: every story, in one order."""

from __future__ import annotations

from functools import lru_cache

from ingest.sample.certificates import encode
from ingest.sample.draw import World
from ingest.sample.stories import (
    crossings,
    destruction,
    healthy,
    hostile,
    odd_bytes,
    old_lantern,
    outside_hands,
    records,
    responders,
    siblings,
    trust_ends,
    truth_table,
    weak_keys,
)

_STORIES = (
    old_lantern,
    healthy,
    outside_hands,
    truth_table,
    siblings,
    responders,
    destruction,
    weak_keys,
    crossings,
    records,
    odd_bytes,
    hostile,
    trust_ends,
)


@lru_cache(maxsize=1)
def told_world() -> World:
    """The drawn world; read it, do not add to it."""
    world = World()
    for story in _STORIES:
        story.tell(world)
    return world


@lru_cache(maxsize=1)
def encoded() -> dict[str, bytes]:
    """Every certificate as DER, by label, in the order drawn."""
    return {label: encode(plan) for label, plan in told_world().plans.items()}
