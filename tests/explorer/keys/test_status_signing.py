"""Whose OCSP answers a key can sign (RFC 6960 4.2.2.2), and the classes of responders."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from explorer.keys.status_signing import ResponderClass, StatusPower, StatusSigning, status_signing
from explorer.model.certificate import KEY_USAGE, Certificate
from explorer.model.purpose import OCSP_NOCHECK
from tests.pki.certificates import Differs, certificate
from tests.pki.links import graph_of

AS_OF = datetime(2024, 1, 1, tzinfo=UTC)
OC = "ocsp-signing"

X = certificate("X")
Y = certificate("Y")
R = certificate("R", issuer=X, eku=("email", OC))
SISTER = certificate("Sister", issuer=X)
BELOW = certificate("Below", issuer=R)
CROSS = certificate("R", issuer=Y, eku=("email",))
OTHER = certificate("Other", issuer=Y)
LEAF = certificate("Responder", issuer=X, is_ca=False, eku=(OC,), nocheck="0500", critical=(KEY_USAGE,))
WORLD = ((X, X), (Y, Y), (X, R), (X, SISTER), (R, BELOW), (Y, CROSS), (Y, OTHER), (X, LEAF))


def signing(*signed: tuple[Certificate, Certificate], as_of: datetime = AS_OF) -> StatusSigning:
    return status_signing(graph_of(signed or WORLD), as_of)


def test_a_ca_with_ocsp_signing_answers_for_itself_its_sisters_and_the_leaves() -> None:
    """X -> R (OCSPSigning), X -> Sister, X -> Responder, R -> Below."""
    assert set(signing().can_sign_for(R.id)) == {R.id, SISTER.id, LEAF.id}
    assert signing().power_under(R.id) == (X.ca,)


def test_not_for_what_lies_below_itself() -> None:
    assert BELOW.id not in signing().can_sign_for(R.id)


def test_a_cross_certificate_without_ocsp_signing_gives_no_power_under_its_issuer() -> None:
    """Y -> R' (no OCSPSigning), Y -> Other: nothing under Y, though it is the same CA and key."""
    assert signing().can_sign_for(CROSS.id) == ()
    assert OTHER.id not in signing().can_sign_for(R.id)
    assert signing().signers_for(Y.ca) == ()


def test_leaf_responders_answer_too() -> None:
    assert set(signing().signers_for(X.ca)) == {R.id, LEAF.id}
    assert set(signing().can_sign_for(LEAF.id)) == {R.id, SISTER.id, LEAF.id}


def test_powers_of_a_key_over_all_its_certificates() -> None:
    assert signing().powers_of_key(R.key) == (StatusPower(responder=R.id, issuer=X.ca),)
    assert signing().powers_of_key(SISTER.key) == ()


NO_POWER: dict[str, Differs] = {
    "any purpose": {"eku": ("any",)},
    "no EKU": {},
    "expired": {"eku": (OC,), "not_after": "2023-12-31"},
    "not yet valid": {"eku": (OC,), "not_before": "2024-01-02"},
}


@pytest.mark.parametrize("differs", NO_POWER.values(), ids=NO_POWER)
def test_no_power(differs: Differs) -> None:
    whole: Differs = {"issuer": X, **differs}
    r = certificate("R", **whole)
    found = signing((X, X), (X, r), (X, SISTER))
    assert found.can_sign_for(r.id) == ()
    assert found.signers_for(X.ca) == ()


def test_a_link_that_does_not_verify_gives_no_power() -> None:
    found = status_signing(graph_of([(X, R)], failed=True), AS_OF)
    assert found.can_sign_for(R.id) == ()


def test_a_self_signed_certificate_gives_no_new_power() -> None:
    root = certificate("Root", eku=(OC,))
    sub = certificate("S", issuer=root)
    found = signing((root, root), (root, sub))
    assert found.class_of(root.id) is ResponderClass.ROOT_OCSP
    assert found.power_under(root.id) == ()


def test_the_cross_certificate_of_a_root_with_ocsp_signing_does() -> None:
    """Root (self-signed, OCSPSigning), X -> Root' (OCSPSigning)."""
    root, cross = certificate("Root", eku=(OC,)), certificate("Root", issuer=X, eku=(OC,))
    found = signing((X, X), (root, root), (X, cross), (X, SISTER))
    assert found.class_of(cross.id) is ResponderClass.CA_OCSP
    assert set(found.can_sign_for(cross.id)) == {cross.id, SISTER.id}


