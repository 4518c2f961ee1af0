"""Keys of the sample: each follows from its label alone, on every machine and for ever.

They are public by design: anyone can derive them again, so they must never guard anything.
EC and Ed25519 scalars are SHA-256 of a seed with the label. An RSA key is the pair of primes that
follow two such numbers; the distance to the prime is written down, so that nothing is searched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingest.sample import der

_SEED = b"subca sample world 1"

_CURVES: dict[str, tuple[ec.EllipticCurve, str, int]] = {
    "P-224": (ec.SECP224R1(), "1.3.132.0.33", 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D),
    "P-256": (
        ec.SECP256R1(),
        "1.2.840.10045.3.1.7",
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "P-384": (
        ec.SECP384R1(),
        "1.3.132.0.34",
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
    "P-521": (ec.SECP521R1(), "1.3.132.0.35", 2**520),  # a bound below the order is enough
    "secp256k1": (
        ec.SECP256K1(),
        "1.3.132.0.10",
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    ),
}

RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
RSA_PSS = "1.2.840.113549.1.1.10"
_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_ED25519 = "1.3.101.112"

_P256_EXPLICIT = (  # ECParameters of P-256 spelled out (SEC 1, C.2): field, curve, base point, order, cofactor
    2**256 - 2**224 + 2**192 + 2**96 - 1,
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

_PRIMES: dict[str, tuple[int, int]] = {  # distances of p and q from where counting starts
    "lantern-root-1996": (200, 342),
    "lantern-root-2002": (1930, 654),
    "lantern-root-2007": (1238, 34),
    "lantern-guild": (1176, 594),
    "lantern-orchard": (374, 98),
    "lantern-basalt": (2422, 1042),
    "lark-root-rsa": (2016, 732),
    "lark-rsa-2046": (786, 964),
    "lark-pss-key": (24, 1728),
    "lark-e3": (736, 3142),
    "lark-3072": (18, 1064),
    "nettle-root-v1": (1100, 384),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key pair by name.

    `kind`: a curve of `_CURVES`, "ed25519", or "rsa-BITS" with an optional "-eEXPONENT".
    `encoding` changes how the SPKI is written, not the key: "no-null" leaves out the NULL of RSA,
    "pss" names RSASSA-PSS, "explicit-curve" spells the curve out.
    """

    label: str
    kind: str
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaNumbers:
    """An RSA private key, plain."""

    modulus: int
    public: int
    private: int
    p: int
    q: int


def stream(label: str, size: int) -> bytes:
    """So many octets that follow from the label."""
    blocks = (hashlib.sha256(_SEED + label.encode() + bytes((i,))).digest() for i in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def prime_start(label: str, bits: int) -> int:
    """An odd number of exactly so many bits, its two highest set, from which the prime is counted."""
    number = int.from_bytes(stream(label, bits // 8 + 1), "big") % (1 << bits)
    return number | (0b11 << (bits - 2)) | 1


def rsa_shape(kind: str) -> tuple[int, int]:
    """Modulus length and public exponent of "rsa-BITS[-eEXPONENT]"."""
    parts = kind.split("-")
    return int(parts[1]), int(parts[2].removeprefix("e")) if len(parts) > 2 else 65537


@cache
def rsa_numbers(label: str, kind: str) -> RsaNumbers:
    """The RSA key of a label; KeyError when its primes were not written down."""
    bits, public = rsa_shape(kind)
    above_p, above_q = _PRIMES[label]
    p = prime_start(f"{label} p", (bits + 1) // 2) + above_p
    q = prime_start(f"{label} q", bits // 2) + above_q
    return RsaNumbers(modulus=p * q, public=public, private=pow(public, -1, (p - 1) * (q - 1)), p=p, q=q)


@cache
def ec_key(label: str, curve: str) -> ec.EllipticCurvePrivateKey:
    """The EC private key of a label."""
    shape, _, order = _CURVES[curve]
    scalar = int.from_bytes(stream(label, 72), "big") % (order - 1) + 1
    return ec.derive_private_key(scalar, shape)


@cache
def ed25519_key(label: str) -> ed25519.Ed25519PrivateKey:
    """The Ed25519 private key of a label."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(stream(label, 32))


def _explicit_p256() -> bytes:
    prime, a, b, x, y = _P256_EXPLICIT
    field = der.sequence(der.oid("1.2.840.10045.1.1"), der.integer(prime))
    curve = der.sequence(der.octets(a.to_bytes(32, "big")), der.octets(b.to_bytes(32, "big")))
    base = der.octets(b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big"))
    return der.sequence(der.integer(1), field, curve, base, der.integer(_CURVES["P-256"][2]), der.integer(1))


@cache
def spki(key: Key) -> bytes:
    """SubjectPublicKeyInfo of the key, as its `encoding` asks."""
    if key.kind.startswith("rsa-"):
        numbers = rsa_numbers(key.label, key.kind)
        algorithm = {
            "": der.sequence(der.oid(RSA_ENCRYPTION), der.null()),
            "no-null": der.sequence(der.oid(RSA_ENCRYPTION)),
            "pss": der.sequence(der.oid(RSA_PSS)),
        }[key.encoding]
        body = der.sequence(der.integer(numbers.modulus), der.integer(numbers.public))
        return der.sequence(algorithm, der.bits(body))
    if key.kind == "ed25519":
        point = ed25519_key(key.label).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return der.sequence(der.sequence(der.oid(_ED25519)), der.bits(point))
    public = ec_key(key.label, key.kind).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    parameters = _explicit_p256() if key.encoding == "explicit-curve" else der.oid(_CURVES[key.kind][1])
    return der.sequence(der.sequence(der.oid(_EC_PUBLIC_KEY), parameters), der.bits(point))


def key_identifier(key: Key) -> bytes:
    """A key identifier: the first 20 octets of the SHA-256 of the SPKI (any unique value will do, docs/model.md)."""
    return hashlib.sha256(spki(key)).digest()[:20]
