"""R, trusted up to a day or with a key of an age, -> S. The subjects are the CAs."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.rules.trust_ends_by_date import RULE, due_by_age
from tests.pki.world import World


def cut(**differs: object) -> World:
    """R (up to the end of 2025) -> S."""
    return World().root("R", until="2025-12-31").sub("S", under="R", **differs)


def aged(not_before: str, as_of: str = "2026-09-01", **differs: object) -> World:
    return World(as_of).root("R", not_before=not_before, **differs).sub("S", under="R")


MUST_FIRE = {
    "every path has a cut-off": (cut(), ["R info", "S info"]),
    "one program of two has a cut-off": (
        cut().root("Q", programs=("Apple",)).sub("S2", under="Q", same_as="S"),
        ["R info", "S info"],
    ),
    "a CA was issued after the cut-off": (
        cut().sub("T", under="S", not_before="2026-01-01"),
        ["R info", "S medium", "T info"],
    ),
    "the websites bit is due": (aged("2004-01-01", purposes=("tls-server",)), ["R info"]),
    "the websites bit is due within the year": (aged("2008-06-01", purposes=("tls-server",)), ["R info"]),
    "an older self-signed certificate has the key": (
        aged("2012-01-01").root("R2", programs=(), same_as="R", not_before="2005-01-01"),
        ["R info"],
    ),
}

MUST_NOT_FIRE = {
    "no cut-off": World().root("R").sub("S", under="R"),
    "the websites bit is due later": aged("2014-04-15"),
    "an old root of another program": aged("2004-01-01", programs=("Apple",)),
    "an old root before the text": aged("2000-01-01", as_of="2021-07-01"),
    "an old root for e-mail, three years later": aged("2006-01-01", purposes=("email",)),
    "a cut-off for signing OCSP answers alone": World().root("R", purposes=("ocsp-signing",), until="2025-12-31"),
    "trusted by nobody": World().root("R", programs=()).sub("S", under="R"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_another_anchor_without_a_cut_off_keeps_the_ca() -> None:
    drawn = cut().root("Q").sub("S2", under="Q", same_as="S")
    assert drawn.fired(RULE) == ["R info"]


def test_issuing_after_one_of_two_cut_offs_is_not_late() -> None:
    drawn = cut().root("Q", programs=("Apple",), until="2026-06-30").sub("S2", under="Q", same_as="S")
    drawn.sub("T", under="S", not_before="2026-01-01")
    assert "S info" in drawn.fired(RULE)


def test_proof_is_the_path_with_the_cut_off() -> None:
    drawn = World().root("Q", programs=("Apple",)).root("R", until="2025-12-31")
    drawn.sub("S", under="Q").sub("S2", under="R", same_as="S")
    (finding,) = [f for f in drawn.findings(RULE) if drawn.word(f.subject) == "S"]
    assert drawn.path(finding.proof) == "R > S2"
    assert finding.because == (
        "trusted only for what was issued up to a day: Mozilla:email (until 2025-12-31), Mozilla:tls-server (until 2025-12-31)",
    )


@pytest.mark.parametrize(
    ("made", "websites", "mail"),
    [
        (date(1996, 5, 1), date(2025, 4, 15), date(2028, 4, 15)),
        (date(2007, 12, 31), date(2026, 4, 15), date(2029, 4, 15)),
        (date(2014, 4, 14), date(2029, 4, 15), date(2032, 4, 15)),
        (date(2014, 4, 15), date(2029, 4, 15), date(2032, 4, 15)),
        (date(2016, 2, 29), date(2031, 3, 1), date(2034, 3, 1)),
    ],
)
def test_age_schedule(made: date, websites: date, mail: date) -> None:
    assert (due_by_age(made, TLS_SERVER), due_by_age(made, EMAIL)) == (websites, mail)
