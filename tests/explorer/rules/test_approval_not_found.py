"""R (Alpha) -> S (operated by Beta, of 2024)."""

from __future__ import annotations

import pytest

from explorer.rules.approval_not_found import RULE
from tests.pki.world import CONSTRAINED, World


def rooted() -> World:
    return World().root("R")


def world(drawn: World | None = None, **differs: object) -> World:
    new = {"operator": "Beta", "not_before": "2024-03-01"}
    return (drawn or rooted()).sub("S", under="R", **{**new, **differs})


MUST_FIRE = {
    "an organisation never seen before": (world(), ["S medium"]),
    "on the first day": (world(not_before="2022-06-01"), ["S medium"]),
    "an affiliate": (world().affiliates("Alpha", "Beta"), ["S low"]),
    "was there for e-mail, is new for TLS": (
        world(rooted().sub("E", under="R", operator="Beta", eku=("email",), not_before="2020-01-01")),
        ["S medium"],
    ),
    "its earlier CA had expired": (
        world(rooted().sub("E", under="R", operator="Beta", not_before="2015-01-01", not_after="2022-01-01")),
        ["S medium"],
    ),
    "its root is not Mozilla's": (world(rooted().root("Q", owner="Beta", programs=("Apple",))), ["S medium"]),
    "operator not known": (world(operator=None), ["S unknown"]),
    "constraints can't be read": (world(unread=("name_constraints",)), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "a day before the text": world(not_before="2022-05-31"),
    "a new certificate of an older CA": world(
        rooted().sub("E", under="R", operator="Beta", not_before="2020-01-01", expired=True), same_as="E"
    ),
    "was there for TLS": world(rooted().sub("E", under="R", operator="BETA Ltd", not_before="2020-01-01")),
    "owns an included root": world(rooted().root("Q", owner="Beta")),
    "operated by the owner": world(operator=""),
    "constrained": world(**CONSTRAINED),
    "not trusted by Mozilla": world(World().root("R", programs=("Apple",))),
    "for code signing": world(World().root("R", purposes=("code-signing",)), eku=("code-signing",)),
    "revoked": world().revoked("S"),
    "on a day before the text": World("2022-01-01")
    .root("R")
    .sub("S", under="R", operator="Beta", not_before="2021-06-01"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
