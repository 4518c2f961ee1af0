"""Keys: one identifier per key material, and what BR 6.1.5 and 6.1.6 object to."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingest.decode.curves import BY_OID, CURVES, decompress, on_curve
from ingest.decode.der import DerError
from ingest.decode.spki import read_spki
from tests.ingest.decode.making import tlv

RSA_OID = bytes.fromhex("2a864886f70d010101")
PSS_OID = bytes.fromhex("2a864886f70d01010a")
EC_OID = bytes.fromhex("2a8648ce3d0201")
NULL = b"\x05\x00"
BIG = (1 << 2047) + 2**1000 + 1
while any(BIG % prime == 0 for prime in range(3, 752, 2)):
    BIG += 2


def number(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def rsa_spki(modulus: int, exponent: int = 65537, oid: bytes = RSA_OID, parameters: bytes = NULL) -> bytes:
    key = tlv(0x30, number(modulus), number(exponent))
    return tlv(0x30, tlv(0x30, tlv(0x06, oid), parameters), tlv(0x03, b"\x00", key))


def ec_spki(parameters: bytes, point: bytes) -> bytes:
    return tlv(0x30, tlv(0x30, tlv(0x06, EC_OID), parameters), tlv(0x03, b"\x00", point))


P256_OID = bytes.fromhex("06082a8648ce3d030107")
POINT = ec.derive_private_key(7, ec.SECP256R1()).public_key()
OPEN = POINT.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
SHUT = POINT.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def explicit(order: int = 0) -> bytes:
    """P-256 spelled out (X9.62 ECParameters)."""
    curve = CURVES[0]
    generator = ec.derive_private_key(1, ec.SECP256R1()).public_key()
    return tlv(
        0x30,
        number(1),
        tlv(0x30, tlv(0x06, bytes.fromhex("2a8648ce3d0101")), number(curve.p)),
        tlv(0x30, tlv(0x04, (curve.p - 3).to_bytes(32, "big")), tlv(0x04, curve.b.to_bytes(32, "big"))),
        tlv(0x04, generator.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
        number(order or curve.order),
    )


PROBLEMS = {
    "RSA 2048": (rsa_spki(BIG), "rsa", 2048, ""),
    "RSA 2046": (rsa_spki(BIG >> 2 | 1), "rsa", 2046, "2046 bits; modulus length 2046 not divisible by 8"),
    "RSA 1024": (rsa_spki((1 << 1023) + 1), "rsa", 1024, "modulus of 1024 bits"),
    "exponent 1": (rsa_spki(BIG, 1), "rsa", 2048, "exponent 1"),
    "even exponent": (rsa_spki(BIG, 65536), "rsa", 2048, "even exponent"),
    "even modulus": (rsa_spki(BIG + 1), "rsa", 2048, "even modulus"),
    "small factor": (rsa_spki(751 * (1 << 2040) + 751), "rsa", 2050, "factor below 752"),
    "restricted to PSS": (rsa_spki(BIG, oid=PSS_OID, parameters=b""), "rsa-pss", 2048, "restricted to RSASSA-PSS"),
    "P-256": (ec_spki(P256_OID, OPEN), "P-256", 256, ""),
    "P-256 compressed": (ec_spki(P256_OID, SHUT), "P-256", 256, ""),
    "point elsewhere": (ec_spki(P256_OID, OPEN[:-1] + b"\x00"), "P-256", 256, "point not on its curve"),
    "explicit curve": (ec_spki(explicit(), OPEN), "P-256", 256, "explicit curve"),
    "explicit curve of another order": (ec_spki(explicit(5), OPEN), "1.2.840.10045.2.1", 0, "other than P-256"),
    "secp256k1": (ec_spki(bytes.fromhex("06052b8104000a"), OPEN), "1.3.132.0.10", 0, "other than P-256"),
    "Ed25519": (bytes.fromhex("302a300506032b6570032100") + bytes(32), "ed25519", 255, "ed25519 key"),
    "DSA without parameters": (
        tlv(0x30, tlv(0x30, tlv(0x06, bytes.fromhex("2a8648ce380401"))), tlv(0x03, b"\x00", number(5))),
        "dsa",
        0,
        "DSA key",
    ),
    "unknown": (tlv(0x30, tlv(0x30, tlv(0x06, b"\x2a\x03")), tlv(0x03, b"\x00abc")), "1.2.3", 0, "other than RSA"),
}


@pytest.mark.parametrize(("spki", "algorithm", "bits", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_facts_and_problems(spki: bytes, algorithm: str, bits: int, problem: str) -> None:
    found = read_spki(spki)
    assert (found.algorithm, found.bits, found.unread) == (algorithm, bits, "")
    assert problem in found.problem and bool(problem) == bool(found.problem)


SAME = {
    "RSA without NULL": (rsa_spki(BIG), rsa_spki(BIG, parameters=b"")),
    "RSA under the PSS identifier": (rsa_spki(BIG), rsa_spki(BIG, oid=PSS_OID, parameters=b"")),
    "compressed point": (ec_spki(P256_OID, OPEN), ec_spki(P256_OID, SHUT)),
    "explicit curve": (ec_spki(P256_OID, OPEN), ec_spki(explicit(), OPEN)),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME)
def test_one_identifier_per_key_material(left: bytes, right: bytes) -> None:
    assert read_spki(left).key == read_spki(right).key
    assert read_spki(left).spki != read_spki(right).spki


def test_other_exponent_other_key() -> None:
    assert read_spki(rsa_spki(BIG)).key != read_spki(rsa_spki(BIG, 3)).key


UNREAD = {
    "nothing": b"",
    "no bit string": tlv(0x30, tlv(0x30, tlv(0x06, RSA_OID))),
    "RSA key cut off": tlv(0x30, tlv(0x30, tlv(0x06, RSA_OID)), tlv(0x03, b"\x00\x30\x05")),
    "curve missing": ec_spki(b"", OPEN),
    "compressed point elsewhere": ec_spki(P256_OID, b"\x02" + b"\xff" * 32),
    "modulus beyond the bound": rsa_spki(1 << 70_000),
}


@pytest.mark.parametrize("spki", UNREAD.values(), ids=UNREAD)
def test_unreadable_keys_are_their_own_key(spki: bytes) -> None:
    found = read_spki(spki)
    assert found.unread and str(found.key) == str(found.spki)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_curves_agree_with_the_library(curve) -> None:  # type: ignore[no-untyped-def]  # a table of our own
    library = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}[curve.name]
    for secret in (1, 2, 3, 12345):
        key = ec.derive_private_key(secret, library).public_key()
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        assert on_curve(curve, point)
        assert decompress(curve, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)) == point
    assert BY_OID[curve.oid] is curve
    with pytest.raises(DerError):
        decompress(curve, b"\x02")
