"""Reader of root-store rows: who trusts which root for what, until when.

Columns `sha256_fingerprint`, `label`, `purpose_oid`, `purpose`, `disabled_from`, `notbefore_until`, one row per
root and purpose. Program and day stand in the file name (`<program>_<date>_trust.csv`), not in the rows.
A row of which a part cannot be read is quarantined: half a condition must not read as full trust.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from explorer.model.ids import CertificateId, parse_sha256
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EV, purpose_of
from ingest.sources.ccadb_columns import fold
from ingest.sources.csv_table import read_table
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected

HEADER = ("sha256_fingerprint", "label", "purpose_oid", "purpose", "disabled_from", "notbefore_until")
OID_LIMIT = 200  # characters

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)Z?)?", re.ASCII)
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_EV_PURPOSE = re.compile(r"ev\b.*policy", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootStoreReport:
    """The anchors of one program on one day."""

    program: Program
    day: date
    anchors: tuple[TrustAnchor, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts


def source_of(program: Program) -> str:
    """The name of a program's list in the store."""
    return f"root-store:{program}"


def read_root_store(data: bytes, *, program: Program, day: date, where: str) -> RootStoreReport:
    """Read the rows of one root store (unpacked); raises `InputRejected` when the file as such is in doubt."""
    table = read_table(data, where=where)
    names = [fold(cell) for cell in table.header]
    for name in HEADER:
        if names.count(name) != 1:
            raise rejected(f"the header {'lacks' if name not in names else 'has twice'} {name!r}", where=where)
    if not table.rows:
        raise rejected("the list holds a header and no root", where=where)
    places = [names.index(name) for name in HEADER]
    if len(table.rows[-1]) <= max(places):
        raise rejected("truncated: the last row is shorter than the header", where=where)
    source = source_of(program)
    anchors: dict[TrustAnchor, None] = {}
    reasons: dict[int, str] = {}
    duplicates = 0
    for i, row in enumerate(table.rows):
        try:
            anchor = _anchor_of(row, places, program, source, day)
        except ValueError as reason:
            reasons[i] = str(reason)
            continue
        if anchor in anchors:
            duplicates += 1
        anchors[anchor] = None
    quarantined = table.set_aside(reasons, source=source)
    refuse_if_doubtful(read=len(table.rows), quarantined=quarantined, where=where)
    counts = Counts(read=len(table.rows), rows=len(anchors), duplicates=duplicates, quarantined=len(quarantined))
    return RootStoreReport(program=program, day=day, anchors=tuple(anchors), quarantined=quarantined, counts=counts)


def _anchor_of(row: list[str], places: list[int], program: Program, source: str, day: date) -> TrustAnchor:
    """One row; raises ValueError with the reason when a part cannot be read."""
    if len(row) <= max(places):
        raise ValueError(f"the row has {len(row)} cells and ends before the last column")
    fingerprint, label, oid, purpose, disabled, until = (row[place].strip() for place in places)
    certificate = parse_sha256(fingerprint)
    if certificate is None:
        raise ValueError("sha256_fingerprint is no SHA-256")
    if not _is_oid(oid):
        raise ValueError("purpose_oid is no object identifier")
    is_ev = bool(_EV_PURPOSE.match(purpose))
    return TrustAnchor(
        program=program,
        certificate=CertificateId(certificate),
        purpose=EV if is_ev else purpose_of(oid),
        policy=oid if is_ev else "",
        disabled_from=_moment(disabled, "disabled_from"),
        not_before_until=_moment(until, "notbefore_until"),
        label=label,
        source=source,
        day=day,
    )


def _is_oid(cell: str) -> bool:
    arcs = cell.split(".")
    return len(cell) <= OID_LIMIT and len(arcs) > 1 and arcs[0] in {"0", "1", "2"} and all(map(_is_number, arcs))


def _is_number(arc: str) -> bool:
    return arc.isascii() and arc.isdigit()


def _moment(cell: str, column: str) -> datetime | None:
    """A moment in UTC; `-infinity` is before all time, `infinity` and blank are no limit."""
    if cell in {"", "infinity"}:
        return None
    if cell == "-infinity":
        return _ALWAYS
    found = _MOMENT.fullmatch(cell)
    if found is None:
        raise ValueError(f"{column} is no date")
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}+00:00")
    except ValueError as error:
        raise ValueError(f"{column} is no date") from error
