"""Reader of CCADB's all-records reports, every version of them.

Rows that are no records are set aside: entries of the test owner, rows with more values than the header
has names, rows that end before the key columns, rows that name nothing. A row that ends early elsewhere is
kept, its missing cells are unknown. All else that is odd in a row is the row's own business.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ingest.sources import ccadb_columns
from ingest.sources.ccadb_columns import Columns, understand_header
from ingest.sources.ccadb_row import SOURCE, CcadbRow, digest_row
from ingest.sources.csv_table import CsvTable, read_table
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected

TEST_OWNERS = frozenset({"example ca", "example ca owner"})  # entries for training, met in the reports of 2021 to 2023


@dataclass(frozen=True, slots=True, kw_only=True)
class CcadbReport:
    """One report, read."""

    columns: Columns
    rows: tuple[CcadbRow, ...]  # in file order
    quarantined: tuple[Quarantined, ...]
    counts: Counts
    repeated_records: tuple[str, ...]  # record ids that stand in several different rows, all kept


def read_records(data: bytes, *, where: str, source: str = SOURCE) -> CcadbReport:
    """Read a whole report (unpacked); raises `InputRejected` when the file as such is in doubt."""
    table = read_table(data, where=where)
    columns = understand_header(table.header, where=where)
    if not table.rows:
        raise rejected("the report holds a header and no record", where=where)
    _refuse_truncated(table, columns)
    reasons = _set_aside(table.rows, columns)
    quarantined = table.set_aside(reasons, source=source)
    refuse_if_doubtful(read=len(table.rows), quarantined=quarantined, where=where)
    duplicates, repeated = _repetitions(table.rows, columns, reasons)
    lines = (table.header_end, *table.ends)
    left_out = reasons.keys() | duplicates
    rows = tuple(
        CcadbRow(columns=columns, raw=row, line=lines[i] + 1) for i, row in enumerate(table.rows) if i not in left_out
    )
    counts = Counts(read=len(table.rows), rows=len(rows), duplicates=len(duplicates), quarantined=len(quarantined))
    return CcadbReport(columns=columns, rows=rows, quarantined=quarantined, counts=counts, repeated_records=repeated)


def _refuse_truncated(table: CsvTable, columns: Columns) -> None:
    """A last row that is shorter than every other one was cut off."""
    last = len(table.rows[-1])
    if last >= columns.named_width:
        return
    shortest = min(map(len, table.rows[:-1]), default=columns.named_width)
    if last < shortest:
        raise rejected(
            f"truncated: the last row (line {table.line(len(table.rows) - 1)}) has {last} of {columns.named_width} cells",
            where=table.where,
        )


def _set_aside(rows: list[list[str]], columns: Columns) -> dict[int, str]:
    """Position of each row that is no record -> why."""
    reasons: dict[int, str] = {}
    if not {columns.named_width, len(columns.names)}.issuperset(set(map(len, rows))):
        for i, row in enumerate(rows):
            if len(row) < columns.required:
                reasons[i] = f"the row has {len(row)} cells and ends before the key columns"
            elif any(cell and not cell.isspace() for cell in row[len(columns.names) :]):
                reasons[i] = f"the row has {len(row)} cells, the header {len(columns.names)}"
    owner, keys = columns.index[ccadb_columns.OWNER], [columns.index[key] for key in ccadb_columns.KEY_COLUMNS]
    owners = {row[owner] for row in rows if len(row) > owner}
    suspects = {cell for cell in owners if _is_suspect(cell)}
    if suspects:
        for i, row in enumerate(rows):
            if i in reasons or row[owner] not in suspects:
                continue
            if row[owner].strip():
                reasons[i] = "test entry"
            elif not any(row[key].strip() for key in keys):
                reasons[i] = "the row names neither record, owner, certificate nor fingerprint"
    return reasons


def _is_suspect(owner: str) -> bool:
    """Whether a row of this owner has to be looked at: nobody, or one of the test owners."""
    folded = " ".join(owner.split()).casefold()
    return not folded or folded in TEST_OWNERS


def _repetitions(
    rows: list[list[str]], columns: Columns, reasons: dict[int, str]
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Positions of rows equal to an earlier one, and the ids that stand in different rows.

    Equal rows have equal ids, so only rows whose id repeats are digested.
    """
    position = columns.index[ccadb_columns.RECORD]
    ids = [row[position].strip() if i not in reasons else "" for i, row in enumerate(rows)]
    times = Counter(ids)
    if len(times) == len(ids):
        return frozenset(), ()
    duplicates: set[int] = set()
    seen: dict[str, str] = {}
    rows_of: Counter[str] = Counter()
    for i, record in enumerate(ids):
        if i in reasons or times[record] == 1:
            continue
        digest = digest_row(columns, rows[i])
        if digest in seen:
            duplicates.add(i)
        else:
            seen[digest] = record
            rows_of[record] += 1
    return frozenset(duplicates), tuple(sorted(record for record, count in rows_of.items() if record and count > 1))
