"""R (Alpha) -> S, issued on 2026-05-01; lists of 2026-05-01, 05-08, 05-09 and 06-01 are stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.rules.late_disclosure import RULE
from tests.pki.counted import census_of
from tests.pki.past import Past
from tests.pki.world import CONSTRAINED, World

DAYS = ("2026-05-01", "2026-05-08", "2026-05-09", "2026-06-01")


def world(first: str, days: tuple[str, ...] = DAYS, **differs: object) -> Past:
    past = Past("2026-06-01").root("R").sub("S", under="R", **{"not_before": "2026-05-01", **differs})
    return past.stored_on(*days).first_listed(R=days[0], S=first)


MUST_FIRE = {
    "missing on the eighth day": (world("2026-05-09"), ["S low"]),
    "missing for weeks": (world("2026-06-01"), ["S low"]),
    "lists a month apart": (world("2026-06-01", ("2026-05-01", "2026-06-01")), ["between-lists unknown"]),
    "constrained, since these are listed too": (world("2026-06-01", **CONSTRAINED), ["S low"]),
}

MUST_NOT_FIRE = {
    "in the list of the seventh day": world("2026-05-08"),
    "in the first list": world("2026-05-01"),
    "first stored list": world("2026-06-01", ("2026-06-01",)),
    "issued before the text": world("2026-06-01", not_before="2017-06-01"),
    "constrained, before these had to be listed": world("2026-06-01", not_before="2022-05-01", **CONSTRAINED),
    "its issuer came with it": world("2026-06-01").first_listed(R="2026-06-01"),
    "trusted by nobody": Past("2026-06-01")
    .root("R", programs=())
    .sub("S", under="R", not_before="2026-05-01")
    .stored_on(*DAYS)
    .first_listed(R="2026-05-01", S="2026-06-01"),
    "revoked": world("2026-06-01").revoked("S"),
}


def test_the_delay_told_is_the_least() -> None:
    (finding,) = world("2026-06-01").findings(RULE)
    assert finding.because[0].endswith("at least 9 days")


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def issuing(drawn: Past, day: str, *, is_verified: bool = True) -> tuple[str, str]:
    """Severity and reasons where the key of S was seen to issue on that day."""
    census = census_of(drawn.spki("S"), issued=day, is_verified=is_verified)
    (finding,) = RULE.run(replace(drawn.facts(), census=census))
    return str(finding.severity), "; ".join(finding.because)


def test_it_is_medium_when_the_key_was_seen_to_issue_before_with_the_log() -> None:
    severity, told = issuing(world("2026-06-01"), "2026-05-08")
    assert severity == "medium"
    assert "Certificate Transparency has certificates from 2026-05-08 on, log Willow" in told


@pytest.mark.parametrize(
    "day", ["2026-05-09", "2026-06-01"], ids=["day of the last list without it", "day it is listed"]
)
def test_what_was_not_issued_before_for_certain_leaves_it_low(day: str) -> None:
    severity, told = issuing(world("2026-06-01"), day)
    assert severity == "low" and "Transparency" not in told


def test_entries_without_verified_head_are_named_and_raise_nothing() -> None:
    severity, told = issuing(world("2026-06-01"), "2026-05-08", is_verified=False)
    assert severity == "low" and "log Willow (head unverified" in told


def test_what_may_be_issued_under_a_listed_certificate_on_the_key_raises_nothing() -> None:
    older = world("2026-06-01").sub("S0", under="R", key="S", not_before="2020-05-01")
    severity, told = issuing(older, "2026-05-08")
    assert severity == "low" and "Transparency" not in told
