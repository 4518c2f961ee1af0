"""One reading goes into the open transaction: its claims, its day, its quarantine, checked against what was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from explorer.errors import InputRejected
from explorer.model.program import Program
from explorer.store.catalog import ROOT_STORE
from explorer.store.claims import storable, write_affiliates, write_anchors, write_evidence, write_revocations
from explorer.store.ct import SearchRow, add_search_rows
from explorer.store.disclosures import write_disclosures
from explorer.store.writer import Day, Input, SetAside, Writer
from ingest.ct.crtsh import LoggedCertificate
from ingest.reading import Reading
from ingest.receipts import Receipt
from ingest.sources.ccadb_row import CcadbRow
from ingest.sources.interface import PARSER
from ingest.sources.recognise import Kind

_CELLS = "\x1f"  # between the cells of a row, when rows are compared

SHRINK_SHARE = 20  # a list that lost more than one in so many of its certificates is in doubt ...
SHRINK_DAYS = 31  # ... when the list before it is at most so many days older
_REVOCATIONS = (Kind.ONECRL, Kind.ONECRL_REPORT)  # lists of which entries are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one input ended: `read` records, each stored, a duplicate, or in quarantine."""

    file: str
    kind: str
    list: str  # empty for certificates and registers
    day: date | None
    day_basis: str
    read: int
    stored: int
    duplicates: int
    quarantined: int
    known: bool  # this very input was stored before; nothing was done
    notes: tuple[str, ...]


def outcome_of(reading: Reading, *, known: bool, notes: tuple[str, ...] = ()) -> Outcome:
    """The outcome of a reading, in its own counts."""
    counts = reading.counts
    return Outcome(
        file=reading.file,
        kind=reading.kind.value,
        list=reading.list,
        day=reading.day,
        day_basis=reading.day_basis,
        read=counts.read,
        stored=counts.rows,
        duplicates=counts.duplicates,
        quarantined=counts.quarantined,
        known=known,
        notes=(*reading.notes, *notes),
    )


def receipt_of(reading: Reading, now: datetime) -> Receipt:
    """How the input was received and what it was read as."""
    return Receipt(
        sha256=reading.sha256,
        file=storable(reading.file),
        kind=reading.kind,
        program=program_of_list(reading.list) if reading.kind is Kind.ROOT_STORE else None,
        day=reading.day,
        received=now,
    )


def program_of_list(name: str) -> Program | None:
    """The program whose root store a list is; None: it is none, or one of several programs."""
    word = name.removeprefix(ROOT_STORE)
    return next((p for p in Program if name.startswith(ROOT_STORE) and p.value == word), None)


def input_of(reading: Reading, now: datetime) -> Input:
    """The raw input of a reading, as the store names it."""
    return Input(
        sha256=reading.sha256,
        kind=reading.kind.value,
        file=reading.file,
        size=len(reading.received),
        received=now,
        parser=PARSER,
    )


def is_known(writer: Writer, reading: Reading) -> bool:
    """Whether this very input was stored before by this version of the readers, for its list and day."""
    if not writer.holds_input(reading.sha256, PARSER):
        return False
    return reading.day is None or writer.holds_day(reading.list, reading.day, reading.sha256)


def store_reading(
    writer: Writer, reading: Reading, *, now: datetime, accept_shrink: bool, is_fresh: bool = False
) -> Outcome:
    """Store all of a reading but its certificates, which all inputs share. Raises `InputRejected` for a shrunken list.

    `is_fresh`: it was just fetched, and a loss is doubt however old the list before it is.
    """
    notes = [*_replaced(writer, reading), *_loss(writer, reading, accept_shrink=accept_shrink, is_fresh=is_fresh)]
    input_ = input_of(reading, now)
    writer.record_input(input_)
    writer.set_aside(
        input_,
        [
            SetAside(source=q.source, position=q.position, reason=q.reason, parser=q.parser, raw=q.raw)
            for q in reading.quarantined
        ],
    )
    write_evidence(writer.connection, reading.evidence)
    write_affiliates(writer.connection, reading.affiliates)
    add_search_rows(writer.connection, reading.sha256, [_search_row(row) for row in reading.searched])
    if reading.day is not None:
        items = _items(writer, reading, reading.day)
        writer.record_day(input_, _day(reading, reading.day, len(set(items))), items)
        notes += _loss_after(writer, reading, reading.day)
    return outcome_of(reading, known=False, notes=tuple(notes))


def _search_row(row: LoggedCertificate) -> SearchRow:
    return SearchRow(
        id=row.id,
        issuer=row.issuer,
        serial=row.serial,
        entered=row.entered,
        not_before=row.not_before,
        not_after=row.not_after,
    )


