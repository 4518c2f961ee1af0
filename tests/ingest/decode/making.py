"""DER made by hand for tests: what a correct encoder would refuse to write can be written too.

certificate(subject=name("S"), issuer=name("R"), extensions=(extension("551d13", "30030101ff", critical=True),))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519_ALGORITHM = bytes.fromhex("300506032b6570")
SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
UTF8, PRINTABLE, T61, IA5, UNIVERSAL, BMP = 0x0C, 0x13, 0x14, 0x16, 0x1C, 0x1E

Sign = Callable[[bytes], bytes]


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def attribute(oid: str, value: str | bytes, tag: int = UTF8) -> bytes:
    """One attribute; `oid` as hex of its content octets."""
    octets = value if isinstance(value, bytes) else value.encode()
    return tlv(0x30, tlv(0x06, bytes.fromhex(oid)), tlv(tag, octets))


def rdn(*attributes: bytes) -> bytes:
    """One relative name, attributes in the order given."""
    return tlv(0x31, *attributes)


def name(common_name: str, tag: int = UTF8) -> bytes:
    """C=XX, CN=..."""
    return tlv(0x30, rdn(attribute("550406", "XX", PRINTABLE)), rdn(attribute("550403", common_name, tag)))


def extension(oid: str, value: str | bytes, *, critical: bool = False) -> bytes:
    """One extension; OID and value as hex."""
    octets = value if isinstance(value, bytes) else bytes.fromhex(value)
    flag = tlv(0x01, b"\xff") if critical else b""
    return tlv(0x30, tlv(0x06, bytes.fromhex(oid)), flag, tlv(0x04, octets))


@cache
def ed25519_key(number: int) -> ed25519.Ed25519PrivateKey:
    """The same key on every run, by number."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


@cache
def rsa_key(size: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """An RSA key, by size and number; made once a run."""
    return rsa.generate_private_key(65537, size)


def spki_of(key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> bytes:
    """Its SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certificate(
    *,
    subject: bytes | None = None,
    issuer: bytes | None = None,
    spki: bytes | None = None,
    extensions: Sequence[bytes] = (),
    version: bytes = bytes.fromhex("a003020102"),
    serial: str = "05",
    not_before: bytes = b"\x17\x0d200101000000Z",
    not_after: bytes = b"\x17\x0d300101000000Z",
    algorithm: bytes = ED25519_ALGORITHM,
    inner_algorithm: bytes | None = None,
    sign: Sign | None = None,
    behind_key: bytes = b"",
) -> bytes:
    """A certificate, by default of Ed25519 key 2 under CN=R with key 1."""
    listed = tlv(0xA3, tlv(0x30, *extensions)) if extensions else b""
    tbs = tlv(
        0x30,
        version,
        tlv(0x02, bytes.fromhex(serial)),
        algorithm if inner_algorithm is None else inner_algorithm,
        name("R") if issuer is None else issuer,
        tlv(0x30, not_before, not_after),
        name("S") if subject is None else subject,
        spki_of(ed25519_key(2)) if spki is None else spki,
        behind_key,
        listed,
    )
    signature = (sign or ed25519_key(1).sign)(tbs)
    return tlv(0x30, tbs, algorithm, tlv(0x03, b"\x00", signature))