def test_one_certificate_proved_under_two_issuers_has_both_powers() -> None:
    """X and X2 share name and key in two encodings: both are issuers."""
    x2 = certificate("X", key="X", encoding="second")
    found = signing((X, X), (x2, x2), (X, R))
    assert set(found.power_under(R.id)) == {X.ca, x2.ca}


CLASSES: dict[str, tuple[Differs, ResponderClass | None]] = {
    "leaf on profile": ({"is_ca": False, "eku": (OC,), "nocheck": "0500"}, ResponderClass.RESP_OK),
    "leaf without basicConstraints": ({"is_ca": None, "key_usage": ("digitalSignature",), "eku": (OC,), "nocheck": "0500"}, ResponderClass.RESP_OK),
    "leaf without nocheck": ({"is_ca": False, "eku": (OC,)}, ResponderClass.RESP_NO_NOCHECK),
    "leaf with another purpose": ({"is_ca": False, "eku": (OC, "tls-server"), "nocheck": "0500"}, ResponderClass.RESP_EXTRA_EKU),
    "leaf with cRLSign": ({"is_ca": False, "key_usage": ("digitalSignature", "cRLSign"), "eku": (OC,), "nocheck": "0500"}, ResponderClass.RESP_BAD_KU),
    "leaf without keyUsage": ({"is_ca": False, "key_usage": None, "eku": (OC,), "nocheck": "0500"}, ResponderClass.RESP_BAD_KU),
    "nocheck of another value": ({"is_ca": False, "eku": (OC,), "nocheck": "0400"}, ResponderClass.RESP_BAD_PROFILE),
    "nocheck that is critical": ({"is_ca": False, "eku": (OC,), "nocheck": "0500", "critical": (KEY_USAGE, OCSP_NOCHECK)}, ResponderClass.RESP_BAD_PROFILE),
    "keyUsage that is not critical": ({"is_ca": False, "eku": (OC,), "nocheck": "0500", "critical": ()}, ResponderClass.RESP_BAD_PROFILE),
    "leaf with CRL location": ({"is_ca": False, "eku": (OC,), "nocheck": "0500", "crl_urls": ("http://crl.example",)}, ResponderClass.RESP_BAD_PROFILE),
    "leaf with SAN": ({"is_ca": False, "eku": (OC,), "nocheck": "0500", "has_san": True}, ResponderClass.RESP_BAD_PROFILE),
    "leaf for TLS": ({"is_ca": False, "eku": ("tls-server",)}, None),
    "leaf without EKU": ({"is_ca": False}, None),
    "CA": ({"eku": ("tls-server", OC)}, ResponderClass.CA_OCSP),
    "CA with nocheck": ({"eku": (OC,), "nocheck": "0500"}, ResponderClass.CA_OCSP),
    "CA, any": ({"eku": ("any",)}, ResponderClass.CA_ANY),
    "CA, any and OCSP signing": ({"eku": ("any", OC)}, ResponderClass.CA_OCSP),
    "CA, no EKU": ({}, ResponderClass.CA_NOEKU),
    "CA, other purposes": ({"eku": ("tls-server",)}, None),
    "EKU unreadable": ({"unread": ("eku",)}, None),
}  # fmt: skip


@pytest.mark.parametrize(("differs", "expected"), CLASSES.values(), ids=CLASSES)
def test_classes(differs: Differs, expected: ResponderClass | None) -> None:
    whole: Differs = {"issuer": X, "critical": (KEY_USAGE,), **differs}
    r = certificate("R", **whole)
    assert signing((X, X), (X, r)).class_of(r.id) is expected


def test_the_class_does_not_depend_on_the_day() -> None:
    expired = certificate("R", issuer=X, eku=(OC,), not_after="2021-01-01")
    assert signing((X, X), (X, expired)).class_of(expired.id) is ResponderClass.CA_OCSP


def test_why_a_class_is_unknown() -> None:
    broken = certificate("R", issuer=X, unread=("eku",))
    found = signing((X, X), (X, broken))
    assert found.unknown(broken.id) == "could not be read: eku"
    assert found.unknown(X.id) == ""


def test_ford_is_constrained_and_a_responder_of_its_issuer() -> None:
    """First vector of CCADB-Tools, certificate_test.go: GlobalSign -> Ford, e-mail, client and OCSP signing."""
    ford = certificate("Ford", issuer=X, eku=("email", "tls-client", OC), permitted_email=("ford.com",))
    assert set(signing((X, X), (X, ford), (X, SISTER)).can_sign_for(ford.id)) == {ford.id, SISTER.id}
