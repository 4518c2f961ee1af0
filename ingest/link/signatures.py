"""Does this key verify this signature? With the primitives, whatever the age of the algorithm (docs/model.md).

We prove history and grant no trust by it: MD2, MD5, SHA-1, short and odd-sized RSA keys are all checked. What
`cryptography` refuses for RSA is done by hand (RFC 8017 8.2.2). A key that cannot make such a signature at all
(an elliptic curve key for an RSA signature) fails; UNVERIFIABLE is kept for what we cannot compute.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from explorer.model.authority import LinkState
from ingest.decode.algorithms import Scheme, read_scheme
from ingest.decode.der import DerError
from ingest.decode.skim import Skim
from ingest.decode.spki import EC, RSA, RSA_PSS, ec_parts, rsa_numbers, spki_parts
from ingest.link.md2 import md2

MAX_RSA_BITS = 16384  # as OpenSSL; the largest published CA key has 8192
MAX_EXPONENT_BITS = 64  # of RSA keys longer than SMALL_RSA_BITS, as OpenSSL
SMALL_RSA_BITS = 3072
MAX_SALT = 1024  # octets, RSASSA-PSS

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_ECDSA = {name: ec.ECDSA(algorithm) for name, algorithm in _HASHES.items()}
_PKCS1 = padding.PKCS1v15()
_CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}

# DER of DigestInfo up to the digest (RFC 8017 9.2, note 1), by hash, with and without NULL parameters
_DIGEST_OIDS = {
    "md2": "2a864886f70d0202",
    "md5": "2a864886f70d0205",
    "sha1": "2b0e03021a",
    "sha224": "608648016503040204",
    "sha256": "608648016503040201",
    "sha384": "608648016503040202",
    "sha512": "608648016503040203",
}

OtherKey = dsa.DSAPublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey


class Outcome(NamedTuple):
    """What one check said; the reason is given when it is UNVERIFIABLE."""

    state: LinkState
    reason: str = ""


VERIFIES = Outcome(LinkState.VERIFIES)
FAILS = Outcome(LinkState.FAILS)


class IssuerKey(NamedTuple):
    """A public key ready to verify: the library's object in the field of its kind, and for RSA the numbers."""

    kind: str  # rsa, ecdsa, dsa, ed25519, ed448; empty: not supported
    rsa_key: rsa.RSAPublicKey | None = None
    ec_key: ec.EllipticCurvePublicKey | None = None
    other_key: OtherKey | None = None
    modulus: int = 0
    exponent: int = 0
    reason: str = ""  # why it cannot be used


def verify(signed: Skim, issuer_spki: bytes) -> LinkState:
    """Whether the key with this SPKI verifies the certificate's signature; never raises."""
    return check(signed, issuer_spki).state


def check(signed: Skim, issuer_spki: bytes) -> Outcome:
    """As `verify`, with the reason when it cannot be told."""
    try:
        scheme = read_scheme(signed.algorithm)
    except DerError as error:
        return Outcome(LinkState.UNVERIFIABLE, str(error))
    key = load_key(issuer_spki)
    if not key.kind:
        return Outcome(LinkState.UNVERIFIABLE, key.reason)
    if not scheme.kind:
        return Outcome(LinkState.UNVERIFIABLE, f"unknown signature algorithm {scheme.oid}")
    return run(key, scheme, signed.signature, signed.tbs)


