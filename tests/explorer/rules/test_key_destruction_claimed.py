"""root X -> R with OCSPSigning; the register claims that R's key was destroyed. The subject is R's key."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.rules.key_destruction_claimed import RULE
from tests.pki.world import World


def world(programs: tuple[str, ...] = ("Mozilla",), evidence: dict[str, Any] | None = None, **differs: Any) -> World:
    drawn = World().root("X", programs=programs)
    drawn.sub("R", under="X", **{"eku": ("tls-server", "ocsp-signing"), **differs})
    return drawn if evidence is None else drawn.evidence("R", **evidence)


MUST_FIRE = {
    "a statement of the CA": world(evidence={"form": "ca_statement_witnessed"}),
    "a report without digest": world(evidence={"document_sha256": ""}),
    "a report on some copies": world(evidence={"copies": "unstated"}),
    "revoked or not": world(evidence={"auditor": ""}).revoked("R"),
}

MUST_NOT_FIRE = {
    "no record": world(),
    "evidenced": world(evidence={}),
    "nobody trusts the issuer": world(programs=(), evidence={"auditor": ""}),
    "expired": world(expired=True, evidence={"auditor": ""}),
    "no OCSPSigning": world(eku=("tls-server",), evidence={"auditor": ""}),
    "contradicted": world(evidence={"auditor": ""}).sub("T", under="R", not_before="2022-01-01"),
}


@pytest.mark.parametrize("drawn", MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World) -> None:
    assert drawn.fired(RULE) == ["R medium"]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_names_what_is_missing() -> None:
    (finding,) = world(evidence={"auditor": "", "copies": "unstated"}).findings(RULE)
    missing = [sentence for sentence in finding.because if sentence.startswith("missing: ")]
    assert len(missing) == 2
