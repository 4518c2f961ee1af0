"""CRLs and OCSP responses as bytes: what is read, what is refused, and that nothing but DerError is raised."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode.crl import read_crl
from ingest.decode.der import DerError
from ingest.decode.ocsp_response import read_ocsp_response
from tests.ingest.decode.making import extension, name, tlv
from tests.pki.status import Authority

X = Authority("X")
S = X.issue("S")
O = X.responder("O")  # noqa: E741  a responder
CRL = X.crl(
    on="2021-02-01T10:20:30",
    revoked={5: "2020-08-01", 255: "2020-09-01"},
    reason=x509.ReasonFlags.key_compromise,
    number=7,
)
RESPONSE = X.answer(S, signed_by=O, produced="2021-02-01T10:20:30", revoked="2020-08-01")
SIGNATURE = (bytes.fromhex("300506032b6570"), b"\x03\x02\x00\x01")
TIME = b"\x17\x0d210201000000Z"


def test_a_crl_is_read() -> None:
    crl = read_crl(CRL)
    assert crl.this_update == datetime(2021, 2, 1, 10, 20, 30, tzinfo=UTC)
    assert crl.next_update is not None
    assert (crl.number, crl.scope, crl.is_delta, crl.unknown_critical) == (7, b"", False, ())
    assert [(e.serial.hex(), e.reason, e.problem) for e in crl.entries] == [
        ("05", "keyCompromise", ""),
        ("00ff", "keyCompromise", ""),
    ]


def test_a_response_is_read() -> None:
    response = read_ocsp_response(RESPONSE)
    assert response.produced_at == datetime(2021, 2, 1, 10, 20, 30, tzinfo=UTC)
    assert response.certificates == (O.der,)
    assert len(response.responder_key) == 20
    (answer,) = response.answers
    assert (answer.status, answer.reason, answer.hash_oid) == ("revoked", "keyCompromise", "1.3.14.3.2.26")
    assert answer.revoked_at == datetime(2020, 8, 1, tzinfo=UTC)


def crl_of(*entries: bytes, version: bytes = b"", behind: bytes = b"") -> bytes:
    """A CRL by hand, without a signature that holds."""
    body = tlv(0x30, version, SIGNATURE[0], name("X"), TIME, tlv(0x30, *entries) if entries else b"", behind)
    return tlv(0x30, body, *SIGNATURE)


def entry(serial: bytes, *extensions: bytes) -> bytes:
    return tlv(0x30, tlv(0x02, serial), TIME, tlv(0x30, *extensions) if extensions else b"")


def test_version_1_without_entries_and_next_update() -> None:
    crl = read_crl(crl_of())
    assert (crl.entries, crl.next_update, crl.number) == ((), None, -1)


CERTIFICATE_ISSUER = extension("551d1d", tlv(0x30, tlv(0xA4, name("Y"))), critical=True)
ENTRIES = {
    "without reason": (entry(b"\x05"), ""),
    "unknown reason": (entry(b"\x05", extension("551d15", "0a0163")), ""),
    "a foreign critical extension": (entry(b"\x05", extension("2a03", "0500", critical=True)), "unknown critical"),
    "another issuer": (entry(b"\x05", CERTIFICATE_ISSUER), "indirect CRL"),
    "no time": (tlv(0x30, tlv(0x02, b"\x05")), "unreadable"),
    "a reason that is none": (entry(b"\x05", extension("551d15", "0500")), "unreadable"),
    "a serial of 65 octets": (entry(b"\x01" * 65), "MAX_SERIAL"),
}


@pytest.mark.parametrize(("raw", "problem"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_tells_its_problem_and_hides_no_other(raw: bytes, problem: str) -> None:
    first, second = read_crl(crl_of(entry(b"\x01"), raw)).entries
    assert first.problem == ""
    assert (problem in second.problem) if problem else second.problem == ""


def test_entries_behind_one_of_another_issuer_are_that_issuers() -> None:
    """RFC 5280 5.3.3: the certificate issuer holds on until another is named."""
    entries = read_crl(crl_of(entry(b"\x01", CERTIFICATE_ISSUER), entry(b"\x02"))).entries
    assert all("indirect" in e.problem for e in entries)


NO_CRL = {
    "empty": b"",
    "cut off": CRL[:-3],
    "octets behind": CRL + b"\0",
    "a certificate": X.der,
    "no issuer": tlv(0x30, tlv(0x30, SIGNATURE[0], TIME), *SIGNATURE),
    "something behind the extensions": crl_of(behind=b"\x05\x00"),
    "no signature": tlv(0x30, tlv(0x30), SIGNATURE[0], b"\x03\x00"),
}


@pytest.mark.parametrize("raw", NO_CRL.values(), ids=NO_CRL)
def test_no_crl(raw: bytes) -> None:
    with pytest.raises(DerError):
        read_crl(raw)


NO_RESPONSE = {
    "cut off": (RESPONSE[:-3], "runs"),
    "malformedRequest": (bytes.fromhex("30030a0101"), "malformedRequest"),
    "a status that does not exist": (bytes.fromhex("30030a0163"), "99"),
    "another type": (
        RESPONSE.replace(bytes.fromhex("2b0601050507300101"), bytes.fromhex("2b0601050507300102")),
        "basic",
    ),
    "a certificate": (X.der, "status"),
}


@pytest.mark.parametrize(("raw", "what"), NO_RESPONSE.values(), ids=NO_RESPONSE)
def test_no_response(raw: bytes, what: str) -> None:
    with pytest.raises(DerError, match=what):
        read_ocsp_response(raw)


@given(st.sampled_from([CRL, RESPONSE]), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_damage_raises_nothing_else(whole: bytes, at: int, patch: bytes) -> None:
    at %= len(whole)
    broken = whole[:at] + patch + whole[at + len(patch) :]
    for read in (read_crl, read_ocsp_response):
        with contextlib.suppress(DerError):
            read(broken)