def run(key: IssuerKey, scheme: Scheme, signature: bytes, tbs: bytes) -> Outcome:
    """One check with a key and a scheme that are known; never raises."""
    kind = scheme.kind
    digest = _HASHES.get(scheme.digest)
    try:
        if kind == "rsa" and key.rsa_key is not None and digest is not None:
            key.rsa_key.verify(signature, tbs, _PKCS1, digest)
            return VERIFIES
        if kind == "ecdsa" and key.ec_key is not None and digest is not None:
            key.ec_key.verify(signature, tbs, _ECDSA[scheme.digest])
            return VERIFIES
        if kind != key.kind and not (kind == "pss" and key.kind == "rsa"):
            return FAILS
        if kind == "pss" and key.rsa_key is not None and digest is not None:
            mgf_digest = _HASHES.get(scheme.mgf_digest)
            if mgf_digest is not None and 0 <= scheme.salt <= MAX_SALT:
                key.rsa_key.verify(signature, tbs, padding.PSS(padding.MGF1(mgf_digest), scheme.salt), digest)
                return VERIFIES
        elif isinstance(key.other_key, dsa.DSAPublicKey) and digest is not None:
            key.other_key.verify(signature, tbs, digest)
            return VERIFIES
        elif isinstance(key.other_key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.other_key.verify(signature, tbs)
            return VERIFIES
    except InvalidSignature:
        return FAILS
    except (ValueError, UnsupportedAlgorithm):
        pass  # what this build of the library refuses; RSA goes on by hand
    if kind == "rsa":
        return _rsa_by_hand(key, scheme.digest, signature, tbs)
    return Outcome(LinkState.UNVERIFIABLE, f"{scheme.label} with this key is not supported")


@lru_cache(maxsize=1 << 14)
def load_key(spki: bytes) -> IssuerKey:
    """The key of an SPKI, loaded once; keys that the library refuses are rebuilt from their numbers if possible."""
    try:
        algorithm, parameters, bits = spki_parts(spki)
        if algorithm in (RSA, RSA_PSS):
            return _rsa_key(spki, *rsa_numbers(bits))
    except DerError as error:
        return IssuerKey("", reason=f"key unreadable: {error}")
    loaded = _load(spki)
    if loaded is None and algorithm == EC:
        loaded = _ec_key(parameters, bits)
    if isinstance(loaded, ec.EllipticCurvePublicKey):
        return IssuerKey("ecdsa", ec_key=loaded)
    if isinstance(loaded, dsa.DSAPublicKey):
        return IssuerKey("dsa", other_key=loaded)
    if isinstance(loaded, ed25519.Ed25519PublicKey):
        return IssuerKey("ed25519", other_key=loaded)
    if isinstance(loaded, ed448.Ed448PublicKey):
        return IssuerKey("ed448", other_key=loaded)
    return IssuerKey("", reason=f"key not supported (algorithm {algorithm})")


def _rsa_key(spki: bytes, modulus: int, exponent: int) -> IssuerKey:
    size = modulus.bit_length()
    if size > MAX_RSA_BITS:
        return IssuerKey("", reason=f"RSA key of {size} bits, more than {MAX_RSA_BITS} (MAX_RSA_BITS)")
    if exponent.bit_length() > MAX_EXPONENT_BITS and size > SMALL_RSA_BITS:
        return IssuerKey("", reason=f"RSA exponent of more than {MAX_EXPONENT_BITS} bits (MAX_EXPONENT_BITS)")
    if size < 2 or exponent >= modulus:
        return IssuerKey("", reason="RSA numbers that are no key")
    loaded = _load(spki)
    if not isinstance(loaded, rsa.RSAPublicKey):
        try:
            loaded = rsa.RSAPublicNumbers(exponent, modulus).public_key()
        except (ValueError, UnsupportedAlgorithm):
            loaded = None  # too short, or an exponent of 1: by hand
    return IssuerKey("rsa", rsa_key=loaded, modulus=modulus, exponent=exponent)


def _load(spki: bytes) -> PublicKeyTypes | None:
    try:
        return load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _ec_key(parameters: bytes, bits: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        _, curve, point, _ = ec_parts(parameters, bits)
        if curve is None:
            return None
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve.name], point)
    except (ValueError, UnsupportedAlgorithm):
        return None


def _rsa_by_hand(key: IssuerKey, digest: str, signature: bytes, tbs: bytes) -> Outcome:
    """RSASSA-PKCS1-v1_5 verification by comparison of encodings (RFC 8017 8.2.2)."""
    if digest not in _DIGEST_OIDS:
        return Outcome(LinkState.UNVERIFIABLE, f"unknown hash {digest}")
    octets = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != octets or number >= key.modulus:
        return FAILS
    message = pow(number, key.exponent, key.modulus).to_bytes(octets, "big")
    hashed = md2(tbs) if digest == "md2" else hashlib.new(digest, tbs, usedforsecurity=False).digest()
    return VERIFIES if message in _encodings(digest, hashed, octets) else FAILS


def _encodings(digest: str, hashed: bytes, octets: int) -> tuple[bytes, ...]:
    """EMSA-PKCS1-v1_5 of the digest, with NULL parameters and without (RFC 8017 A.2.4 has verifiers accept both)."""
    name = bytes.fromhex(_DIGEST_OIDS[digest])
    encodings = []
    for parameters in (b"\x05\x00", b""):
        identifier = _tlv(0x30, _tlv(0x06, name) + parameters)
        info = _tlv(0x30, identifier + _tlv(0x04, hashed))
        if octets >= len(info) + 11:  # eight octets of padding at least
            encodings.append(b"\x00\x01" + b"\xff" * (octets - len(info) - 3) + b"\x00" + info)
    return tuple(encodings)


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content
