"""R (Alpha) -> S (operated by Beta, audited on its own). Allowed are 457 days, from 2025-06-01 on."""

from __future__ import annotations

import pytest

from explorer.rules.external_audit_stale import RULE
from tests.pki.world import CONSTRAINED, World

CURRENT = {"standard": "2025-04-01/2026-03-31", "tls-br": "2025-04-01/2026-03-31"}


def world(as_of: str = "2026-09-01", /, **differs: object) -> World:
    return World(as_of).root("R").sub("S", under="R", **{"operator": "Beta", "audits": CURRENT, **differs})


def audits(**periods: str) -> dict[str, dict[str, str]]:
    return {"audits": {**CURRENT, **{name.replace("_", "-"): period for name, period in periods.items()}}}


MUST_FIRE = {
    "ended a day too early": (world(**audits(tls_br="2024-06-01/2025-05-31")), ["S medium"]),
    "ended 180 days beyond": (world(**audits(tls_br="2023-12-04/2024-12-03")), ["S medium"]),
    "ended 181 days beyond": (world(**audits(tls_br="2023-12-03/2024-12-02")), ["S high"]),
    "the S/MIME audit": (world(eku=("email",), **audits(smime_br="2022-01-01/2022-12-31")), ["S high"]),
    "its end can't be read": (world(**audits(standard="2025-04-01/?")), ["S unknown"]),
}

MUST_NOT_FIRE = {
    "current": world(),
    "ended on the first day allowed": world(**audits(tls_br="2024-06-02/2025-06-01")),
    "NetSec, before it was asked for": world("2025-06-01", audits={**CURRENT, "netsec": "2020-01-01/2020-12-31"}),
    "an EV audit under a root without EV": world(**audits(tls_ev="2019-01-01/2019-12-31")),
    "a code signing audit, trusted for TLS alone": world(**audits(code_signing="2019-01-01/2019-12-31")),
    "a TLS audit, for e-mail alone": world(eku=("email",), **audits(tls_br="2019-01-01/2019-12-31")),
    "operated by the owner: AUD-001": world(operator="", own_audit=True, **audits(standard="2019-01-01/2019-12-31")),
    "the audits of its parent": world(own_audit=False, **audits(standard="2019-01-01/2019-12-31")),
    "constrained": world(**CONSTRAINED, **audits(standard="2019-01-01/2019-12-31")),
    "revoked": world(**audits(standard="2019-01-01/2019-12-31")).revoked("S"),
    "expired": world(expired=True, **audits(standard="2019-01-01/2019-12-31")),
    "trusted by nobody": World()
    .root("R", programs=())
    .sub("S", under="R", operator="Beta", audits={"standard": "2019-01-01/2019-12-31"}),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
