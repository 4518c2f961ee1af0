"""One signature, one key: every algorithm that occurs, and what is said when it cannot be told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.authority import LinkState
from ingest.decode.skim import skim
from ingest.link.md2 import md2
from ingest.link.signatures import check, verify
from tests.ingest.decode.making import certificate, ed25519_key, rsa_key, spki_of, tlv

NULL = b"\x05\x00"


def algorithm(oid: str, parameters: bytes = b"") -> bytes:
    return tlv(0x30, tlv(0x06, bytes.fromhex(oid)), parameters)


def any_spki(key) -> bytes:  # type: ignore[no-untyped-def]  # any private key
    found: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return found


def pkcs1(key: rsa.RSAPrivateKey, digest: hashes.HashAlgorithm) -> Callable[[bytes], bytes]:
    return lambda tbs: key.sign(tbs, padding.PKCS1v15(), digest)


def by_hand(key: rsa.RSAPrivateKey, digest_info: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """A PKCS#1 v1.5 signature over a DigestInfo of one's own."""
    numbers = key.private_numbers()
    size = (key.key_size + 7) // 8

    def sign(tbs: bytes) -> bytes:
        info = digest_info(tbs)
        message = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
        signed = pow(int.from_bytes(message, "big"), numbers.d, numbers.public_numbers.n)
        return signed.to_bytes(size, "big")

    return sign


def info(oid: str, digest: Callable[[bytes], bytes], parameters: bytes = NULL) -> Callable[[bytes], bytes]:
    return lambda tbs: tlv(0x30, algorithm(oid, parameters), tlv(0x04, digest(tbs)))


