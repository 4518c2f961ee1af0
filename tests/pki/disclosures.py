"""Plain CCADB records for tables: a case says only what differs from an intermediate's record without surprises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId

DAY = date(2024, 1, 1)


class RecordDiffers(TypedDict, total=False):
    """What a case may say about its record."""

    kind: RecordKind
    owner: str
    subordinate_owner: str | None
    parent_record: RecordId | None
    technically_constrained: bool | None
    audits_same_as_parent: bool | None
    standard_audit_url: str | None
    row: int


def disclosure(
    name: str, of: Certificate | None = None, under: str = "", **differs: Unpack[RecordDiffers]
) -> Disclosure:
    """The record called `name` of a certificate, below the record called `under`; owned by Alpha, audited like above."""
    certificate = of.id if of else None
    plain = Disclosure(
        record=RecordId(name),
        source="ccadb-all-records",
        day=DAY,
        since=DAY,
        certificate=certificate,
        certificate_cell=certificate or CertificateId(""),
        name=name,
        kind=RecordKind.INTERMEDIATE if under else RecordKind.ROOT,
        owner="Alpha",
        subordinate_owner="",
        parent_record=RecordId(under) if under else None,
        parent_name=under,
        parent_certificate=None,
        revocation=RevocationStatus.NOT_REVOKED if under else RevocationStatus.UNSTATED,
        technically_constrained=False,
        audits_same_as_parent=bool(under),
        standard_audit_url="" if under else f"https://audit.example/{name}",
        apple_status=None,
        chrome_status=None,
        microsoft_status=None,
        mozilla_status=None,
        derived_trust_bits=None,
        valid_from=None,
        valid_to=None,
        row=0,
    )
    return replace(plain, **differs)
