"""What a CCADB record says of one audit, and the short text in which the store keeps all audits of a record.

Most records have the audits of their parent and blank cells of their own, and thousands share a statement, so the
text is read only where somebody looks, and once for each text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

STANDARD, NETSEC, TLS_BR, TLS_EV = "standard", "netsec", "tls-br", "tls-ev"
CODE_SIGNING, SMIME_BR, VMC = "code-signing", "smime-br", "vmc"

AUDIT_TITLES = {
    STANDARD: "Standard",
    NETSEC: "NetSec",
    TLS_BR: "TLS BR",
    TLS_EV: "TLS EVG",
    CODE_SIGNING: "Code Signing",
    SMIME_BR: "S/MIME BR",
    VMC: "VMC",
}
"""The names of the columns since V2; before, "BR", "EV SSL" and "EV Code Signing"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditClaim:
    """What one row says of one audit.

    A date is None when the cell is blank, the report has no such column, or the cell is no date;
    the last is told in `unread`.
    """

    standard: str  # a name of `AUDIT_TITLES`, "tls-br"
    url: str | None  # None: no such column
    type: str | None  # as written; None: no such column
    statement_date: date | None
    period_start: date | None
    period_end: date | None
    unread: tuple[str, ...]  # "TLS BR Audit Period End Date: 31/12/2020"

    @property
    def is_blank(self) -> bool:
        """Every cell that the report has for it is blank."""
        return not (
            self.url or self.type or self.statement_date or self.period_start or self.period_end or self.unread
        )  # fmt: skip


def pack_audits(audits: Iterable[AuditClaim]) -> str:
    """The audits of one record as one text; a blank one is its name alone."""
    return json.dumps([_packed(audit) for audit in audits], ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=1 << 14)
def unpack_audits(text: str) -> tuple[AuditClaim, ...]:
    """The audits that `pack_audits` wrote, in their order."""
    return tuple(_unpacked(item) for item in json.loads(text))


def _packed(audit: AuditClaim) -> object:
    if audit.is_blank and audit.url == "" and audit.type == "":
        return audit.standard
    days = (audit.statement_date, audit.period_start, audit.period_end)
    dates = [None if day is None else day.isoformat() for day in days]
    return [audit.standard, audit.url, audit.type, *dates, *audit.unread]


def _unpacked(item: str | list[str | None]) -> AuditClaim:
    if isinstance(item, str):
        item = [item, "", "", None, None, None]
    standard, url, type_, *rest = item
    days = [date.fromisoformat(text) if text else None for text in rest[:3]]
    return AuditClaim(
        standard=standard or "",
        url=url,
        type=type_,
        statement_date=days[0],
        period_start=days[1],
        period_end=days[2],
        unread=tuple(text for text in rest[3:] if text),
    )
