"""A drawn PKI as an assessment without findings, and the sample world as one with all of them."""

from __future__ import annotations

from pathlib import Path

from explorer.analysis.assess import Assessment, assess
from explorer.store.catalog import open_store
from explorer.store.snapshot import Manifest
from explorer.views.hierarchy import Hierarchy
from tests.pki.world import World


def assessment_of(world: World) -> Assessment:
    """The drawn world, judged by no rule."""
    facts = world.facts()
    manifest = Manifest(
        id="0" * 64,
        as_of=world.as_of.date(),
        lists=(),
        certificates=len(facts.graph.certificates),
        opaque=0,
        quarantined=0,
        warnings=(),
    )
    return Assessment(manifest=manifest, facts=facts, view="proof", findings=(), unknown=(), warnings=())


def hierarchy_of(world: World) -> Hierarchy:
    """The hierarchy of a drawn world."""
    return Hierarchy(assessment_of(world))


def assessed(store: Path) -> Assessment:
    """The newest day of a store."""
    with open_store(store) as opened:
        return assess(opened.snapshot())
