"""root R (owner Alpha) -> S. Each case says only what differs about S, or about the world around it."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.finding import Confidence, Status
from explorer.rules.external_unconstrained import RECORD_VIEW, RULE
from tests.pki.world import CONSTRAINED, World


def world(*, basis: str = "mrsp", as_of: str = "2026-09-01", **differs: Any) -> World:
    return World(basis=basis, as_of=as_of).root("R", owner="Alpha").sub("S", under="R", **differs)


def beta_owns_a_root(purpose: str) -> World:
    return world(operator="Beta").root("B", owner="Beta", purposes=(purpose,))


EMAIL_ONLY: dict[str, Any] = {"eku": ("email", "tls-client")}

MUST_FIRE = {
    "operated by another organisation": (world(operator="Beta"), "S high"),
    "the operator is inherited from the record above": (
        World().root("R").sub("P", under="R", operator="Beta", eku=("1.2.3",)).sub("S", under="P"),
        "S info",
    ),
    "no audit of its own, no name limited": (world(operator="Beta", own_audit=False), "S critical"),
    "own audit ended long ago, no name limited": (world(operator="Beta", audit_end="2025-01-01"), "S critical"),
    "own audit ended within the year": (world(operator="Beta", audit_end="2025-12-31"), "S high"),
    "no audit of its own, but names limited on the way": (
        world(operator="Beta", own_audit=False, eku=("tls-server",), permitted_dns=("example",)),
        "S high",
    ),
    "e-mail only": (world(operator="Beta", **EMAIL_ONLY), "S medium"),
    "trusted for other purposes only": (
        World().root("R", purposes=("code-signing",)).sub("S", under="R", operator="Beta"),
        "S low",
    ),
    "trusted by nobody": (World().root("R", programs=()).sub("S", under="R", operator="Beta"), "S info"),
    "parent cert revoked is no revocation": (world(operator="Beta", revocation="Parent Cert Revoked"), "S high"),
    "an affiliate": (world(operator="Beta").affiliates("Alpha", "Beta"), "S medium"),
    "the operator owns a root for the same purpose": (beta_owns_a_root("tls-server"), "S medium"),
    "the operator owns a root for another purpose": (beta_owns_a_root("email"), "S high"),
    "both": (beta_owns_a_root("tls-server").affiliates("Alpha", "Beta"), "S low"),
    "constrained under the definition asked for, not under the policy": (
        world(operator="Beta", eku=("tls-server",), permitted_dns=("x",), excluded_ip=("0.0.0.0/0", "::/0")),
        "S high",
    ),
    "one of two records names another organisation": (world().record("S", operator="Beta"), "S high"),
}

MUST_NOT_FIRE = {
    "operated by the root's owner": world(operator="Alpha"),
    "operated by the owner in another spelling": world(operator="ALPHA Ltd."),
    "branded, but no other operator declared": world(organisation="Beta"),
    "own audit alone does not declare another operator": world(own_audit=True),
    "name-constrained": world(operator="Beta", **CONSTRAINED),
    "constrained by EKU alone": world(operator="Beta", eku=("tls-client",)),
    "constrained under the definition asked for": world(
        basis="v25", operator="Beta", eku=("tls-server",), permitted_dns=("x",), excluded_ip=("0.0.0.0/0", "::/0")
    ),
    "expired": world(operator="Beta", expired=True),
    "revoked": world(operator="Beta").revoked("S"),
    "revoked by OneCRL alone": world(operator="Beta").revoked("S", source="onecrl"),
    "a root": World().root("R", owner="Alpha", operator="Beta"),
    "a responder without basicConstraints is no CA": World()
    .root("R")
    .responder("S", under="R", is_ca=None, eku=("ocsp-signing", "tls-server")),
    "no certificate and revoked": world(operator="Beta", pem=False).revoked("S"),
}

CANNOT_TELL = {
    "no such column": (world(operator=None), "no such column"),
    "no record": (world(record=False), "no CCADB record"),
    "EKU unread": (world(operator="Beta", unread=("eku",)), "could not be read"),
    "no certificate": (world(operator="Beta", pem=False), "not at hand"),
    "opaque": (world(operator="Beta", opaque="no SEQUENCE"), "no SEQUENCE"),
    "signature could not be checked": (world(operator="Beta", link="unverifiable"), "could not be checked"),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: str) -> None:
    assert expected in drawn.fired(RULE)


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []


@pytest.mark.parametrize(("drawn", "missing"), CANNOT_TELL.values(), ids=CANNOT_TELL)
def test_cannot_tell(drawn: World, missing: str) -> None:
    (finding,) = drawn.findings(RULE)
    assert finding.status is Status.UNKNOWN
    assert finding.severity == "info"
    assert missing in " ".join(finding.because)


def test_an_unknown_operator_of_what_is_constrained_or_trusted_by_nobody_is_no_question() -> None:
    assert world(operator=None, **CONSTRAINED).fired(RULE) == []
    assert World().root("R", programs=()).sub("S", under="R", operator=None).fired(RULE) == []


def test_the_finding_names_programs_proof_and_both_policies() -> None:
    drawn = world(operator="Beta", not_before="2018-01-10", **EMAIL_ONLY)
    (finding,) = drawn.findings(RULE)
    assert drawn.path(finding.proof) == "R > S"
    assert [str(use) for use in finding.uses] == ["Mozilla:email"]
    assert finding.confidence is Confidence.DISCLOSED
    assert (finding.owner, finding.record) == ("Alpha", "record-S")
    text = " ".join(finding.because)
    assert "MRSP 3.1 in force on 2026-09-01: no" in text
    assert "MRSP 2.5 in force at issuance: no" in text
    assert "a risk, not a breach" in text


def test_two_programs_are_one_finding() -> None:
    drawn = World().root("R", programs=("Mozilla", "Microsoft")).sub("S", under="R", operator="Beta")
    (finding,) = drawn.findings(RULE)
    assert {use.program for use in finding.uses} == {"Mozilla", "Microsoft"}


RECORD_FIRES = {
    "another organisation in the column": (world(operator="Beta"), "S medium"),
    "expired all the same: no date is looked at": (world(operator="Beta", expired=True), "S medium"),
    "no certificate": (world(operator="Beta", pem=False), "S medium"),
    "flag not stated": (world(operator="Beta", constrained_flag=None), "S medium"),
    "bits for TLS": (world(operator="Beta", bits="Server Authentication;Secure Email"), "S high"),
    "bits for e-mail": (world(operator="Beta", bits="Secure Email"), "S medium"),
    "no bits": (world(operator="Beta", bits=""), "S info"),
    "no column": (world(operator=None), "S unknown"),
}

RECORD_SILENT = {
    "blank": world(),
    "the owner in another spelling": world(operator="Alpha, Inc."),
    "inherited only": World().root("R").sub("P", under="R", operator="Beta", constrained_flag=True).sub("S", under="P"),
    "flag true": world(operator="Beta", constrained_flag=True),
    "revoked": world(operator="Beta").revoked("S"),
    "parent revoked": world(operator="Beta", revocation="Parent Cert Revoked"),
    "a root record": World().root("R", operator="Beta"),
}


@pytest.mark.parametrize(("drawn", "expected"), RECORD_FIRES.values(), ids=RECORD_FIRES)
def test_record_view_fires(drawn: World, expected: str) -> None:
    assert drawn.fired(RECORD_VIEW) == [expected]


@pytest.mark.parametrize("drawn", RECORD_SILENT.values(), ids=RECORD_SILENT)
def test_record_view_stays_silent(drawn: World) -> None:
    assert drawn.fired(RECORD_VIEW) == []