def pss(salt: int) -> Callable[[bytes], bytes]:
    return lambda tbs: rsa_key().sign(tbs, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


SHA256_ID = algorithm("608648016503040201", NULL)
PSS_PARAMETERS = tlv(
    0x30,
    tlv(0xA0, SHA256_ID),
    tlv(0xA1, algorithm("2a864886f70d010108", SHA256_ID)),
    tlv(0xA2, b"\x02\x01\x20"),
)
RSA = "2a864886f70d0101"
P256, P384, P521 = (ec.derive_private_key(5, curve) for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()))
ED448 = ed448.Ed448PrivateKey.from_private_bytes(bytes(57))
DSA_KEY = dsa.generate_private_key(2048)
PSS_SPKI = spki_of(rsa_key()).replace(bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d01010a"))


def sha1(data: bytes) -> bytes:
    return hashlib.sha1(data).digest()


SIGNED = {
    "RSA MD2": (algorithm(RSA + "02", NULL), by_hand(rsa_key(), info("2a864886f70d0202", md2)), spki_of(rsa_key())),
    "RSA MD5": (algorithm(RSA + "04", NULL), pkcs1(rsa_key(), hashes.MD5()), spki_of(rsa_key())),
    "RSA SHA-1": (algorithm(RSA + "05", NULL), pkcs1(rsa_key(), hashes.SHA1()), spki_of(rsa_key())),
    "RSA SHA-1, OIW identifier": (algorithm("2b0e03021d"), pkcs1(rsa_key(), hashes.SHA1()), spki_of(rsa_key())),
    "RSA SHA-224": (algorithm(RSA + "0e", NULL), pkcs1(rsa_key(), hashes.SHA224()), spki_of(rsa_key())),
    "RSA SHA-256": (algorithm(RSA + "0b", NULL), pkcs1(rsa_key(), hashes.SHA256()), spki_of(rsa_key())),
    "RSA SHA-384": (algorithm(RSA + "0c", NULL), pkcs1(rsa_key(), hashes.SHA384()), spki_of(rsa_key())),
    "RSA SHA-512": (algorithm(RSA + "0d", NULL), pkcs1(rsa_key(), hashes.SHA512()), spki_of(rsa_key())),
    "RSA without parameters": (algorithm(RSA + "0b"), pkcs1(rsa_key(), hashes.SHA256()), spki_of(rsa_key())),
    "RSA of 2047 bits": (
        algorithm(RSA + "0b", NULL),
        pkcs1(rsa_key(2047), hashes.SHA256()),
        spki_of(rsa_key(2047)),
    ),
    "RSA of 1024 bits": (algorithm(RSA + "05", NULL), pkcs1(rsa_key(1024), hashes.SHA1()), spki_of(rsa_key(1024))),
    "RSA-PSS": (algorithm(RSA + "0a", PSS_PARAMETERS), pss(32), spki_of(rsa_key())),
    "RSA-PSS with the PSS key identifier": (algorithm(RSA + "0a", PSS_PARAMETERS), pss(32), PSS_SPKI),
    "ECDSA P-256": (algorithm("2a8648ce3d040302"), lambda d: P256.sign(d, ec.ECDSA(hashes.SHA256())), any_spki(P256)),
    "ECDSA P-256 SHA-1": (algorithm("2a8648ce3d0401"), lambda d: P256.sign(d, ec.ECDSA(hashes.SHA1())), any_spki(P256)),
    "ECDSA P-384": (algorithm("2a8648ce3d040303"), lambda d: P384.sign(d, ec.ECDSA(hashes.SHA384())), any_spki(P384)),
    "ECDSA P-521": (algorithm("2a8648ce3d040304"), lambda d: P521.sign(d, ec.ECDSA(hashes.SHA512())), any_spki(P521)),
    "Ed25519": (algorithm("2b6570"), ed25519_key(1).sign, spki_of(ed25519_key(1))),
    "Ed448": (algorithm("2b6571"), ED448.sign, any_spki(ED448)),
    "DSA SHA-256": (
        algorithm("608648016503040302"),
        lambda d: DSA_KEY.sign(d, hashes.SHA256()),
        any_spki(DSA_KEY),
    ),
}


@pytest.mark.parametrize(("named", "sign", "spki"), SIGNED.values(), ids=SIGNED)
def test_verifies(named: bytes, sign: Callable[[bytes], bytes], spki: bytes) -> None:
    assert verify(skim(certificate(algorithm=named, sign=sign)), spki) is LinkState.VERIFIES


@pytest.mark.parametrize(("named", "sign", "spki"), SIGNED.values(), ids=SIGNED)
def test_fails_when_the_certificate_was_changed(named: bytes, sign: Callable[[bytes], bytes], spki: bytes) -> None:
    der = certificate(algorithm=named, sign=lambda tbs: sign(tbs + b"\x00"))
    assert verify(skim(der), spki) is LinkState.FAILS


FAILS = {
    "another key": (algorithm("2b6570"), ed25519_key(1).sign, spki_of(ed25519_key(3))),
    "a key of another kind": (algorithm("2b6570"), ed25519_key(1).sign, spki_of(rsa_key())),
    "an RSA signature under an EC key": (
        algorithm(RSA + "0b", NULL),
        pkcs1(rsa_key(), hashes.SHA256()),
        any_spki(P256),
    ),
    "empty signature": (algorithm(RSA + "0b", NULL), lambda _: b"", spki_of(rsa_key())),
    "empty MD2 signature": (algorithm(RSA + "02", NULL), lambda _: b"", spki_of(rsa_key())),
    "number above the modulus": (algorithm(RSA + "02", NULL), lambda _: b"\xff" * 256, spki_of(rsa_key())),
    "no DER in an ECDSA signature": (algorithm("2a8648ce3d040302"), lambda _: b"noise", any_spki(P256)),
    "hash of another name": (
        algorithm(RSA + "02", NULL),
        by_hand(rsa_key(), info("2b0e03021a", sha1)),
        spki_of(rsa_key()),
    ),
    "salt of another length": (algorithm(RSA + "0a", PSS_PARAMETERS), pss(20), spki_of(rsa_key())),
}


@pytest.mark.parametrize(("named", "sign", "spki"), FAILS.values(), ids=FAILS)
def test_fails(named: bytes, sign: Callable[[bytes], bytes], spki: bytes) -> None:
    assert verify(skim(certificate(algorithm=named, sign=sign)), spki) is LinkState.FAILS


def rsa_spki(modulus: int, exponent: int) -> bytes:
    def number(value: int) -> bytes:
        return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    key = tlv(0x30, number(modulus), number(exponent))
    return tlv(0x30, algorithm("2a864886f70d010101", NULL), tlv(0x03, b"\x00", key))


UNVERIFIABLE = {
    "unknown algorithm": (algorithm("2a0304"), spki_of(rsa_key()), "unknown signature algorithm 1.2.3.4"),
    "unknown key": (algorithm("2b6570"), tlv(0x30, algorithm("2a0304"), tlv(0x03, b"\x00k")), "key not supported"),
    "broken key": (algorithm("2b6570"), b"\x30\x00", "key unreadable"),
    "MD4": (algorithm(RSA + "03", NULL), spki_of(rsa_key()), "unknown hash md4"),
    "an RSA key beyond the bound": (algorithm(RSA + "0b", NULL), rsa_spki(1 << 16384 | 1, 3), "MAX_RSA_BITS"),
    "an exponent beyond the bound": (algorithm(RSA + "0b", NULL), rsa_spki(1 << 4095 | 1, 1 << 80 | 1), "MAX_EXPONENT"),
    "mask generation other than MGF1": (
        algorithm(RSA + "0a", tlv(0x30, tlv(0xA1, algorithm("2a0304", SHA256_ID)))),
        spki_of(rsa_key()),
        "MGF1",
    ),
    "a salt beyond the bound": (
        algorithm(RSA + "0a", tlv(0x30, tlv(0xA2, b"\x02\x03\x7f\xff\xff"))),
        spki_of(rsa_key()),
        "not supported",
    ),
}


@pytest.mark.parametrize(("named", "spki", "reason"), UNVERIFIABLE.values(), ids=UNVERIFIABLE)
def test_unverifiable_says_why(named: bytes, spki: bytes, reason: str) -> None:
    outcome = check(skim(certificate(algorithm=named, sign=lambda _: bytes(256))), spki)
    assert outcome.state is LinkState.UNVERIFIABLE and reason in outcome.reason


def test_an_rsa_key_too_short_for_the_library_is_done_by_hand() -> None:
    p, q = (1 << 127) - 1, (1 << 521) - 1  # Mersenne primes: 648 bits
    modulus, secret = p * q, pow(65537, -1, (p - 1) * (q - 1))
    size = (modulus.bit_length() + 7) // 8

    def sign(tbs: bytes) -> bytes:
        digest = info("2b0e03021a", sha1)(tbs)
        message = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
        return pow(int.from_bytes(message, "big"), secret, modulus).to_bytes(size, "big")

    der = certificate(algorithm=algorithm(RSA + "05", NULL), sign=sign)
    assert verify(skim(der), rsa_spki(modulus, 65537)) is LinkState.VERIFIES
    assert verify(skim(der), rsa_spki(modulus, 3)) is LinkState.FAILS


GOOD = skim(certificate(algorithm=SIGNED["RSA SHA-256"][0], sign=SIGNED["RSA SHA-256"][1]))


@given(st.integers(0, len(spki_of(rsa_key())) - 1), st.integers(0, 255))
def test_a_changed_key_never_raises(place: int, value: int) -> None:
    octets = bytearray(spki_of(rsa_key()))
    octets[place] = value
    assert verify(GOOD, bytes(octets)) in set(LinkState)


@given(st.binary(max_size=60), st.binary(max_size=80))
def test_noise_never_raises(named: bytes, signature: bytes) -> None:
    der = certificate(algorithm=tlv(0x30, named), sign=lambda _: signature)
    assert verify(skim(der), spki_of(rsa_key())) in set(LinkState)
