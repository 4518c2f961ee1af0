"""The JSON answers of an RFC 6962 log: entries, tree head, accepted roots, consistency (RFC 6962 4.3 to 4.7)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from ingest.ct.entry import EntryError, LogEntry, UnreadableEntry, read_leaf
from ingest.ct.heads import TreeHead, digitally_signed
from ingest.ct.merkle import HASH_OCTETS, MAX_SIZE
from ingest.sources.interface import rejected
from ingest.sources.json_text import read_json

MAX_ENTRIES = 1 << 16  # of one answer; logs give a thousand or so
MAX_ROOTS = 1 << 14
MAX_PROOF = 64  # nodes: a tree of 2^64 entries needs no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The entries of one answer, in order: read ones and unreadable ones together are all that came."""

    read: tuple[LogEntry, ...]
    unreadable: tuple[UnreadableEntry, ...]

    @property
    def in_order(self) -> list[LogEntry | UnreadableEntry]:
        """All of them by index."""
        return sorted((*self.read, *self.unreadable), key=lambda entry: entry.index)


def read_get_entries(data: bytes, first_index: int, *, where: str) -> Entries:
    """A get-entries answer whose first entry has this index; raises `InputRejected` when it is none.

    An entry that cannot be read is set aside alone: each has its own bounds.
    """
    listed = _member(_object(data, where), "entries", where)
    if not isinstance(listed, list):
        raise rejected("`entries` is no list", where=where)
    if len(listed) > MAX_ENTRIES:
        raise rejected(f"{len(listed)} entries, more than {MAX_ENTRIES} (MAX_ENTRIES)", where=where)
    read: list[LogEntry] = []
    unreadable: list[UnreadableEntry] = []
    for index, one in enumerate(listed, first_index):
        place = f"{where}, entry {index}"
        if not isinstance(one, dict):
            raise rejected("no object", where=place)
        leaf_input = _octets(_member(one, "leaf_input", place), place)
        extra_data = _octets(_member(one, "extra_data", place), place)
        try:
            read.append(read_leaf(leaf_input, extra_data, index))
        except EntryError as error:
            unreadable.append(
                UnreadableEntry(index=index, reason=str(error), leaf_input=leaf_input, extra_data=extra_data)
            )
    return Entries(read=tuple(read), unreadable=tuple(unreadable))


def read_get_sth(data: bytes, *, where: str) -> TreeHead:
    """A get-sth answer, its signature not yet verified; raises `InputRejected`."""
    answer = _object(data, where)
    algorithms, signature = digitally_signed(_octets(_member(answer, "tree_head_signature", where), where))
    return TreeHead(
        size=_number(_member(answer, "tree_size", where), where),
        timestamp=_number(_member(answer, "timestamp", where), where),
        root=_hash(_member(answer, "sha256_root_hash", where), where),
        algorithms=algorithms,
        signature=signature,
        signed=data,
    )


def read_get_roots(data: bytes, *, where: str) -> tuple[bytes, ...]:
    """A get-roots answer: the certificates that the log accepts chains to, as DER; raises `InputRejected`."""
    listed = _member(_object(data, where), "certificates", where)
    if not isinstance(listed, list):
        raise rejected("`certificates` is no list", where=where)
    if len(listed) > MAX_ROOTS:
        raise rejected(f"{len(listed)} roots, more than {MAX_ROOTS} (MAX_ROOTS)", where=where)
    return tuple(_octets(one, where) for one in listed)


def read_consistency(data: bytes, *, where: str) -> tuple[bytes, ...]:
    """A get-sth-consistency answer: the nodes of the proof; raises `InputRejected`."""
    listed = _member(_object(data, where), "consistency", where)
    if listed is None:
        return ()  # what some logs send for an empty list
    if not isinstance(listed, list) or len(listed) > MAX_PROOF:
        raise rejected(f"`consistency` is no list of at most {MAX_PROOF} hashes (MAX_PROOF)", where=where)
    return tuple(_hash(one, where) for one in listed)


def _object(data: bytes, where: str) -> dict[str, object]:
    answer = read_json(data, where=where)
    if not isinstance(answer, dict):
        raise rejected("no JSON object", where=where)
    return answer


def _member(answer: dict[str, object], name: str, where: str) -> object:
    if name not in answer:
        raise rejected(f"no `{name}` in the answer", where=where)
    return answer[name]


def _octets(value: object, where: str) -> bytes:
    if not isinstance(value, str):
        raise rejected("no text where base64 is expected", where=where)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise rejected(f"broken base64: {error}", where=where) from error


def _hash(value: object, where: str) -> bytes:
    octets = _octets(value, where)
    if len(octets) != HASH_OCTETS:
        raise rejected(f"a hash of {len(octets)} octets", where=where)
    return octets


def _number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MAX_SIZE:
        raise rejected("no number where one is expected", where=where)
    return value
