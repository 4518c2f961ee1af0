"""R -> S with a record that carries Derived Trust Bits; the subject is S's record."""

from __future__ import annotations

import pytest

from explorer.model.purpose import CODE_SIGNING, EMAIL, TLS_SERVER
from explorer.rules.derived_bits_contradict import RULE, purposes_of
from tests.pki.world import CONSTRAINED, World

TLS = "Server Authentication"


def world(bits: str | None = TLS, **differs: object) -> World:
    return World().root("R", bits="").sub("S", under="R", **{"eku": ("tls-server",), "bits": bits, **differs})


def nameless() -> World:
    """R -> P (hosts below example) -> S (hosts elsewhere): the columns know nothing of it."""
    drawn = World().root("R", bits="").sub("P", under="R", bits=TLS, **CONSTRAINED)
    limits = {**CONSTRAINED, "permitted_dns": ("test",), "permitted_directory": ()}
    return drawn.sub("S", under="P", organisation="Example", bits=TLS, **limits)


MUST_FIRE = {
    "the column is empty, a path is trusted": (world(""), "S medium"),
    "the column lacks TLS": (world("Client Authentication"), "S medium"),
    "the column is empty, the path has a cut-off": (
        World().root("R", until="2025-12-31", bits="").sub("S", under="R", eku=("tls-server",), bits=""),
        "S info",
    ),
    "the column has e-mail, no path holds it": (world(f"{TLS};Secure Email"), "S info"),
    "no host name is left": (nameless(), "S info"),
    "revoked, the column does not follow": (world().revoked("S", "onecrl"), "S info"),
    "its issuer is not at hand": (
        World().root("R", pem=False, bits="").sub("S", under="R", eku=("tls-server",), bits=TLS).root("Q", bits=""),
        "S unknown",
    ),
    "a field of it can't be read": (world(unread=("path_length",)), "S unknown"),
}

MUST_NOT_FIRE = {
    "both say TLS": world(),
    "another order and spacing": world(f" secure email ; {TLS}", eku=("tls-server", "email")),
    "a purpose of which no program speaks": world(f"{TLS};Code Signing"),
    "a label that we do not know": world(f"{TLS};Brand Indicators"),
    "expired, and the column is empty": world("", expired=True),
    "not at hand": world("", pem=False),
    "a root": World().root("R", bits=""),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RULE) == [expected]


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


def test_our_path_is_the_argument() -> None:
    drawn = world("")
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "R > S"
    assert finding.because[1] == "not in the column, though a path is trusted by Mozilla:tls-server"


def test_a_report_without_the_column_is_one_unknown() -> None:
    drawn = World().root("R").sub("S", under="R").sub("T", under="S")
    (finding,) = drawn.findings(RULE)
    assert (finding.kind, finding.status, finding.subject) == ("run", "unknown", "no-derived-trust-bits")


def test_no_records_no_word() -> None:
    assert World().findings(RULE) == []


def test_labels() -> None:
    assert purposes_of("Server Authentication; Secure  Email;CODE SIGNING;Other;") == {TLS_SERVER, EMAIL, CODE_SIGNING}
    assert purposes_of("") == frozenset()
