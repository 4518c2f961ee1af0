"""root X -> O, a responder certificate of 2026. Each case says what differs about O."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.certificate import KEY_USAGE
from explorer.model.purpose import OCSP_NOCHECK
from explorer.rules.responder_off_profile import RULE
from tests.pki.world import World


def world(programs: tuple[str, ...] = ("Mozilla",), **differs: Any) -> World:
    return World().root("X", programs=programs).responder("O", under="X", **differs)


OLD: dict[str, Any] = {"not_before": "2023-09-14"}

MUST_FIRE = {
    "also a TLS server": (world(eku=("ocsp-signing", "tls-server")), "O medium"),
    "another purpose": (world(eku=("ocsp-signing", "tls-client")), "O low"),
    "further key usage": (world(key_usage=("digitalSignature", "keyEncipherment")), "O low"),
    "no key usage": (world(key_usage=None), "O low"),
    "nocheck that is no NULL": (world(nocheck="0000"), "O low"),
    "nocheck that is critical": (world(critical=(KEY_USAGE, OCSP_NOCHECK)), "O low"),
    "key usage that is not critical": (world(critical=()), "O low"),
    "CRL distribution points": (world(crl_urls=("http://crl.example/x",)), "O low"),
    "subject alternative name": (world(has_san=True), "O low"),
    "name constraints": (world(permitted_dns=("example",)), "O low"),
    "valid for ten years": (world(not_before="2024-01-01", not_after="2034-01-01"), "O low"),
    "issued on the first day of the profile": (world(not_before="2023-09-15", not_after="2028-01-01"), "O low"),
    "issued before the profile": (world(**OLD, not_after="2028-01-01", eku=("ocsp-signing", "tls-server")), "O info"),
    "nobody trusts the issuer": (world(programs=(), has_san=True), "O info"),
}

MUST_NOT_FIRE = {
    "on profile": world(),
    "without nocheck, else on profile: OCSP-004": world(nocheck=None),
    "expired": world(has_san=True, not_after="2026-08-01"),
    "a CA certificate": World().root("X").sub("R", under="X", eku=("ocsp-signing", "tls-server")),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_one_finding_names_every_fault() -> None:
    (finding,) = world(has_san=True, crl_urls=("http://crl.example/x",)).findings(RULE)
    assert len(finding.because) == 3
