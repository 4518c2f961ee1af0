"""Each condition of a path by itself: what holds, what fails, and at which edge."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from explorer.model.constraint import NameConstraints
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, TLS_SERVER, Purpose
from explorer.model.revocation import Revocation
from explorer.trust import conditions as c
from explorer.trust.anchors import UNKNOWN_PURPOSE
from tests.pki.certificates import certificate

END = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), True),
        (datetime(2019, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (END, True),
        (END.replace(microsecond=999_999), True),
        (END.replace(second=1), False),
    ],
)
def test_validity_counts_whole_seconds_and_both_ends(moment: datetime, holds: bool) -> None:
    assert c.is_in_validity(certificate("S"), c.whole_second(moment)) is holds


def test_validity_that_can_not_be_read_is_left_to_the_doubt() -> None:
    unread = certificate("S", not_after="2021-01-01", unread=("not_after",))
    assert c.is_in_validity(unread, END)
    assert "notAfter" in c.doubt_of(unread)


AUTHORITIES = {
    "v3 with cA": ({}, True),
    "v3 without": ({"is_ca": None}, False),
    "v3 with cA FALSE": ({"is_ca": False}, False),
    "v1": ({"version": 1, "is_ca": None}, False),
    "v1 that says cA": ({"version": 1}, False),
    "unread": ({"is_ca": None, "unread": ("is_ca",)}, True),
}


@pytest.mark.parametrize(("differs", "holds"), AUTHORITIES.values(), ids=AUTHORITIES)
def test_ca_flag(differs: dict[str, object], holds: bool) -> None:
    assert c.is_ca_certificate(certificate("S", **differs)) is holds  # type: ignore[arg-type]  # words of the table


@pytest.mark.parametrize(
    ("key_usage", "holds"), [(None, True), (("keyCertSign",), True), (("cRLSign",), False), ((), False)]
)
def test_key_usage(key_usage: tuple[str, ...] | None, holds: bool) -> None:
    assert c.may_sign_certificates(certificate("S", key_usage=key_usage)) is holds


LENGTHS = {
    "unlimited": (c.UNLIMITED, {}, c.UNLIMITED - 1),
    "its own limit": (c.UNLIMITED, {"path_length": 2}, 2),
    "the smaller one": (2, {"path_length": 5}, 1),
    "none left": (0, {}, None),
    "none left, self-issued": (0, {"issuer": "S"}, 0),
    "self-issued with a limit": (3, {"issuer": "S", "path_length": 1}, 1),
}


@pytest.mark.parametrize(("left", "differs", "after"), LENGTHS.values(), ids=LENGTHS)
def test_path_length(left: int, differs: dict[str, object], after: int | None) -> None:
    made = certificate("S", **{"issuer": "R", **differs})  # type: ignore[arg-type]  # words of the table
    assert c.path_length_after(left, made) == after


PURPOSES = {
    "absent": (None, TLS_SERVER, "2020-01-01", True, True),
    "listed": (("tls-server",), TLS_SERVER, "2020-01-01", True, True),
    "another": (("email",), TLS_SERVER, "2020-01-01", False, False),
    "empty": ((), TLS_SERVER, "2020-01-01", False, False),
    "EV asks for TLS": (("tls-server",), EV, "2020-01-01", True, True),
    "any": (("any",), EMAIL, "2020-01-01", False, True),
    "step-up of an old CA": (("netscape-step-up",), TLS_SERVER, "2016-08-22", False, True),
    "step-up of a new CA": (("netscape-step-up",), TLS_SERVER, "2016-08-23", False, False),
    "step-up for e-mail": (("netscape-step-up",), EMAIL, "2010-01-01", False, False),
    "SGC": (("microsoft-sgc",), TLS_SERVER, "2020-01-01", False, True),
    "root of unknown purposes": (("email",), UNKNOWN_PURPOSE, "2020-01-01", True, True),
}


@pytest.mark.parametrize(("eku", "purpose", "born", "strict", "lenient"), PURPOSES.values(), ids=PURPOSES)
def test_purpose(eku: tuple[str, ...] | None, purpose: Purpose, born: str, strict: bool, lenient: bool) -> None:
    made = certificate("S", eku=eku, not_before=born)
    assert c.allows_purpose(made, purpose, lenient=False) is strict
    assert c.allows_purpose(made, purpose, lenient=True) is lenient


@pytest.mark.parametrize(
    ("policies", "asked", "holds"),
    [
        ((), "", True),
        ((), "1.1", False),
        (("1.1",), "1.1", True),
        (("1.2",), "1.1", False),
        (("2.5.29.32.0",), "1.1", True),
    ],
)
def test_policy(policies: tuple[str, ...], asked: str, holds: bool) -> None:
    assert c.allows_policy(certificate("S", policies=policies), asked) is holds


HEEDED = {
    "CCADB, by all": ("ccadb", Program.APPLE, EMAIL, True),
    "OneCRL, by Mozilla for TLS": ("onecrl", Program.MOZILLA, TLS_SERVER, True),
    "OneCRL, by Mozilla for EV": ("onecrl", Program.MOZILLA, EV, True),
    "OneCRL, not for e-mail": ("onecrl", Program.MOZILLA, EMAIL, False),
    "OneCRL, not by others": ("onecrl", Program.CHROME, TLS_SERVER, False),
}


@pytest.mark.parametrize(("source", "program", "purpose", "heeded"), HEEDED.values(), ids=HEEDED)
def test_revocation_by_source(source: str, program: Program, purpose: Purpose, heeded: bool) -> None:
    said = Revocation(certificate=certificate("S").id, source=source, since=None, reason="")
    assert (c.revoking([said], program, purpose) is said) is heeded


DOUBTS = {
    "nothing": ({}, ""),
    "unknown critical extension": (
        {"unknown_critical": ("1.2.3",)},
        "critical extension that is not understood here: 1.2.3",
    ),
    "a field that decides": ({"unread": ("eku",)}, "its extended key usage can't be read"),
    "an extension that stands there twice": ({"unread": ("unknown_critical",)}, "its list of extensions can't be read"),
    "a field that does not": ({"unread": ("cps_urls",)}, ""),
    "constraints read in part": (
        {"name_constraints": NameConstraints(permitted=(), excluded=(), critical=True, problem="odd")},
        "can't be read in full: odd",
    ),
    "constraints of nothing": (
        {"name_constraints": NameConstraints(permitted=(), excluded=(), critical=True)},
        "no subtree stands in it",
    ),
}


@pytest.mark.parametrize(("differs", "word"), DOUBTS.values(), ids=DOUBTS)
def test_doubt(differs: dict[str, object], word: str) -> None:
    doubt = c.doubt_of(certificate("S", **differs))  # type: ignore[arg-type]  # words of the table
    assert word in doubt
    assert bool(word) == bool(doubt)


def test_an_empty_issuer_name_links_to_nobody() -> None:
    assert not c.has_issuer_name(certificate("S", issuer=""))
    assert c.has_issuer_name(certificate("S", issuer="R"))
    assert c.has_issuer_name(certificate("S", issuer="", unread=("issuer",)))
