"""Section 5.3.1 of the Mozilla policy through its versions; each case says what the sub-CA is and who is satisfied."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Unpack

import pytest

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.trust.definitions import mrsp
from tests.pki.certificates import Differs, certificate

SA, EM = "tls-server", "email"
X46 = ("0.0.0.0/0", "::/0")
TLS_NAMES: Differs = {"permitted_dns": ("example.com",), "excluded_ip": X46, "permitted_directory": ("Example",)}
ORDER = ("2.4.1", "2.5", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.9", "3.0", "3.1")

CASES: dict[str, tuple[Differs, str]] = {  # one letter per version of ORDER: y, n, or ? for unknown
    "TLS, names in full": ({"eku": (SA,), **TLS_NAMES}, "yyyyyyyyyy"),
    "TLS, no directoryName": ({"eku": (SA,), "permitted_dns": ("example.com",), "excluded_ip": X46}, "nnnnnnnnnn"),
    "TLS, names of a form that the profile bans": ({"eku": (SA,), **TLS_NAMES, "permitted_uri": (".x",)}, "yyyyyyynnn"),
    "e-mail without names": ({"eku": (EM,)}, "?nnnnnnnnn"),
    "e-mail, rfc822Name": ({"eku": (EM,), "permitted_email": ("example.com",)}, "yyyyyyynnn"),
    "e-mail, rfc822Name and directoryName": (
        {"eku": (EM,), "permitted_email": ("example.com",), "permitted_directory": ("Example",)},
        "yyyyyyyyyy",
    ),
    "e-mail, one mailbox": (
        {"eku": (EM,), "permitted_email": ("a@example.com",), "permitted_directory": ("Example",)},
        "yyyyyyynnn",
    ),
    "TLS and e-mail, all names": ({"eku": (SA, EM), **TLS_NAMES, "permitted_email": ("example.com",)}, "yyyyynnnnn"),
    "other purposes": ({"eku": ("tls-client",)}, "yyyyyyyyyy"),
    "any purpose": ({"eku": ("any",), **TLS_NAMES}, "nnnnnnnnnn"),
    "no EKU": ({**TLS_NAMES}, "nnnnnnnnnn"),
}


def sub(**differs: Unpack[Differs]) -> Certificate:
    """S below R."""
    differs.setdefault("issuer", "R")
    return certificate("S", **differs)


LETTER = {Truth.YES: "y", Truth.NO: "n", Truth.UNKNOWN: "?"}


@pytest.mark.parametrize(("differs", "expected"), CASES.values(), ids=CASES)
def test_each_version(differs: Differs, expected: str) -> None:
    subject = sub(**differs)
    found = [LETTER[mrsp.definition(mrsp.numbered(number)).decide(subject).truth] for number in ORDER]
    assert "".join(found) == expected


STARTS = {
    "2.5": datetime(2017, 6, 23, tzinfo=UTC),
    "2.6": datetime(2018, 7, 1, tzinfo=UTC),
    "2.7": datetime(2020, 1, 1, tzinfo=UTC),
    "2.7.1": datetime(2021, 5, 1, tzinfo=UTC),
    "2.8": datetime(2022, 6, 1, tzinfo=UTC),
    "2.8.1": datetime(2023, 2, 15, tzinfo=UTC),
    "2.9": datetime(2023, 9, 1, tzinfo=UTC),
    "3.0": datetime(2025, 3, 15, tzinfo=UTC),
    "3.1": datetime(2026, 7, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(("number", "start"), STARTS.items(), ids=STARTS)
def test_a_version_starts_on_its_day_and_not_a_second_before(number: str, start: datetime) -> None:
    assert mrsp.in_force(start).number == number
    assert mrsp.in_force(start - timedelta(seconds=1)).number == ORDER[ORDER.index(number) - 1]


def test_everything_older_than_2_5_is_read_by_2_4_1() -> None:
    assert mrsp.in_force(datetime(1999, 1, 1, tzinfo=UTC)).number == "2.4.1"


TRANSITION = {
    "old intermediate, in time": ("2017-06-21", datetime(2018, 1, 15, tzinfo=UTC), Truth.UNKNOWN),
    "old intermediate, too late": ("2017-06-21", datetime(2018, 1, 16, tzinfo=UTC), Truth.NO),
    "intermediate of the day itself": ("2017-06-22", datetime(2018, 1, 15, tzinfo=UTC), Truth.NO),
}


@pytest.mark.parametrize(("not_before", "as_of", "truth"), TRANSITION.values(), ids=TRANSITION)
def test_e_mail_transition_of_2_5(not_before: str, as_of: datetime, truth: Truth) -> None:
    subject = sub(eku=(EM,), not_before=not_before)
    assert mrsp.definition(mrsp.in_force(as_of), as_of).decide(subject).truth is truth
