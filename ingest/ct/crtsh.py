"""Search results of crt.sh as JSON: what was logged under which issuer and serial number, without any certificate.

They tell of issuance and prove nothing: no signature, no place in a log. A result has 10,000 rows at most,
so one of just that length may be cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected
from ingest.sources.json_text import read_json

SOURCE = "crtsh"
MOST_ROWS = 10_000
MAX_ROWS = 1 << 20
MAX_TEXT = 1 << 14  # characters of a name
MAX_SERIAL = 64  # hex digits; RFC 5280 allows 40

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCertificate:
    """One row: a certificate or precertificate that crt.sh has seen in some log."""

    id: int  # of crt.sh
    issuer: str  # name as crt.sh prints it
    serial: str  # upper-case hex without leading zero octets
    entered: datetime | None  # UTC, first seen in a log; None: not told
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """One answer."""

    rows: tuple[LoggedCertificate, ...]  # by id
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    may_be_cut: bool


def read_crtsh(data: bytes, *, where: str) -> SearchResult:
    """Every row once; raises `InputRejected` when it is no such answer or too much of it can't be understood."""
    listed = read_json(data, where=where)
    if not isinstance(listed, list):
        raise rejected("no list of certificates as crt.sh gives it", where=where)
    if len(listed) > MAX_ROWS:
        raise rejected(f"more than {MAX_ROWS} rows (MAX_ROWS)", where=where)
    rows: dict[int, LoggedCertificate] = {}
    quarantined: list[Quarantined] = []
    duplicates = 0
    for number, plain in enumerate(listed, 1):
        try:
            row = _row(plain)
        except (ValueError, OverflowError) as error:
            raw = repr(plain).encode("utf-8", "backslashreplace")
            quarantined.append(Quarantined(source=SOURCE, position=f"row {number}", reason=str(error), raw=raw))
            continue
        if row.id not in rows:
            rows[row.id] = row
        elif rows[row.id] == row:
            duplicates += 1
        else:
            raise rejected(f"row {number} contradicts an earlier one of the same id {row.id}", where=where)
    found = tuple(quarantined)
    refuse_if_doubtful(read=len(listed), quarantined=found, where=where)
    return SearchResult(
        rows=tuple(rows[id_] for id_ in sorted(rows)),
        counts=Counts(read=len(listed), rows=len(rows), duplicates=duplicates, quarantined=len(found)),
        quarantined=found,
        may_be_cut=len(listed) >= MOST_ROWS,
    )


def looks_like_search(document: object) -> bool:
    """Whether a JSON document is such an answer, by its first row."""
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, dict) and {"issuer_ca_id", "issuer_name", "serial_number"} <= first.keys()


def _row(plain: object) -> LoggedCertificate:
    if not isinstance(plain, dict):
        raise ValueError("no object")
    id_ = plain.get("id")
    if not isinstance(id_, int) or isinstance(id_, bool) or not 0 < id_ < 1 << 62:
        raise ValueError("`id` is no number")
    serial = _text(plain, "serial_number").lower()
    if not _HEX.issuperset(serial) or len(serial) > MAX_SERIAL:
        raise ValueError("`serial_number` is no hex")
    entered = plain.get("entry_timestamp")
    return LoggedCertificate(
        id=id_,
        issuer=_text(plain, "issuer_name"),
        serial=_folded(serial),
        entered=None if entered is None else _moment(_text(plain, "entry_timestamp")),
        not_before=_moment(_text(plain, "not_before")),
        not_after=_moment(_text(plain, "not_after")),
    )


def _text(plain: dict[str, object], name: str) -> str:
    value = plain.get(name)
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
        raise ValueError(f"`{name}` is no text of at most {MAX_TEXT} characters (MAX_TEXT)")
    return value


def _folded(serial: str) -> str:
    digits = serial.lstrip("0") or "0"
    return (digits if len(digits) % 2 == 0 else f"0{digits}").upper()


def _moment(text: str) -> datetime:
    """crt.sh prints UTC without saying so."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
