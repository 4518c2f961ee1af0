"""R -> S, issued in 2020 unless said; the subject is S."""

from __future__ import annotations

import pytest

from explorer.rules.eku_anomaly import RULE
from tests.pki.world import World

BOTH = ("tls-server", "email")


def world(**differs: object) -> World:
    return World().root("R").sub("S", under="R", **differs)


def nested(*eku: str, above: tuple[str, ...] | None = ("tls-server",)) -> World:
    """R -> P (its EKU) -> S."""
    return World().root("R").sub("P", under="R", eku=above).sub("S", under="P", eku=eku)


MUST_FIRE = {
    "no EKU": (world(), "S medium"),
    "any": (world(eku=("any", "tls-server")), "S medium"),
    "TLS and e-mail together": (world(eku=BOTH), "S medium"),
    "together, trusted for e-mail alone": (
        World().root("R", purposes=("email",)).sub("S", under="R", eku=BOTH),
        "S low",
    ),
    "together, trusted by nobody": (World().root("R", programs=()).sub("S", under="R", eku=BOTH), "S low"),
    "more than the issuer": (nested("tls-server", "code-signing"), "S low"),
    "critical": (world(eku=("tls-server",), critical=("2.5.29.37",)), "S low"),
    "any beside others, over a root's key": (
        World().root("Q").root("R").sub("S", under="R", same_as="Q", eku=("any", "tls-server")),
        "S low",
    ),
    "TLS and code signing under Microsoft's text": (
        World()
        .root("R", programs=("Microsoft",))
        .sub("S", under="R", eku=("tls-server", "code-signing"), not_before="2026-01-01"),
        "S medium",
    ),
    "EKU can't be read": (world(eku=(), unread=("eku",)), "S unknown"),
}

MUST_NOT_FIRE = {
    "TLS server and client": world(eku=("tls-server", "tls-client")),
    "e-mail": world(eku=("email",)),
    "before 2019": world(not_before="2018-12-31"),
    "over a root's key": World().root("Q").root("R").sub("S", under="R", same_as="Q"),
    "expired": world(expired=True),
    "revoked": world().revoked("S"),
    "a root": World().root("R"),
    "no CA": world(is_ca=False, eku=BOTH),
    "TLS and code signing before Microsoft's text": World()
    .root("R", programs=("Microsoft",))
    .sub("S", under="R", eku=("tls-server", "code-signing")),
    "the issuer's second certificate allows it": World()
    .root("R")
    .sub("P", under="R", eku=("tls-server",))
    .sub("P2", under="R", same_as="P", eku=("email",))
    .sub("S", under="P", eku=("email",)),
    "the issuer's EKU is any": World()
    .root("R")
    .sub("P", under="R", eku=("any",), not_before="2018-01-01")
    .sub("S", under="P", eku=("email",)),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_names_the_useless_purpose_alone() -> None:
    (finding,) = nested("tls-server", "code-signing").findings(RULE)
    assert finding.because[0] == "its issuer allows no code-signing"
