"""What reading a log needs, whether it is live or lies in a folder: its head, its entries, its issuers, its proofs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from explorer.errors import InputRejected
from ingest.ct.checkpoint import head_of, read_checkpoint
from ingest.ct.entry import LogEntry, UnreadableEntry
from ingest.ct.folder import entries_of, unit_at
from ingest.ct.get_entries import read_get_sth
from ingest.ct.heads import TreeHead
from ingest.link.heads import refusal_of_head


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file of entries that was read."""

    path: str  # in the layout of `folder.py`
    entries: tuple[
        LogEntry | UnreadableEntry, ...
    ]  # in order, none missing; may begin before and end behind what was asked for


class LogReader(Protocol):
    """One log to read."""

    def head(self) -> bytes:
        """The newest checkpoint or tree head, as it came."""
        ...

    def units(self, first: int, size: int) -> Iterator[Taken]:
        """Files of entries, from the one that holds entry `first` to the one that ends a tree of `size`, without a gap.

        One that is broken has no entries, and is the last.
        """
        ...

    def issuer(self, fingerprint: bytes) -> bytes | None:
        """A certificate that entries name by its SHA-256; None: it is not at hand."""
        ...

    def proof(self, first: int, second: int) -> Sequence[bytes] | None:
        """The nodes of a consistency proof; None: there is no way to have one."""
        ...

    def roots(self) -> tuple[bytes, ...]:
        """The certificates that the log accepts chains to, as DER; empty where they are not told."""
        ...

    def fetch_again(self, paths: Sequence[str]) -> bool:
        """Forget these files and get them anew when asked next; False: there is nowhere to get them from."""
        ...


def taken_from(path: str, data: bytes) -> Taken:
    """The entries of a file; one that is broken has none, which no signed tree allows."""
    unit = unit_at(path)
    assert unit is not None, path
    try:
        return Taken(path=path, entries=tuple(entries_of(unit, data, where=path)))
    except InputRejected:
        return Taken(path=path, entries=())


def verified_head(data: bytes, *, id_: bytes, key: bytes, is_tiled: bool, where: str) -> TreeHead:
    """The head in a checkpoint or get-sth answer; raises `InputRejected` when this log did not sign it."""
    if is_tiled:
        head = head_of(read_checkpoint(data, where=where), id_, where=where)
    else:
        head = read_get_sth(data, where=where)
    refusal = refusal_of_head(head, key)
    if refusal:
        raise InputRejected(
            f"the tree head is not this log's: {refusal}",
            where=where,
            done="nothing stored of it",
            remedy="check the key of the log in the list of logs, and its address",
        )
    return head
