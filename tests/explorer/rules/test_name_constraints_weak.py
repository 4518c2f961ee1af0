"""R -> S with name constraints; the subject is S."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.model.constraint import NameConstraints, NameKind
from explorer.rules.name_constraints_weak import RULE
from tests.pki.certificates import subtree
from tests.pki.world import CONSTRAINED, World

OPEN = {
    "eku": ("tls-server",),
    "permitted_dns": ("", "example.com"),
    "permitted_ip": ("0.0.0.0/0", "::/0"),
    "permitted_directory": ("",),
}  # row D of the truth table


def world(**differs: object) -> World:
    return World().root("R").sub("S", under="R", **{**CONSTRAINED, **differs})


def with_maximum() -> World:
    permitted = replace(subtree(NameKind.DNS, "example"), maximum=3)
    return world(name_constraints=NameConstraints(permitted=(permitted,), excluded=(), critical=True))


def in_part() -> World:
    permitted = (subtree(NameKind.DNS, "example"),)
    return world(
        name_constraints=NameConstraints(permitted=permitted, excluded=(), critical=True, problem="host bits set")
    )


MUST_FIRE = {
    "every name is permitted": (World().root("R").sub("S", under="R", **OPEN), "S medium"),
    "every host is permitted, CCADB calls it constrained": (
        World().root("R").sub("S", under="R", eku=("tls-server",), permitted_dns=("",), constrained_flag=True),
        "S medium",
    ),
    "every host is permitted, nobody calls it constrained": (
        World().root("R").sub("S", under="R", eku=("tls-server",), permitted_dns=("",)),
        "S low",
    ),
    "every mailbox is permitted": (
        world(eku=("email",), permitted_email=("",), permitted_dns=("example",)),
        "S medium",
    ),
    "every directory name is permitted": (world(permitted_directory=("",)), "S low"),
    "every address is permitted": (world(excluded_ip=(), permitted_ip=("0.0.0.0/0", "::/0")), "S low"),
    "trusted by nobody": (World().root("R", programs=()).sub("S", under="R", **OPEN), "S low"),
    "a maximum": (with_maximum(), "S low"),
    "readable in part": (in_part(), "S low"),
    "unreadable": (world(name_constraints=None, unread=("name_constraints",)), "S low"),
    "a host name with a dot in front": (world(permitted_dns=(".example",)), "S low"),
    "a mailbox": (world(permitted_email=("ann@example",)), "S info"),
    "a mailbox since the S/MIME text": (world(permitted_email=("ann@example",), not_before="2024-01-01"), "S low"),
    "not critical in a TLS CA": (world(constraints_critical=False), "S info"),
}

MUST_NOT_FIRE = {
    "sound constraints": world(),
    "every host is excluded": world(permitted_dns=(), excluded_dns=("",)),
    "every host is permitted and excluded": world(permitted_dns=("",), excluded_dns=("",)),
    "every address of one family": world(excluded_ip=(), permitted_ip=("0.0.0.0/0",)),
    "not critical in a mail CA": world(eku=("email",), permitted_email=("example",), constraints_critical=False),
    "no constraints": World().root("R").sub("S", under="R", eku=("tls-server",)),
    "expired": world(permitted_dns=("",), expired=True),
    "revoked": world(permitted_dns=("",)).revoked("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
