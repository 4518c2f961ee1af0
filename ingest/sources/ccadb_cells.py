"""What a cell of a CCADB report means: dates, truths, ids, lists and the words that stand where URLs are expected.

Each function takes a stripped cell. None always means "not to be read", never "blank" and never "false".
"""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum

from explorer.model.ids import RecordId

_DATE = re.compile(r"(\d{4})([.-])(\d\d)\2(\d\d)", re.ASCII)
_RECORD = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", re.ASCII)
_SEPARATORS = re.compile(r"[;\r\n]+")
JSON_CELL_LIMIT = 1024 * 1024  # characters of a JSON array in a cell


def day(cell: str) -> date | None:
    """A day as CCADB writes it, `YYYY.MM.DD` in GMT, or in ISO 8601; nothing else is unambiguous."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def truth(cell: str) -> bool | None:
    """`true` (V1), `True` (later), `TRUE`, and their opposites; a blank is not to be read as either."""
    return {"true": True, "false": False}.get(cell.casefold())


def record_id(cell: str) -> RecordId | None:
    """A Salesforce record id of 15 or 18 letters and digits."""
    return RecordId(cell) if _RECORD.fullmatch(cell) else None


def values(cell: str) -> tuple[str, ...]:
    """The parts of a cell of several URLs or trust bits, split at `;` and line ends, in their order."""
    return tuple(part for part in map(str.strip, _SEPARATORS.split(cell)) if part)


def url_array(cell: str) -> tuple[str, ...] | None:
    """The strings of a JSON array; `[""]` (nothing issued yet) and a blank give none, None: no such array."""
    if not cell:
        return ()
    if len(cell) > JSON_CELL_LIMIT:
        return None
    try:
        parsed: object = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, list) or not all(isinstance(item, str) for item in parsed):
        return None
    return tuple(item.strip() for item in parsed if item.strip())


class CrlWord(StrEnum):
    """Words that CAs write where the URL of the full CRL belongs."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    TEST = "test"


def full_crl(cell: str) -> tuple[str, ...] | CrlWord | None:
    """The URLs of the full CRL, or the word that stands there; None: neither."""
    try:
        return CrlWord(cell.casefold())
    except ValueError:
        parts = values(cell)
        return parts if all("://" in part for part in parts) else None


class AuditScheme(StrEnum):
    """The family of an audit, however its type is spelled."""

    WEBTRUST = "WebTrust"
    ETSI = "ETSI"
    EQUIVALENT_WEBTRUST = "equivalent to WebTrust"
    EQUIVALENT_ETSI = "equivalent to ETSI"
    OTHER = "other"
    NONE = ""


def audit_scheme(cell: str) -> AuditScheme:
    """Fold the spellings of an audit type: "Web Trust", "ETSI TS 102 042", "Equivalent 101 456"; the raw text stays."""
    folded = "".join(cell.casefold().split())
    if not folded:
        return AuditScheme.NONE
    equivalent = folded.startswith("equivalent")
    if "webtrust" in folded:
        return AuditScheme.EQUIVALENT_WEBTRUST if equivalent else AuditScheme.WEBTRUST
    if "etsi" in folded or any(standard in folded for standard in ("319411", "102042", "101456")):
        return AuditScheme.EQUIVALENT_ETSI if equivalent else AuditScheme.ETSI
    return AuditScheme.OTHER
