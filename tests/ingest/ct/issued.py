"""Certificates spelled out by hand for the census: only the fields that it reads are meant, signatures where told."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingest.sample.der import bits, explicit, implicit, integer, octets, oid, sequence, set_of, time, tlv
from tests.ingest.ct.encoding import leaf_of

ED25519 = sequence(oid("1.3.101.112"))
START = datetime(2026, 3, 10, 12, tzinfo=UTC)
END = datetime(2026, 6, 8, 11, 59, 59, tzinfo=UTC)


def name_of(text: str) -> bytes:
    """A name of one common name, DER."""
    return sequence(set_of(sequence(oid("2.5.4.3"), tlv(0x0C, text.encode()))))


class Ca:
    """A name with a key that really signs."""

    def __init__(self, text: str) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(text.encode()).digest())
        self.name = name_of(text)
        raw = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.spki = raw
        self.key_hash = hashlib.sha256(raw).digest()

    def certificate(self) -> bytes:
        """Its own certificate, self-signed."""
        return self.sign(tbs(self.name, 1, subject=self.name, spki=self.spki))

    def sign(self, signed: bytes) -> bytes:
        """The certificate of a TBSCertificate."""
        return sequence(signed, ED25519, bits(self.key.sign(signed)))


def tbs(
    issuer: bytes,
    serial: int,
    *names: str,
    start: datetime = START,
    end: datetime = END,
    subject: bytes = b"",
    spki: bytes = b"",
    version: int = 3,
    padding: int = 300,
) -> bytes:
    """A TBSCertificate with these dNSNames; `padding` octets of another extension make it as long as real ones."""
    san = sequence(*(implicit(2, text.encode("latin-1")) for text in names))
    extensions = [sequence(oid("1.2.3.4"), octets(b"\0" * padding))]
    if names:
        extensions.append(sequence(oid("2.5.29.17"), octets(san)))
    return sequence(
        explicit(0, integer(2)) if version == 3 else b"",
        integer(serial),
        ED25519,
        issuer,
        sequence(time(start), time(end)),
        subject or name_of("leaf"),
        spki or sequence(ED25519, bits(b"\0" * 32)),
        explicit(3, sequence(*extensions)) if version == 3 else b"",
    )


def precert_leaf(ca: Ca, serial: int, *names: str, start: datetime = START, end: datetime = END) -> bytes:
    """The leaf of a precertificate."""
    return leaf_of(tbs(ca.name, serial, *names, start=start, end=end), key_hash=ca.key_hash)


def final_leaf(ca: Ca, serial: int, *names: str, start: datetime = START, end: datetime = END) -> bytes:
    """The leaf of the certificate."""
    return leaf_of(ca.sign(tbs(ca.name, serial, *names, start=start, end=end)))
