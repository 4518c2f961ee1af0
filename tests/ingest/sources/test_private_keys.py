"""Private keys beside certificates go before anything is kept."""

from __future__ import annotations

import pytest

from ingest.sources.private_keys import without_private_keys
from tests.ingest.sources.reports import der, pem

CERTIFICATE = pem(der(1)).encode()


def key(label: str, body: str = "c2VjcmV0") -> bytes:
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()


KEYS = {
    "PKCS 8": key("PRIVATE KEY"),
    "RSA": key("RSA PRIVATE KEY"),
    "encrypted": key("ENCRYPTED PRIVATE KEY"),
    "headers with hyphens": key("EC PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nc2VjcmV0"),
    "OpenSSH": key("OPENSSH PRIVATE KEY"),
    "PGP": key("PGP PRIVATE KEY BLOCK"),
    "without an END line": b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0",
}


@pytest.mark.parametrize("secret", KEYS.values(), ids=KEYS)
def test_a_key_is_cut_out_and_the_certificate_stays(secret: bytes) -> None:
    kept, count = without_private_keys(CERTIFICATE + b"\n" + secret)
    assert count == 1
    assert b"c2VjcmV0" not in kept
    assert CERTIFICATE in kept


def test_two_keys_around_a_certificate() -> None:
    kept, count = without_private_keys(KEYS["RSA"] + CERTIFICATE + b"\n" + KEYS["headers with hyphens"])
    assert count == 2
    assert CERTIFICATE in kept
    assert b"c2VjcmV0" not in kept


def test_without_a_key_the_bytes_are_the_very_same() -> None:
    assert without_private_keys(CERTIFICATE) == (CERTIFICATE, 0)
