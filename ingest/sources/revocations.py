"""Reader of OneCRL as the settings server publishes it: `{"data": [entry, ...]}`.

An entry names certificates by issuer and serial number, both in base64: the DER of the name, and the content
octets of the DER INTEGER. Others name them by subject and key hash; none of those was met in published lists,
so they are quarantined until there is a word for them. `enabled` is told in the reason but decides nothing:
what a client does with a disabled entry is not known to us.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from explorer.model.revocation import RevocationEntry
from ingest.decode.der import SEQUENCE, DerError, whole
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected
from ingest.sources.json_text import read_json

SOURCE = "onecrl"
SERIAL_LIMIT = 64  # octets; RFC 5280 4.1.2.2 allows 20, published ones go a little beyond
_LAST_MILLISECOND = 253_402_300_799_999  # of the year 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationReport:
    """One list of revocations."""

    day: date | None  # of the newest entry; None when no entry carries a time
    entries: tuple[RevocationEntry, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts


def read_onecrl(data: bytes, *, where: str) -> RevocationReport:
    """Read the list (unpacked); raises `InputRejected` when it is another JSON, or empty."""
    items = entries_of(read_json(data, where=where))
    if items is None:
        raise rejected('no OneCRL: a JSON object with a list "data" is expected', where=where)
    if not items:
        raise rejected("the list is empty", where=where, remedy="a revocation list that lost all entries is in doubt")
    entries: dict[RevocationEntry, None] = {}
    quarantined: list[Quarantined] = []
    duplicates = 0
    newest = 0
    for number, item in enumerate(items, 1):
        try:
            entry = _entry_of(item)
        except ValueError as reason:
            raw = json.dumps(item, ensure_ascii=True, sort_keys=True).encode()
            quarantined.append(Quarantined(source=SOURCE, position=f"entry {number}", reason=str(reason), raw=raw))
            continue
        newest = max(newest, _modified(item))
        if entry in entries:
            duplicates += 1
        entries[entry] = None
    refuse_if_doubtful(read=len(items), quarantined=tuple(quarantined), where=where)
    return RevocationReport(
        day=datetime.fromtimestamp(newest / 1000, UTC).date() if newest else None,
        entries=tuple(entries),
        quarantined=tuple(quarantined),
        counts=Counts(read=len(items), rows=len(entries), duplicates=duplicates, quarantined=len(quarantined)),
    )


def entries_of(parsed: object) -> list[object] | None:
    """The list of entries, when the JSON has the shape of OneCRL."""
    items = parsed.get("data") if isinstance(parsed, dict) else None
    if not isinstance(items, list):
        return None
    is_onecrl = not items or any(
        isinstance(item, dict) and ("issuerName" in item or "pubKeyHash" in item) for item in items[:1000]
    )
    return items if is_onecrl else None


def _entry_of(item: object) -> RevocationEntry:
    """One entry; raises ValueError with the reason when it cannot be read."""
    if not isinstance(item, dict):
        raise ValueError("the entry is no JSON object")
    if "pubKeyHash" in item and "issuerName" not in item:
        raise ValueError("the entry names certificates by subject and key hash")
    issuer = _octets(item, "issuerName")
    try:
        whole(issuer, SEQUENCE)
    except DerError as error:
        raise ValueError(f"issuerName is no name: {error}") from error
    serial = _octets(item, "serialNumber")
    if len(serial) > SERIAL_LIMIT:
        raise ValueError(f"serialNumber has {len(serial)} octets, more than {SERIAL_LIMIT}")
    details = item.get("details")
    parts = [_text(details, key) for key in ("name", "why", "bug")] if isinstance(details, dict) else []
    created = _text(details, "created") if isinstance(details, dict) else ""
    words = [part for part in parts if part not in {"", "."}]
    if item.get("enabled") is False:
        words.append("(entry marked as not enabled)")
    return RevocationEntry(
        source=SOURCE,
        issuer=issuer,
        serial=serial.hex().upper(),
        since=_day(created),
        reason="; ".join(words),
    )


def _octets(item: dict[object, object], key: str) -> bytes:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"the entry has no {key}")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{key} is no base64") from error


def _text(details: dict[object, object], key: str) -> str:
    value = details.get(key)
    return value.strip() if isinstance(value, str) else ""


def _day(created: str) -> date | None:
    """The day in `details.created`, an ISO 8601 time of several precisions; None: blank or another form."""
    try:
        return date.fromisoformat(created[:10])
    except ValueError:
        return None


def _modified(item: object) -> int:
    """`last_modified` in milliseconds since 1970; 0 when the entry has none that is one."""
    value = item.get("last_modified") if isinstance(item, dict) else None
    return value if isinstance(value, int) and 0 < value <= _LAST_MILLISECOND else 0
