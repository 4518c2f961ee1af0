"""Signatures of the sample: always the same octets for the same key and message.

ECDSA follows RFC 6979, Ed25519 is deterministic by nature, RSA is written out here so that it can
also make what libraries refuse: MD5, SHA-1, short keys. Salt of PSS follows from the message.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ingest.sample import der
from ingest.sample.keys import RSA_PSS, Key, RsaNumbers, ec_key, ed25519_key, rsa_numbers

_HASH_OIDS = {
    "md5": "1.2.840.113549.2.5",
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_RSA_OIDS = {
    "md5-rsa": "1.2.840.113549.1.1.4",
    "sha1-rsa": "1.2.840.113549.1.1.5",
    "sha256-rsa": "1.2.840.113549.1.1.11",
    "sha384-rsa": "1.2.840.113549.1.1.12",
    "sha512-rsa": "1.2.840.113549.1.1.13",
}
_ECDSA: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "sha1-ecdsa": ("1.2.840.10045.4.1", hashes.SHA1()),
    "sha256-ecdsa": ("1.2.840.10045.4.3.2", hashes.SHA256()),
    "sha384-ecdsa": ("1.2.840.10045.4.3.3", hashes.SHA384()),
    "sha512-ecdsa": ("1.2.840.10045.4.3.4", hashes.SHA512()),
}
UNKNOWN_SIGNATURE = "unknown"  # an algorithm that no reader of ours supports
_UNKNOWN_OID = "1.2.643.7.1.1.3.2"

_BY_KIND = {
    "P-256": "sha256-ecdsa",
    "P-384": "sha384-ecdsa",
    "P-521": "sha512-ecdsa",
    "P-224": "sha256-ecdsa",
    "secp256k1": "sha256-ecdsa",
    "ed25519": "ed25519",
}


def usual_signature(key: Key) -> str:
    """The algorithm a tidy CA uses with such a key."""
    return _BY_KIND.get(key.kind, "sha256-rsa")


def algorithm_identifier(signature: str) -> bytes:
    """AlgorithmIdentifier of a signature."""
    if signature in _RSA_OIDS:
        return der.sequence(der.oid(_RSA_OIDS[signature]), der.null())
    if signature in _ECDSA:
        return der.sequence(der.oid(_ECDSA[signature][0]))
    if signature == "ed25519":
        return der.sequence(der.oid("1.3.101.112"))
    if signature == UNKNOWN_SIGNATURE:
        return der.sequence(der.oid(_UNKNOWN_OID))
    digest = _hash_identifier(signature.removeprefix("pss-"))
    size = hashlib.new(signature.removeprefix("pss-")).digest_size
    mask = der.sequence(der.oid("1.2.840.113549.1.1.8"), digest)
    parameters = der.sequence(der.explicit(0, digest), der.explicit(1, mask), der.explicit(2, der.integer(size)))
    return der.sequence(der.oid(RSA_PSS), parameters)


def sign(key: Key, signature: str, message: bytes) -> bytes:
    """Signature value of `message` with `key`."""
    if signature == UNKNOWN_SIGNATURE:
        return hashlib.sha512(message).digest()  # nobody can check it, so it need not be one
    if signature == "ed25519":
        return ed25519_key(key.label).sign(message)
    if signature in _ECDSA:
        scheme = ec.ECDSA(_ECDSA[signature][1], deterministic_signing=True)
        return ec_key(key.label, key.kind).sign(message, scheme)
    numbers = rsa_numbers(key.label, key.kind)
    if signature in _RSA_OIDS:
        return _raise(numbers, _pkcs1(signature.removesuffix("-rsa"), message, _size(numbers)))
    return _raise(numbers, _pss(signature.removeprefix("pss-"), message, numbers.modulus.bit_length() - 1))


def _hash_identifier(name: str) -> bytes:
    return der.sequence(der.oid(_HASH_OIDS[name]), der.null())


def _digest(name: str, message: bytes) -> bytes:
    return hashlib.new(name, message, usedforsecurity=False).digest()


def _size(numbers: RsaNumbers) -> int:
    return (numbers.modulus.bit_length() + 7) // 8


def _pkcs1(name: str, message: bytes, size: int) -> bytes:
    """EMSA-PKCS1-v1_5 (RFC 8017 9.2)."""
    info = der.sequence(_hash_identifier(name), der.octets(_digest(name, message)))
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


def _pss(name: str, message: bytes, bits: int) -> bytes:
    """EMSA-PSS with MGF1 of the same hash and a salt as long as it (RFC 8017 9.1.1)."""
    digest = _digest(name, message)
    salt = _digest(name, b"salt" + digest)
    inner = _digest(name, bytes(8) + digest + salt)
    size = (bits + 7) // 8
    block = bytes(size - len(salt) - len(inner) - 2) + b"\x01" + salt
    mask = b"".join(_digest(name, inner + i.to_bytes(4, "big")) for i in range(size // len(inner) + 1))
    masked = bytearray(a ^ b for a, b in zip(block, mask[: len(block)], strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + inner + b"\xbc"


def _raise(numbers: RsaNumbers, block: bytes) -> bytes:
    """The private operation, by the Chinese remainder theorem."""
    value = int.from_bytes(block, "big")
    at_p = pow(value, numbers.private % (numbers.p - 1), numbers.p)
    at_q = pow(value, numbers.private % (numbers.q - 1), numbers.q)
    result = at_q + numbers.q * ((at_p - at_q) * pow(numbers.q, -1, numbers.p) % numbers.p)
    return result.to_bytes(_size(numbers), "big")
