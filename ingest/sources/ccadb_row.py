"""One row of an all-records report: the cells as read, and what they say, worked out when asked for.

A report has some seven thousand rows of which a new day changes a few, so a row is kept as its cells and
understood only where somebody looks (performance page, section 1: report to rows).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from explorer.model.audit import AuditClaim, pack_audits
from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId, parse_sha256
from ingest.sources import ccadb_cells, ccadb_columns
from ingest.sources.ccadb_columns import Columns

SOURCE = "ccadb-all-records"

_KINDS = {"root certificate": RecordKind.ROOT, "intermediate certificate": RecordKind.INTERMEDIATE}
_REVOCATIONS = {status.value.casefold(): status for status in RevocationStatus}


def _is_record(cell: str) -> bool:
    return ccadb_cells.record_id(cell) is not None


def _is_fingerprint(cell: str) -> bool:
    return parse_sha256(cell) is not None


def _is_truth(cell: str) -> bool:
    return ccadb_cells.truth(cell) is not None


def _is_day(cell: str) -> bool:
    return ccadb_cells.day(cell) is not None


_READABLE: dict[str, Callable[[str], bool]] = {
    ccadb_columns.RECORD: _is_record,
    ccadb_columns.FINGERPRINT: _is_fingerprint,
    ccadb_columns.TYPE: lambda cell: cell.casefold() in _KINDS,
    ccadb_columns.PARENT_RECORD: _is_record,
    ccadb_columns.PARENT_FINGERPRINT: _is_fingerprint,
    ccadb_columns.REVOCATION: lambda cell: cell.casefold() in _REVOCATIONS,
    ccadb_columns.CONSTRAINED: _is_truth,
    ccadb_columns.AUDITS_SAME: _is_truth,
    ccadb_columns.VALID_FROM: _is_day,
    ccadb_columns.VALID_TO: _is_day,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CcadbRow:
    """One row; every property works on stripped cells.

    None from a text property: the report, or this short row, has no such column. None from a truth: that,
    a blank where a blank says nothing, or a cell that is neither true nor false (told in `problems`).
    """

    columns: Columns
    raw: list[str]  # as the CSV reader gave it; treat as frozen
    line: int  # first line of the row in the file

    def text(self, column: str) -> str | None:
        """The cell of one of our columns."""
        position = self.columns.index.get(column)
        return self.raw[position].strip() if position is not None and position < len(self.raw) else None

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The whole row in file order: header and value, both stripped, without nameless columns."""
        names, raw, width = self.columns.names, self.raw, len(self.raw)
        return tuple((names[p], raw[p].strip()) for p in self.columns.named if p < width)

    @property
    def padded(self) -> tuple[tuple[str, str], ...]:
        """The cells with blanks at an end, as written (DATA-004); header stripped."""
        names, raw, width = self.columns.names, self.raw, len(self.raw)
        return tuple((names[p], raw[p]) for p in self.columns.named if p < width and raw[p] != raw[p].strip())

    @property
    def digest(self) -> str:
        """SHA-256 of the row, independent of the order of columns and of stray blanks."""
        return digest_row(self.columns, self.raw)

    @property
    def record(self) -> RecordId:
        """The Salesforce record id; the digest of the row when the cell holds none."""
        return ccadb_cells.record_id(self._required(ccadb_columns.RECORD)) or RecordId(self.digest)

    @property
    def certificate_cell(self) -> str:
        """The fingerprint as written."""
        return self._required(ccadb_columns.FINGERPRINT)

    @property
    def certificate(self) -> CertificateId | None:
        """The fingerprint, whatever its spelling; None when blank or of another length (DATA-003)."""
        found = parse_sha256(self.certificate_cell)
        return CertificateId(found) if found else None

    @property
    def name(self) -> str:
        """The name CCADB gives the certificate."""
        return self._required(ccadb_columns.NAME)

    @property
    def owner(self) -> str:
        """The CA owner."""
        return self._required(ccadb_columns.OWNER)

    @property
    def kind(self) -> RecordKind:
        """Root or intermediate, as recorded."""
        return _KINDS.get(self._required(ccadb_columns.TYPE).casefold(), RecordKind.OTHER)

    @property
    def subordinate_owner(self) -> str | None:
        """The subordinate CA owner; the column exists since 2019-11-21."""
        return self.text(ccadb_columns.SUBORDINATE_OWNER)

    @property
    def parent_record(self) -> RecordId | None:
        """The record above; that of a root is the record of its owner, which no report lists."""
        return ccadb_cells.record_id(self.text(ccadb_columns.PARENT_RECORD) or "")

    @property
    def parent_certificate(self) -> CertificateId | None:
        """The fingerprint of the certificate above; blank for roots."""
        found = parse_sha256(self.text(ccadb_columns.PARENT_FINGERPRINT) or "")
        return CertificateId(found) if found else None

    @property
    def revocation(self) -> RevocationStatus:
        """The revocation status; UNSTATED for a blank, a missing column, or an unknown word (see `problems`)."""
        cell = self.text(ccadb_columns.REVOCATION) or ""
        return _REVOCATIONS.get(cell.casefold(), RevocationStatus.UNSTATED)

    @property
    def technically_constrained(self) -> bool | None:
        """The constrained flag; a blank says nothing."""
        return ccadb_cells.truth(self.text(ccadb_columns.CONSTRAINED) or "")

    @property
    def audits_same_as_parent(self) -> bool | None:
        """Whether the audits of the record above apply; a blank is no."""
        cell = self.text(ccadb_columns.AUDITS_SAME)
        return False if cell == "" else ccadb_cells.truth(cell or "")

    @property
    def audits(self) -> tuple[AuditClaim, ...]:
        """The audits the report has columns for, in the order of `AUDITS`, blank ones included."""
        return tuple(
            self._audit(standard)
            for standard in ccadb_columns.AUDITS
            if any(f"audit_{standard}_{part}" in self.columns.index for part in ccadb_columns.AUDIT_PARTS)
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """Cells that are not blank and cannot be read, as `header: cell`; audits tell theirs themselves."""
        return tuple(
            f"{self.columns.names[self.columns.index[column]]}: {cell}"
            for column, is_good in _READABLE.items()
            if (cell := self.text(column)) and not is_good(cell)
        )

    def disclosure(self, *, day: date, since: date, row: int) -> Disclosure:
        """The row as a claim; the store knows the day, since when it is made and where it keeps the row."""
        return Disclosure(
            record=self.record,
            source=SOURCE,
            day=day,
            since=since,
            certificate=self.certificate,
            certificate_cell=self.certificate_cell,
            name=self.name,
            kind=self.kind,
            owner=self.owner,
            subordinate_owner=self.subordinate_owner,
            parent_record=self.parent_record,
            parent_name=self.text(ccadb_columns.PARENT_NAME) or "",
            parent_certificate=self.parent_certificate,
            revocation=self.revocation,
            technically_constrained=self.technically_constrained,
            audits_same_as_parent=self.audits_same_as_parent,
            standard_audit_url=self.text(ccadb_columns.STANDARD_AUDIT_URL),
            standard_audit_end=ccadb_cells.day(self.text("audit_standard_period_end") or ""),
            tls_ev_audit_url=self.text("audit_tls-ev_url"),
            apple_status=self.text(ccadb_columns.APPLE),
            chrome_status=self.text(ccadb_columns.CHROME),
            microsoft_status=self.text(ccadb_columns.MICROSOFT),
            mozilla_status=self.text(ccadb_columns.MOZILLA),
            derived_trust_bits=self.text(ccadb_columns.TRUST_BITS),
            valid_from=self.text(ccadb_columns.VALID_FROM),
            valid_to=self.text(ccadb_columns.VALID_TO),
            audits_packed=pack_audits(self.audits),
            full_crl=self._full_crl,
            partitioned_crls=self.text("partitioned_crls"),
            row=row,
        )

    @property
    def _full_crl(self) -> str | None:
        """The full CRL, in the column of V1 to V4, or in that of V5, which holds an array."""
        one = self.text("full_crl")
        return one or self.text("full_crls") or one

    def _required(self, column: str) -> str:
        """A key column: the reader lets no row pass that does not reach to it."""
        return self.raw[self.columns.index[column]].strip()

    def _audit(self, standard: str) -> AuditClaim:
        """One audit of the row."""
        dates: dict[str, date | None] = {}
        unread = []
        for part in ("statement_date", "period_start", "period_end"):
            column = f"audit_{standard}_{part}"
            cell = self.text(column)
            dates[part] = ccadb_cells.day(cell) if cell else None
            if cell and dates[part] is None:
                unread.append(f"{self.columns.names[self.columns.index[column]]}: {cell}")
        return AuditClaim(
            standard=standard,
            url=self.text(f"audit_{standard}_url"),
            type=self.text(f"audit_{standard}_type"),
            statement_date=dates["statement_date"],
            period_start=dates["period_start"],
            period_end=dates["period_end"],
            unread=tuple(unread),
        )


def digest_row(columns: Columns, raw: list[str]) -> str:
    """SHA-256 (upper-case hex) over the names and stripped values, sorted by name.

    The plain form joins the values by U+001F after a digest of the names. A row that lacks a cell, or holds
    that character, takes a JSON form instead, so that no two different rows meet.
    """
    if len(raw) >= columns.named_width:
        joined = "\x1f".join(map(str.strip, columns.pick(raw)))
        if joined.count("\x1f") == len(columns.order) - 1:
            return sha256(f"{columns.digest}\x1f{joined}".encode()).hexdigest().upper()
    pairs = sorted((columns.names[p], raw[p].strip()) for p in columns.named if p < len(raw))
    return sha256(json.dumps(pairs).encode()).hexdigest().upper()
