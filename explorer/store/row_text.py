"""The whole CCADB row as the store keeps it: the first row of a record packed alone, later ones against that first.

A record changes a few cells at a time, so a later row is little more than what differs. A body that leans on another
begins with `_LEANS` and that row's number; a plain one is a zlib stream, which begins with 0x78.
"""

from __future__ import annotations

import sqlite3
import zlib

SEPARATOR = "\x1f"  # between the cells of a stored row; a cell that holds it keeps it as U+241F

_PACKING = 1  # zlib level: rows are short, more effort saves little
_LEANS = b"\x01"
_NUMBER = 8  # octets of a row's number


class RowTexts:
    """Packs rows; knows the first row of each record that is stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._first: dict[str, int] | None = None

    def pack(self, record: str, values: list[str]) -> bytes:
        """The body of a new row of this record."""
        text = SEPARATOR.join(value.replace(SEPARATOR, "\u241f") for value in values).encode("utf-8", "surrogatepass")
        first = self._firsts().get(record)
        if first is None:
            return zlib.compress(text, _PACKING)
        packer = zlib.compressobj(_PACKING, zdict=_text_of(self._connection, first))
        return _LEANS + first.to_bytes(_NUMBER, "big") + packer.compress(text) + packer.flush()

    def stored(self, record: str, number: int) -> None:
        """A row of the record was stored under this number."""
        self._firsts().setdefault(record, number)

    def _firsts(self) -> dict[str, int]:
        if self._first is None:
            rows = self._connection.execute(
                "SELECT record, min(id) FROM disclosure WHERE substr(body, 1, 1) <> ? GROUP BY record", (_LEANS,)
            )
            self._first = {record: int(number) for record, number in rows}
        return self._first


def read_values(connection: sqlite3.Connection, number: int) -> list[str]:
    """The cells of a stored row, in file order."""
    return _text_of(connection, number).decode("utf-8", "surrogatepass").split(SEPARATOR)


def _text_of(connection: sqlite3.Connection, number: int) -> bytes:
    """Raises `zlib.error` or `TypeError` for a damaged store."""
    (body,) = connection.execute("SELECT body FROM disclosure WHERE id = ?", (number,)).fetchone()
    if not body.startswith(_LEANS):
        return zlib.decompress(body)
    first = int.from_bytes(body[1 : 1 + _NUMBER], "big")
    (plain,) = connection.execute("SELECT body FROM disclosure WHERE id = ?", (first,)).fetchone()
    reader = zlib.decompressobj(zdict=zlib.decompress(plain))
    return reader.decompress(body[1 + _NUMBER :]) + reader.flush()
