"""Who signed it: old algorithms are verified as history, unknown ones are told."""

from __future__ import annotations

import pytest

from explorer.model.certificate import Certificate
from ingest.decode.certificate import decode
from ingest.decode.crl import read_crl
from ingest.link.status_signatures import KeysAtHand
from ingest.sample.keys import Key, spki
from ingest.sample.signing import algorithm_identifier, sign
from tests.ingest.decode.making import certificate, name, tlv

KEY = Key(label="lantern-root-2007", kind="rsa-2048")
TIME = b"\x17\x0d210201000000Z"
ROOT = certificate(subject=name("X"), issuer=name("X"), spki=spki(KEY))


def crl(signature: str, *, key: Key = KEY) -> bytes:
    algorithm = algorithm_identifier(signature)
    body = tlv(0x30, algorithm, name("X"), TIME)
    return tlv(0x30, body, algorithm, tlv(0x03, b"\x00", sign(key, signature, body)))


def at_hand() -> KeysAtHand:
    found = decode(ROOT)
    assert isinstance(found, Certificate)
    return KeysAtHand({found.id: found}, lambda _: ROOT, ())


@pytest.mark.parametrize("signature", ["md5-rsa", "sha1-rsa", "sha256-rsa", "sha512-rsa", "pss-sha256"])
def test_signatures_of_every_age_prove_who_signed(signature: str) -> None:
    proof = at_hand().prove_crl(read_crl(crl(signature)))
    assert proof.refusal == ""
    assert proof.key is not None


def test_another_key_proves_nothing() -> None:
    proof = at_hand().prove_crl(read_crl(crl("sha256-rsa", key=Key(label="lantern-root-2002", kind="rsa-2048"))))
    assert proof.key is None
    assert proof.refusal == "no key of the issuer's name verifies it"


def test_an_unknown_algorithm_is_named() -> None:
    assert "1.2.643.7.1.1.3.2" in at_hand().prove_crl(read_crl(crl("unknown"))).refusal
