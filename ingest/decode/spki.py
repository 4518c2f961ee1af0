"""Subject public keys: kind, size, canonical form, and what BR 6.1.5 and 6.1.6 would object to.

The canonical form gives one `KeyId` per key material (docs/model.md): RSA by modulus and exponent,
elliptic curves by curve and uncompressed point, others by their bits without parameters.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from explorer.model.ids import KeyId, SpkiHash, sha256_hex
from ingest.decode.curves import BY_OID, Curve, decompress, named_like, on_curve
from ingest.decode.der import BIT_STRING, INTEGER, OID, SEQUENCE, DerError, header, oid, sequence, whole

RSA = "1.2.840.113549.1.1.1"
RSA_PSS = "1.2.840.113549.1.1.10"
EC = "1.2.840.10045.2.1"
DSA = "1.2.840.10040.4.1"
EDWARDS = {"1.3.101.112": ("ed25519", 255), "1.3.101.113": ("ed448", 448)}

MAX_RSA_BITS = 65536
MIN_RSA_BITS = 2048  # BR 6.1.5
_SMALL_PRIMES_PRODUCT = math.prod(p for p in range(3, 752) if all(p % q for q in range(2, math.isqrt(p) + 1)))


class KeyFacts(NamedTuple):
    """What is known of one SPKI."""

    spki: SpkiHash
    key: KeyId
    algorithm: str
    bits: int
    problem: str
    unread: str  # why it could not be read; empty when it was


@lru_cache(maxsize=1 << 16)
def read_spki(der: bytes) -> KeyFacts:
    """The facts of a SubjectPublicKeyInfo; what cannot be read is said in `unread`, nothing is raised."""
    digest = SpkiHash(sha256_hex(der))
    algorithm = ""
    try:
        algorithm, parameters, bits = spki_parts(der)
        return _facts(digest, algorithm, parameters, bits)
    except DerError as error:
        return KeyFacts(digest, KeyId(str(digest)), algorithm, 0, "", str(error))


def spki_parts(der: bytes) -> tuple[str, bytes, bytes]:
    """Algorithm OID, parameters (DER, empty when absent) and key bits; raises DerError."""
    tag, at, end = header(der, 0, len(der))
    if tag != SEQUENCE or end != len(der):
        raise DerError("not a SubjectPublicKeyInfo")
    algorithm_tag, start, algorithm_end = header(der, at, end)
    bits_tag, bits_start, bits_end = header(der, algorithm_end, end)
    if algorithm_tag != SEQUENCE or bits_tag != BIT_STRING or bits_start == bits_end or bits_end != end:
        raise DerError("not a SubjectPublicKeyInfo")
    tag, start, stop = header(der, start, algorithm_end)
    if tag != OID:
        raise DerError("a key without algorithm")
    parameters = b""
    if stop < algorithm_end:
        _, _, parameters_end = header(der, stop, algorithm_end)
        parameters = der[stop:parameters_end]
    return oid(der[start:stop]), parameters, der[bits_start + 1 : bits_end]


def rsa_numbers(bits: bytes) -> tuple[int, int]:
    """Modulus and exponent of an RSAPublicKey, read as unsigned; raises DerError."""
    tag, at, end = header(bits, 0, len(bits))
    if tag != SEQUENCE:
        raise DerError("not an RSAPublicKey")
    modulus_tag, start, stop = header(bits, at, end)
    exponent_tag, exponent_start, exponent_end = header(bits, stop, end)
    if modulus_tag != INTEGER or exponent_tag != INTEGER:
        raise DerError("not an RSAPublicKey")
    if stop - start > MAX_RSA_BITS // 8 + 1:
        raise DerError(f"an RSA modulus of more than {MAX_RSA_BITS} bits (MAX_RSA_BITS)")
    return int.from_bytes(bits[start:stop], "big"), int.from_bytes(bits[exponent_start:exponent_end], "big")


def ec_parts(parameters: bytes, bits: bytes) -> tuple[str, Curve | None, bytes, bool]:
    """Curve OID (empty when unknown), curve, uncompressed point, whether the curve is explicit."""
    curve: Curve | None
    found = whole(parameters, parameters[0]) if parameters else None
    if found is not None and found.tag == OID:
        name = oid(parameters[found.content : found.end])
        curve, explicit = BY_OID.get(name), False
    elif found is not None and found.tag == SEQUENCE:
        curve, explicit = named_like(parameters), True
        name = curve.oid if curve else ""
    else:
        raise DerError("an elliptic curve key without curve")
    point = bits
    if curve is not None and bits[:1] in (b"\x02", b"\x03"):
        point = decompress(curve, bits)
    return name, curve, point, explicit


def _facts(digest: SpkiHash, algorithm: str, parameters: bytes, bits: bytes) -> KeyFacts:
    if algorithm in (RSA, RSA_PSS):
        modulus, exponent = rsa_numbers(bits)
        problems = _rsa_problems(modulus, exponent)
        if algorithm == RSA_PSS:
            problems.append("key restricted to RSASSA-PSS")
        key = KeyId(sha256_hex(b"rsa:%x:%x" % (modulus, exponent)))
        name = "rsa" if algorithm == RSA else "rsa-pss"
        return KeyFacts(digest, key, name, modulus.bit_length(), "; ".join(problems), "")
    if algorithm == EC:
        curve_oid, curve, point, explicit = ec_parts(parameters, bits)
        problems = ["explicit curve"] if explicit else []
        if curve is None:
            name = curve_oid or EC
            problems.append("curve other than P-256, P-384, P-521")
        else:
            name = curve.name
            if not on_curve(curve, point):
                problems.append("point not on its curve")
        material = curve_oid.encode() + b":" + point if curve_oid else parameters + point
        size = curve.bits if curve else 0
        return KeyFacts(digest, KeyId(sha256_hex(b"ec:" + material)), name, size, "; ".join(problems), "")
    key = KeyId(sha256_hex(algorithm.encode() + b":" + bits))
    if algorithm == DSA:
        return KeyFacts(digest, key, "dsa", _dsa_bits(parameters), "DSA key", "")
    if algorithm in EDWARDS:
        name, size = EDWARDS[algorithm]
        return KeyFacts(digest, key, name, size, f"{name} key", "")
    return KeyFacts(digest, key, algorithm, 0, "algorithm other than RSA and ECDSA", "")


def _rsa_problems(modulus: int, exponent: int) -> list[str]:
    problems: list[str] = []
    size = modulus.bit_length()
    if size < MIN_RSA_BITS:
        problems.append(f"modulus of {size} bits")
    if size % 8:
        problems.append(f"modulus length {size} not divisible by 8")
    if exponent == 1:
        problems.append("exponent 1")
    elif exponent % 2 == 0:
        problems.append("even exponent")
    if modulus % 2 == 0:
        problems.append("even modulus")
    elif math.gcd(modulus % _SMALL_PRIMES_PRODUCT, _SMALL_PRIMES_PRODUCT) != 1:
        problems.append("modulus with a factor below 752")
    return problems


def _dsa_bits(parameters: bytes) -> int:
    if not parameters or parameters[0] != SEQUENCE:
        return 0  # inherited from the issuer (RFC 3279 2.3.2)
    prime = sequence(parameters)[0]
    return int.from_bytes(parameters[prime.content : prime.end], "big").bit_length()
