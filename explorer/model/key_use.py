"""Uses of a key that are no certificates: CRLs and OCSP responses that it was proved to have signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from explorer.model.ids import CertificateId, SpkiHash


class UseKind(StrEnum):
    """What was signed."""

    CRL = "crl"
    OCSP_RESPONSE = "ocsp-response"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """What an OCSP response says of one certificate."""

    issuer: SpkiHash | None  # key of the CA that issued it; None: no such CA is at hand
    serial: str  # hex of the content octets of the DER INTEGER, as in `Certificate`
    status: str  # good, revoked, unknown
    revoked_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """One signed object, verified: on the day it names, the key existed.

    The times are those inside the object, which its signer writes.
    """

    id: str  # SHA-256 of the object's DER
    kind: UseKind
    key: SpkiHash  # that signed it
    signer: CertificateId | None  # the responder's certificate; None: signed with the CA's own key
    issuers: tuple[SpkiHash, ...]  # keys of the CAs for which it speaks, sorted
    this_update: datetime  # UTC; of an OCSP response the latest of its answers
    produced_at: datetime | None  # OCSP: when it was signed (RFC 6960 4.2.2.1); a CRL does not tell
    next_update: datetime | None
    signature_algorithm: str  # as in `Certificate`: old ones are verified as history
    input: str  # SHA-256 of the file it came in
    answers: tuple[StatusAnswer, ...] = ()

    @property
    def moment(self) -> datetime:
        """When the key was used, as far as the object tells: producedAt, else thisUpdate."""
        return self.produced_at or self.this_update
