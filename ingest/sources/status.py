"""Readers of signed status: CRLs (DER, PEM) and OCSP responses (DER).

A reader says what a file holds; whether a signature verifies is decided when the certificates are at hand
(`ingest/link/status_signatures.py`). Certificates that come inside a response are certificates like any other.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from explorer.model.ids import CertificateId, sha256_hex
from ingest.decode.crl import Crl, read_crl
from ingest.decode.der import DerError
from ingest.decode.ocsp_response import OcspResponse, read_ocsp_response
from ingest.sources.interface import CertificateBytes, Counts, Quarantined, refuse_if_doubtful, rejected

CRL = "crl"
OCSP_RESPONSE = "ocsp-response"

PEM_BEGIN = b"-----BEGIN X509 CRL-----"
_BLOCK = re.compile(rb"-----BEGIN X509 CRL-----([^-]*)(-----END X509 CRL-----)?")
_BLANKS = b" \t\r\n\x0b\x0c"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatus:
    """One signed object, readable but not yet verified."""

    position: str
    signed: Crl | OcspResponse

    @property
    def source(self) -> str:
        """The word under which it is set aside when it does not verify."""
        return CRL if isinstance(self.signed, Crl) else OCSP_RESPONSE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What one file holds: `counts` counts signed objects, not the entries of a CRL."""

    objects: tuple[SignedStatus, ...]
    certificates: tuple[CertificateBytes, ...]  # embedded in responses
    quarantined: tuple[Quarantined, ...]
    counts: Counts


def read_crls(data: bytes, *, where: str) -> StatusReport:
    """The CRL of a DER file, or every CRL of a PEM file (unpacked); raises `InputRejected` when there is none."""
    if PEM_BEGIN not in data:
        try:
            return _report(1, [SignedStatus(position="byte 0", signed=read_crl(data))], [], 0)
        except DerError as error:
            raise rejected(f"no CRL that can be read: {error}", where=where) from error
    found: dict[bytes, SignedStatus] = {}
    quarantined: list[Quarantined] = []
    read = duplicates = 0
    for block in _BLOCK.finditer(data):
        read += 1
        position = f"byte {block.start()}"
        try:
            der = binascii.a2b_base64(block[1].translate(None, _BLANKS), strict_mode=True)
            if block[2] is None:
                raise DerError("no END line")
            if der in found:
                duplicates += 1
            else:
                found[der] = SignedStatus(position=position, signed=read_crl(der))
        except (binascii.Error, DerError) as error:
            quarantined.append(Quarantined(source=CRL, position=position, reason=str(error), raw=block[0]))
    refuse_if_doubtful(read=read, quarantined=tuple(quarantined), where=where)
    return _report(read, list(found.values()), quarantined, duplicates)


def read_response(data: bytes, *, where: str) -> StatusReport:
    """The OCSP response of a DER file (unpacked), with its certificates; raises `InputRejected` when it signs nothing."""
    try:
        response = read_ocsp_response(data)
    except DerError as error:
        raise rejected(
            f"no OCSP response that can be used: {error}", where=where, remedy="give signed basic responses as DER"
        ) from error
    return _report(1, [SignedStatus(position="byte 0", signed=response)], [], 0)


def read_again(source: str, position: str, raw: bytes) -> SignedStatus | None:
    """An object that was set aside because its signer was not at hand; None when it was set aside for its form."""
    try:
        signed = read_crl(raw) if source == CRL else read_ocsp_response(raw)
    except DerError:
        return None
    return SignedStatus(position=position, signed=signed)


def _report(read: int, objects: list[SignedStatus], quarantined: list[Quarantined], duplicates: int) -> StatusReport:
    embedded = {
        CertificateId(sha256_hex(der)): der
        for one in objects
        if isinstance(one.signed, OcspResponse)
        for der in one.signed.certificates
    }
    return StatusReport(
        objects=tuple(objects),
        certificates=tuple(
            CertificateBytes(position=f"certificate {n}", id=id_, der=der)
            for n, (id_, der) in enumerate(embedded.items(), 1)
        ),
        quarantined=tuple(quarantined),
        counts=Counts(read=read, rows=len(objects), duplicates=duplicates, quarantined=len(quarantined)),
    )
