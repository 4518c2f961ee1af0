"""root X -> S, expired 2024-01-01 and last listed by an auditor in 2022. Each case says what differs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from explorer.rules.audit_trail_ends import RULE
from tests.pki.world import World


def world(listed: str = "2022-06-30", form: str = "audit_statement", event: str = "used", **differs: Any) -> World:
    drawn = World().root("X").sub("S", under="X", **{"not_after": "2024-01-01", **differs})
    return drawn.evidence("S", event=event, form=form, event_date=date.fromisoformat(listed))


MUST_FIRE = {
    "expired after the last listing": (world(), "S low"),
    "listed as parked, and then no more": (world(event="parked", form="auditor_lifecycle_report"), "S low"),
    "revoked, and never listed again": (world(not_after="2030-01-01").revoked("S"), "S low"),
    "destruction claimed by the CA alone": (world().evidence("S", form="ca_statement"), "S low"),
}

MUST_NOT_FIRE = {
    "listed after it expired": world(listed="2024-06-30"),
    "listed less than 457 days ago": world(listed="2025-07-01", not_after="2026-01-01"),
    "in use": world(not_after="2030-01-01"),
    "an auditor says destroyed": world().evidence("S"),
    "no auditor's document": world(form="ca_statement"),
    "nothing in the register": World().root("X").sub("S", under="X", not_after="2024-01-01"),
}


def keys(drawn: World) -> list[str]:
    return [found for found in drawn.fired(RULE) if not found.endswith("unknown")]


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert keys(drawn) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert keys(drawn) == []


def test_each_run_says_that_audits_are_not_read() -> None:
    assert World().root("X").fired(RULE) == ["audit-contents unknown"]


def test_it_says_that_no_evidence_was_found() -> None:
    finding = next(f for f in world().findings(RULE) if f.status != "unknown")
    assert "no evidence found" in " ".join(finding.because)
