"""R (Alpha, enabled for EV under the Forum's policy or its own) -> S (operated by Beta). The subject is S's CA."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.model.purpose import EV
from explorer.rules.external_ev_capable import FORUM_EV, RULE
from tests.pki.world import World

ANY_POLICY = "2.5.29.32.0"
OWN_EV = "1.3.6.1.4.1.99999.1"


def enabled(policy: str = FORUM_EV, **differs: object) -> World:
    """R with EV in its list."""
    drawn = World().root("R", purposes=("tls-server", "ev"), **differs)
    drawn._anchors = [replace(a, policy=policy) if a.purpose == EV else a for a in drawn._anchors]
    return drawn


def world(root: World | None = None, **differs: object) -> World:
    drawn = root or enabled()
    return drawn.sub("S", under="R", **{"operator": "Beta", "policies": (ANY_POLICY,), **differs})


MUST_FIRE = {
    "any policy under an EV root": (world(), ["S medium"]),
    "the root's EV policy": (world(enabled(OWN_EV), policies=(OWN_EV,)), ["S medium"]),
    "the Forum's policy, though the root's is another": (world(enabled(OWN_EV), policies=(FORUM_EV,)), ["S medium"]),
    "audits as the parent's, which has none": (world(own_audit=False), ["S medium"]),
    "an affiliate": (world().affiliates("Alpha", "Beta"), ["S low"]),
    "no column for the audit": (world(ev_audit_url=None), ["S unknown"]),
    "operator not known": (world(operator=None), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "an EV audit of its own": world(ev_audit_url="https://audit.example/ev"),
    "the parent's EV audit": world(enabled(ev_audit_url="https://audit.example/ev"), own_audit=False),
    "another policy": world(policies=("2.23.140.1.2.2",)),
    "no policy": world(policies=()),
    "a root that lost EV": world(World().root("R")),
    "a CA above does not assert the policy": enabled()
    .sub("P", under="R")
    .sub("S", under="P", operator="Beta", policies=(ANY_POLICY,)),
    "operated by the owner": world(operator=""),
    "not for TLS": world(eku=("email",)),
    "expired": world(expired=True),
    "revoked": world().revoked("S"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
