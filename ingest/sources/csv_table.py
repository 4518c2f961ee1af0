"""A CSV report as a header and rows of raw cells, or a refusal that says why it is none.

Used for every CSV of small cells. Rows keep the lines they came from, so that a quarantined row can be
kept as received. Quotes follow RFC 4180, loosely: a blank after a closing quote is met in CCADB's reports
of 2018 and 2019, so the strict mode of the csv module is no choice.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from ingest.sources.interface import FILE_LIMIT, Quarantined, rejected

CELL_LIMIT = 4 * 1024 * 1024  # characters in one cell
COLUMN_LIMIT = 1000  # cells in one row
ROW_LIMIT = 2_000_000

_SENTINEL = "\x02end of input\x03"  # a row of our own: swallowed when the file ends inside a quoted cell
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """Header and rows, cells as written; blank lines are no rows."""

    where: str
    lines: list[bytes]  # as received, line ends included
    header: tuple[str, ...]
    rows: list[list[str]]
    ends: list[int]  # number of the last line of each row, counted from 1
    header_end: int

    def line(self, index: int) -> int:
        """Number of the first line of a row (blank lines before it count as its own)."""
        return (self.ends[index - 1] if index else self.header_end) + 1

    def raw(self, index: int) -> bytes:
        """The bytes of a row, line ends included."""
        return b"".join(self.lines[self.line(index) - 1 : self.ends[index]])

    def set_aside(self, reasons: Mapping[int, str], *, source: str) -> tuple[Quarantined, ...]:
        """The rows at these positions as quarantined ones, with the line they begin in."""
        return tuple(
            Quarantined(source=source, position=f"line {self.line(i)}", reason=reasons[i], raw=self.raw(i))
            for i in sorted(reasons)
        )


def read_text(data: bytes, *, where: str, limit: int = FILE_LIMIT) -> str:
    """UTF-8 text without byte-order mark; raises `InputRejected` for another encoding or an empty file."""
    if len(data) > limit:
        raise rejected(f"{len(data)} bytes are more than the limit of {limit}", where=where)
    if data.startswith(_UTF16_MARKS):
        raise rejected("wrong encoding: UTF-16, but UTF-8 is expected", where=where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise rejected(f"wrong encoding: not UTF-8 at byte {error.start}", where=where) from error
    if not text or text.isspace():
        raise rejected("the file is empty", where=where)
    return text


def read_table(data: bytes, *, where: str) -> CsvTable:
    """Split a CSV file into rows; raises `InputRejected` when it is no CSV or not all of one."""
    refuse_markup(read_text(data, where=where), where=where)
    csv.field_size_limit(CELL_LIMIT)
    lines = data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)  # of bytes: at LF, CR and CR LF only
    reader = csv.reader(chain(map(bytes.decode, lines), ("\n", _SENTINEL)))
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                rows.append(row)
                ends.append(reader.line_num)
    except csv.Error as error:
        raise rejected(f"no CSV at line {reader.line_num}: {error}", where=where) from error
    if rows.pop() != [_SENTINEL]:
        raise rejected("truncated: the file ends inside a quoted cell", where=where)
    ends.pop()
    if not rows:
        raise rejected("the file holds no line but blank ones", where=where)
    if len(rows) > ROW_LIMIT:
        raise rejected(f"{len(rows)} rows are more than the limit of {ROW_LIMIT}", where=where)
    if (widest := max(map(len, rows))) > COLUMN_LIMIT:
        raise rejected(f"a row of {widest} cells is over the limit of {COLUMN_LIMIT}", where=where)
    header = tuple(rows.pop(0))
    return CsvTable(where=where, lines=lines, header=header, rows=rows, ends=ends[1:], header_end=ends[0])


def refuse_markup(text: str, *, where: str) -> None:
    """Raise `InputRejected` for HTML, XML or JSON, whatever the file is called."""
    head = text[:1024].lstrip()
    if head.startswith("<"):
        raise rejected(
            "HTML where CSV is expected", where=where, remedy="a server's page; fetch the report again later"
        )
    if head.startswith(("{", "[")):
        raise rejected("JSON where CSV is expected", where=where)
