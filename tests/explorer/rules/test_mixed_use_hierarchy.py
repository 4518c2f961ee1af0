"""R -> S. The subject is R's CA; the day is 2026-09-01 unless said."""

from __future__ import annotations

import pytest

from explorer.rules.mixed_use_hierarchy import RULE
from tests.pki.world import World


def chrome(*eku: str, as_of: str = "2026-09-01", **differs: object) -> World:
    """R (Chrome, TLS) -> S."""
    drawn = World(as_of).root("R", programs=("Chrome",), purposes=("tls-server",))
    return drawn.sub("S", under="R", eku=eku or None, **differs)


def crossed(*eku: str, not_before: str = "2025-07-01") -> World:
    """R and Q are roots; R issued one more certificate of Q."""
    drawn = World().root("R", purposes=("tls-server",)).root("Q", purposes=("tls-server",))
    return drawn.sub("Q2", under="R", same_as="Q", eku=eku or None, not_before=not_before)


MUST_FIRE = {
    "Mozilla trusts it for TLS and e-mail": World().root("R", not_before="2010-01-01"),
    "Apple trusts a new root for both": World().root("R", programs=("Apple",), not_before="2024-05-01"),
    "Chrome trusts a sub-CA for TLS and e-mail": chrome("tls-server", "email"),
    "Chrome trusts a sub-CA without an EKU": chrome(),
    "Chrome trusts a young sub-CA with TLS client": chrome("tls-server", "tls-client", not_before="2026-06-20"),
    "a cross-certificate over another root with TLS and code signing": crossed("tls-server", "code-signing"),
    "a cross-certificate over another root without an EKU": crossed(),
}

MUST_NOT_FIRE = {
    "Mozilla, before the text": World("2021-07-01").root("R"),
    "Mozilla, TLS alone": World().root("R", purposes=("tls-server",)),
    "Mozilla, e-mail already ended by a cut-off": World().root("R", until="2025-12-31"),
    "Apple trusts an older root for both": World().root("R", programs=("Apple",), not_before="2020-01-01"),
    "Microsoft has no such text": World().root("R", programs=("Microsoft",)),
    "Chrome, TLS alone": chrome("tls-server"),
    "Chrome, TLS client in an older sub-CA": chrome("tls-server", "tls-client"),
    "Chrome, before the text": chrome("tls-server", "email", as_of="2025-12-01"),
    "Chrome, e-mail alone is not trusted there": chrome("email"),
    "Chrome, a key rollover without an EKU": World()
    .root("R", programs=("Chrome",), purposes=("tls-server",))
    .sub("N", under="R", cn="R", key="N"),
    "Chrome, expired": chrome("tls-server", "email", expired=True),
    "Chrome, revoked": chrome("tls-server", "email").revoked("S"),
    "a cross-certificate before the text": crossed("tls-server", "code-signing", not_before="2025-06-01"),
    "a cross-certificate for TLS": crossed("tls-server"),
}


@pytest.mark.parametrize("drawn", MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World) -> None:
    assert drawn.fired(RULE) == ["R medium"]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_a_sub_ca_counts_for_the_root_that_reaches_it() -> None:
    """Q -> R2 (a cross-certificate of R) and R -> S: S is R's affair."""
    drawn = World().root("Q", programs=("Chrome",), purposes=("tls-server",))
    drawn.root("R", programs=("Chrome",), purposes=("tls-server",)).sub(
        "R2", under="Q", same_as="R", eku=("tls-server",)
    )
    drawn.sub("S", under="R", eku=("tls-server", "email"))
    assert drawn.fired(RULE) == ["R medium"]
