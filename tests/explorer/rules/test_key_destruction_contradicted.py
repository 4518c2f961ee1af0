"""root X -> R; the register says that R's key was destroyed on 2021-01-01. The subject is R's key."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.rules.key_destruction_contradicted import RULE
from tests.pki.world import World


def world() -> World:
    return World().root("X").sub("R", under="X").evidence("R")


MUST_FIRE = {
    "it signed a certificate a year later": world().sub("T", under="R", not_before="2022-01-01"),
    "the register names a later use": world().evidence("R", event="used", event_date=date(2021, 3, 1)),
    "two reports, two days": world().evidence("R", event_date=date(2021, 6, 1)),
    "nobody trusts it": World()
    .root("X", programs=())
    .sub("R", under="X")
    .evidence("R")
    .sub("T", under="R", not_before="2022-01-01"),
}

MUST_NOT_FIRE = {
    "nothing later": world(),
    "a certificate of the same day": world().sub("T", under="R", not_before="2021-01-01"),
    "a certificate of a day later": world().sub("T", under="R", not_before="2021-01-02"),
    "a certificate of another key of that name": world()
    .sub("S", under="X", cn="R", key="K")
    .sub("T", under="S", not_before="2022-01-01"),
    "no record": World().root("X").sub("R", under="X"),
}


@pytest.mark.parametrize("drawn", MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World) -> None:
    assert drawn.fired(RULE) == ["R critical"]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