def _items(writer: Writer, reading: Reading, day: date) -> Sequence[int]:
    if reading.kind is Kind.CCADB_RECORDS:
        return _disclosures(writer, reading.rows, day)
    if reading.kind in (Kind.ROOT_STORE, Kind.INCLUDED_ROOTS):
        return write_anchors(writer.connection, reading.anchors)
    return write_revocations(writer.connection, reading.entries)


def _disclosures(writer: Writer, rows: Sequence[CcadbRow], day: date) -> list[int]:
    """The numbers of the rows; a row with the very cells of one met before in this series is not digested again."""
    if not rows:
        return []
    met = writer.recent.rows.setdefault(rows[0].columns.digest + "\n".join(rows[0].columns.names), {})
    numbers: list[int] = []
    new: list[tuple[int, str]] = []  # place and cells
    for place, row in enumerate(rows):
        cells = _CELLS.join(row.raw)
        if cells.count(_CELLS) != len(row.raw) - 1:
            cells = ""  # two different rows could meet
        number = met.get(cells, 0)
        numbers.append(number)
        if not number:
            new.append((place, cells))
    written = write_disclosures(
        writer.connection,
        [rows[place] for place, _ in new],
        day,
        writer.recent.digests,
        writer.recent.texts_of(writer.connection),
    )
    for (place, cells), number in zip(new, written, strict=True):
        numbers[place] = number
        if cells:
            met[cells] = number
    return numbers


def _day(reading: Reading, day: date, stored: int) -> Day:
    counts = reading.counts
    return Day(
        list=reading.list,
        day=day,
        read=counts.read,
        stored=stored,
        duplicates=counts.duplicates + counts.rows - stored,
        quarantined=counts.quarantined,
        missing_columns=reading.columns.missing if reading.columns else (),
        unknown_columns=reading.columns.unknown if reading.columns else (),
    )


def _replaced(writer: Writer, reading: Reading) -> tuple[str, ...]:
    """A day of a list is what was received last of it; that another file gave way is told."""
    before = writer.file_of_day(reading.list, reading.day) if reading.day else None
    if before is None or before[0] == reading.sha256:
        return ()
    return (f"takes the place of {before[1]}, which was the list of that day until now",)


def _loss(writer: Writer, reading: Reading, *, accept_shrink: bool, is_fresh: bool) -> tuple[str, ...]:
    """Sudden change is doubt (docs/reliability.md): refuse a list that lost too many certificates since the one before."""
    if reading.day is None:
        return ()
    before = writer.previous_day(reading.list, reading.day)
    if before is None:
        return ()
    if reading.kind in _REVOCATIONS:
        had, lost = writer.count_on(reading.list, before), 0
        lost = max(0, had - len(reading.entries))
    else:
        table = _table_of(reading)
        old = writer.fingerprints_on(reading.list, before, table)
        gone = old - {row.certificate_cell for row in reading.rows} - {anchor.certificate for anchor in reading.anchors}
        if gone:  # or only written in another way
            gone -= {row.certificate for row in reading.rows}
        had, lost = len(old), len(gone)
    if not lost:
        return ()
    told = f"{lost} of {had} certificates that the list of {before} names are not in this one"
    near = is_fresh or (reading.day - before).days <= SHRINK_DAYS
    if near and lost * SHRINK_SHARE > had and not accept_shrink:
        raise InputRejected(
            told,
            where=reading.file,
            done="nothing stored of it; the last good list stays current",
            remedy="look at the file; if the loss is real, use --accept-shrink",
        )
    return (told,)


def _loss_after(writer: Writer, reading: Reading, day: date) -> tuple[str, ...]:
    """The same of a newer list that was stored before this one, and is judged by it now.

    It stays: it was taken by what was known then, and DATA-010 doubts it on its own day. But it is told.
    """
    after = writer.next_day(reading.list, day)
    if after is None or (after - day).days > SHRINK_DAYS:
        return ()
    if reading.kind in _REVOCATIONS:
        had = writer.count_on(reading.list, day)
        lost = max(0, had - writer.count_on(reading.list, after))
    else:
        own = writer.fingerprints_on(reading.list, day, _table_of(reading))
        had, lost = len(own), len(own - writer.fingerprints_on(reading.list, after, _table_of(reading)))
    if lost * SHRINK_SHARE <= had:
        return ()
    return (
        f"{lost} of {had} certificates of this list are not in that of {after}, which was stored before it and "
        "would be refused after it: look at that file",
    )


def _table_of(reading: Reading) -> str:
    return "disclosure" if reading.kind is Kind.CCADB_RECORDS else "anchor"
