"""What a series of transactions has read of the store already: days that follow each other differ in few rows.

Only for the holder of the writer's lock, and empty again after a transaction that was undone: its numbers are gone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from explorer.model.ids import CertificateId
from explorer.store.row_text import RowTexts
from explorer.store.spans import items_on


@dataclass(slots=True)
class Recent:
    """Numbers and contents of rows, each read once."""

    items: dict[int, tuple[int, set[int]]] = field(default_factory=dict)  # list -> a stored day, what it holds
    fingerprints: dict[str, dict[int, CertificateId]] = field(default_factory=dict)  # table -> number -> certificate
    digests: dict[bytes, int] = field(default_factory=dict)  # of disclosures -> number
    texts: RowTexts | None = None  # packs disclosures
    rows: dict[str, dict[str, int]] = field(default_factory=dict)  # digest of a header -> cells, joined -> number

    def forget(self) -> None:
        """Begin anew: what was numbered may not be there any more."""
        for kept in (self.items, self.fingerprints, self.digests, self.rows):
            kept.clear()
        self.texts = None

    def texts_of(self, connection: sqlite3.Connection) -> RowTexts:
        """What packs the rows of this series."""
        self.texts = self.texts or RowTexts(connection)
        return self.texts

    def items_on(self, connection: sqlite3.Connection, list_: int, day: int) -> set[int]:
        """The items that the list holds on the day; not to be changed."""
        known = self.items.get(list_)
        if known is not None:
            newest = connection.execute("SELECT max(day) FROM day WHERE list = ? AND day <= ?", (list_, day)).fetchone()
            if newest[0] == known[0]:
                return known[1]
        return items_on(connection, list_, day)

    def fingerprints_of(self, connection: sqlite3.Connection, table: str, items: set[int]) -> set[CertificateId]:
        """The certificates that these rows of `disclosure` or `anchor` name."""
        if table not in ("disclosure", "anchor"):
            raise ValueError(table)
        known = self.fingerprints.setdefault(table, {})
        rows = connection.execute(
            f"SELECT id, hex(certificate) FROM {table} WHERE id > ? AND certificate IS NOT NULL",  # noqa: S608  constants only
            (max(known, default=0),),
        )
        known.update((id_, CertificateId(text)) for id_, text in rows)
        return {known[item] for item in items if item in known}
