"""What CCADB records of one certificate, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.model.audit import AuditClaim, unpack_audits
from explorer.model.ids import CertificateId, RecordId
from explorer.model.program import Program


class RecordKind(StrEnum):
    """The type CCADB gives a record: its own idea, not read from the certificate."""

    ROOT = "root"
    INTERMEDIATE = "intermediate"
    OTHER = "other"


class RevocationStatus(StrEnum):
    """CCADB's column; PARENT_REVOKED describes one parent, not this certificate (docs/trust.md)."""

    NOT_REVOKED = "Not Revoked"
    REVOKED = "Revoked"
    PARENT_REVOKED = "Parent Cert Revoked"
    UNSTATED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One row of an all-records report.

    None in a text or truth field means that the report of that day has no such column, or that the
    cell could not be read: unknown, not blank.
    """

    record: RecordId
    source: str  # the list it stands in, "ccadb-all-records"
    day: date  # day of the list it was read from
    since: date  # first stored day on which the list held this very row without a break
    certificate: CertificateId | None  # None: the cell is empty or no fingerprint (DATA-003)
    certificate_cell: str  # the fingerprint cell as written
    name: str
    kind: RecordKind
    owner: str
    subordinate_owner: str | None
    parent_record: RecordId | None
    parent_name: str
    parent_certificate: CertificateId | None
    revocation: RevocationStatus
    technically_constrained: bool | None
    audits_same_as_parent: bool | None
    standard_audit_url: str | None
    apple_status: str | None
    chrome_status: str | None
    microsoft_status: str | None
    mozilla_status: str | None
    derived_trust_bits: str | None
    valid_from: str | None  # as written
    valid_to: str | None
    row: int  # where the store keeps the whole row (`Store.columns_of`)
    standard_audit_end: date | None = (
        None  # end of the period of the Standard audit; None: blank, unreadable, no column
    )
    tls_ev_audit_url: str | None = None  # None: no column, or not read
    audits_packed: str | None = None  # read it through `audits`; None: not read
    full_crl: str | None = None  # the cell of the full CRL, as written: URLs, a word, a JSON array; None: no column
    partitioned_crls: str | None = None  # the JSON array, as written; `[""]`: nothing issued yet

    @property
    def audits(self) -> tuple[AuditClaim, ...]:
        """The audits for which the report has columns, blank ones included."""
        return unpack_audits(self.audits_packed) if self.audits_packed else ()

    def audit(self, standard: str) -> AuditClaim | None:
        """The record's own columns of one audit; None: the report has none."""
        return next((audit for audit in self.audits if audit.standard == standard), None)

    def status_of(self, program: Program) -> str | None:
        """The status column of one program, as written; None where the report has no such column."""
        return {
            Program.APPLE: self.apple_status,
            Program.CHROME: self.chrome_status,
            Program.MICROSOFT: self.microsoft_status,
            Program.MOZILLA: self.mozilla_status,
        }[program]
