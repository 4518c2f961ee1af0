"""A revocation: which certificate, by whose list, since when, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explorer.model.ids import CertificateId, SpkiHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One statement that a certificate is revoked; sources are never merged."""

    certificate: CertificateId
    source: str  # "ccadb" (a statement of the CA), "crl" (its signed list), "onecrl" (Mozilla, TLS only)
    since: date | None  # first day on which the source said so; None: not known
    reason: str  # as the source words it; empty when it gives none


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationEntry:
    """One entry of a list that names certificates by issuer and serial (OneCRL, CRL).

    `serial` is the hex of the content octets of the DER INTEGER, signed, leading zero kept.
    """

    source: str
    issuer: bytes  # DER of the issuer name
    serial: str
    since: date | None  # the date the entry itself carries; None: it carries none
    reason: str
    key: SpkiHash | None = None  # of the CA that signed the list; None: a list of somebody else (OneCRL)
