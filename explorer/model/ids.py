"""Identifiers, each a distinct type: 64 upper-case hex digits without colons, but for records.

Definitions are those of the field: a certificate by the SHA-256 of its DER, a key by the SHA-256
of its SubjectPublicKeyInfo (MRSP 3.1 section 3.1.3; equal to the CT issuer key hash, RFC 6962 3.2).
"""

from __future__ import annotations

import hashlib
from typing import NewType

CertificateId = NewType("CertificateId", str)  # SHA-256 of the certificate DER
SpkiHash = NewType("SpkiHash", str)  # SHA-256 of the whole SubjectPublicKeyInfo DER
KeyId = NewType("KeyId", str)  # SHA-256 of the key in canonical form: one per key material
CaId = NewType("CaId", str)  # SHA-256 of subject DER followed by SPKI DER, in this order
RecordId = NewType("RecordId", str)  # Salesforce record id of a CCADB record

_HEX = frozenset("0123456789ABCDEF")
SHA256_DIGITS = 64


def sha256_hex(data: bytes) -> str:
    """SHA-256 as this project prints it: upper-case hex without colons."""
    return hashlib.sha256(data).hexdigest().upper()


def ca_id(subject: bytes, spki: bytes) -> CaId:
    """The identifier of the CA with this subject name and key, both as DER."""
    return CaId(sha256_hex(subject + spki))


def parse_sha256(text: str) -> str | None:
    """Fold the spellings of a SHA-256 met in the field; None when it is not one.

    Colons, blanks and quotes are dropped and letters raised, as CCADB reports need.
    """
    folded = text.strip().strip("'\"").replace(":", "").replace(" ", "").upper()
    return folded if len(folded) == SHA256_DIGITS and _HEX.issuperset(folded) else None
