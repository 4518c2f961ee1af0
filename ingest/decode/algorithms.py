"""Signature algorithms: identifiers to scheme and hash (RFC 3279, 4055, 5758, 8410), one reader for all of ingest."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ingest.decode.der import INTEGER, OID, SEQUENCE, DerError, children, integer, oid, sequence

PSS_OID = "1.2.840.113549.1.1.10"

_NAMES = {
    "1.2.840.113549.1.1.2": ("rsa", "md2"),
    "1.2.840.113549.1.1.3": ("rsa", "md4"),
    "1.2.840.113549.1.1.4": ("rsa", "md5"),
    "1.2.840.113549.1.1.5": ("rsa", "sha1"),
    "1.3.14.3.2.29": ("rsa", "sha1"),  # OIW
    "1.2.840.113549.1.1.14": ("rsa", "sha224"),
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    "1.2.840.10045.4.1": ("ecdsa", "sha1"),
    "1.2.840.10045.4.3.1": ("ecdsa", "sha224"),
    "1.2.840.10045.4.3.2": ("ecdsa", "sha256"),
    "1.2.840.10045.4.3.3": ("ecdsa", "sha384"),
    "1.2.840.10045.4.3.4": ("ecdsa", "sha512"),
    "1.2.840.10040.4.3": ("dsa", "sha1"),
    "1.3.14.3.2.27": ("dsa", "sha1"),  # OIW
    "2.16.840.1.101.3.4.3.1": ("dsa", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("dsa", "sha256"),
    "2.16.840.1.101.3.4.3.3": ("dsa", "sha384"),
    "2.16.840.1.101.3.4.3.4": ("dsa", "sha512"),
    "1.3.101.112": ("ed25519", ""),
    "1.3.101.113": ("ed448", ""),
}
HASHES = {
    "1.2.840.113549.2.2": "md2",
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_MGF1 = "1.2.840.113549.1.1.8"


class Scheme(NamedTuple):
    """How a signature was made."""

    oid: str
    kind: str  # rsa, pss, ecdsa, dsa, ed25519, ed448; empty when unknown
    digest: str  # lower case without hyphen; empty when the scheme has none or it is unknown
    mgf_digest: str = ""  # PSS only
    salt: int = 0  # PSS only, octets

    @property
    def label(self) -> str:
        """The name that the model uses, or the OID."""
        if not self.kind:
            return self.oid
        if self.kind == "pss":
            return f"pss-{self.digest}"
        return f"{self.digest}-{self.kind}" if self.digest else self.kind


@lru_cache(maxsize=4096)
def read_scheme(algorithm: bytes) -> Scheme:
    """The scheme of an AlgorithmIdentifier; raises DerError when it cannot be read."""
    parts = sequence(algorithm)
    if not parts or parts[0].tag != OID:
        raise DerError("a signature algorithm without OID")
    name = oid(algorithm[parts[0].content : parts[0].end])
    if name != PSS_OID:
        return Scheme(name, *_NAMES.get(name, ("", "")))
    digest, mgf_digest, salt = "sha1", "sha1", 20  # defaults of RFC 4055 section 3.1
    if len(parts) > 1 and parts[1].tag == SEQUENCE:
        for field in children(algorithm, parts[1].content, parts[1].end):
            inner = children(algorithm, field.content, field.end)
            if len(inner) != 1:
                raise DerError("malformed RSASSA-PSS parameters")
            if field.tag == 0xA0:
                digest = _hash_name(algorithm[inner[0].start : inner[0].end])
            elif field.tag == 0xA1:
                mgf = children(algorithm, inner[0].content, inner[0].end)
                if len(mgf) != 2 or oid(algorithm[mgf[0].content : mgf[0].end]) != _MGF1:
                    raise DerError("a mask generation function other than MGF1")
                mgf_digest = _hash_name(algorithm[mgf[1].start : mgf[1].end])
            elif field.tag == 0xA2 and inner[0].tag == INTEGER:
                salt = integer(algorithm[inner[0].content : inner[0].end])
    return Scheme(name, "pss", digest, mgf_digest, salt)


def _hash_name(identifier: bytes) -> str:
    parts = sequence(identifier)
    if not parts or parts[0].tag != OID:
        raise DerError("a hash algorithm without OID")
    name = oid(identifier[parts[0].content : parts[0].end])
    return HASHES.get(name, name)
