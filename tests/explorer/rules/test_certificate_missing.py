"""R -> S; each case says what is missing of S. The subject is S's record."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.certificate_missing import RULE
from tests.pki.world import World


def world(**differs: Any) -> World:
    return World().root("R").sub("S", under="R", **differs)


MUST_FIRE = {
    "no PEM": (world(pem=False), "S low"),
    "no PEM, others of its year at hand": (world(pem=False, valid_from="2020.01.01"), "S low"),
    "66 characters": (world(cell="AB" * 33), "S low"),
    "empty cell": (world(cell=""), "S low"),
    "no certificate of its year at hand": (world(pem=False, valid_from="2019.01.01"), "S unknown"),
}

MUST_NOT_FIRE = {
    "at hand": world(),
    "at hand and unreadable: DATA-007": world(opaque="no SEQUENCE"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_without_any_certificate_nothing_is_missing_by_fault_of_ccadb() -> None:
    assert World().root("R", pem=False).fired(RULE) == ["R unknown"]
