"""One unit of the census: read some files of a log, count what each issuing key issued. Runs in any process.

A unit is a range of indexes of one log, so doing it twice gives the same part, and parts of different ranges add up.
Precertificates name their issuing key; for certificates `issuer_key.py` tells it from the chain.
"""

from __future__ import annotations

import binascii
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from explorer.model.census import Days
from explorer.store.census import Tally
from ingest.ct.entry import KEY_HASH_OCTETS, X509_ENTRY, EntryError, read_leaf
from ingest.ct.folder import issuer_path
from ingest.ct.issuer_key import issuer_key
from ingest.ct.registrable import registrable_domain
from ingest.ct.scan import Place, dns_names, place_in_leaf, read_rows, walk_tile
from ingest.ct.shelf import File, Shelf
from ingest.ct.sketch import sketch_of
from ingest.ct.tally import Part
from ingest.ct.tiles import TILE_LIMIT
from ingest.decode.der import DerError
from ingest.sources.interface import JSON_LIMIT, rejected
from ingest.sources.json_text import read_json
from ingest.sources.recognise import unpacked

ChainOf = Callable[[int], list[bytes]]  # number of a place -> the certificates of its chain that are at hand, DER
Seen = list[tuple[bytes, bytes, bytes]]  # serial, notBefore, notAfter


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusUnit:
    """What one worker counts in one go: a range of indexes, and the files that hold it, by first index."""

    shelf: Shelf
    first: int
    last: int  # one past the last index
    files: tuple[File, ...]


@dataclass(slots=True)
class _Group:
    """What was read of one issuing key."""

    issuers: Counter[bytes] = field(default_factory=Counter)
    precertificates: Seen = field(default_factory=list)
    finals: Seen = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)  # dNSNames


def count_unit(unit: CensusUnit) -> Part:
    """Count a unit. Raises `InputRejected` when a file of it is broken or does not hold what it should."""
    counting = _Counting()
    at = unit.first
    for file in unit.files:
        if file.first <= at < unit.last:
            read = counting.count_tile if file.is_tile else counting.count_answer
            at += read(unit.shelf, file, at - file.first, unit.last - file.first, at)
    if at != unit.last:
        raise rejected(f"ends before entry {at} of {unit.first}-{unit.last - 1}", where=unit.shelf.where())
    part = Part(first=unit.first, last=unit.last, tallies=counting.tallies(), unread=counting.unread)
    if not part.is_conserved:
        raise RuntimeError(f"{unit.shelf.where()} {unit.first}-{unit.last - 1}: the count lost entries")
    return part


class _Counting:
    """What was read so far of one unit."""

    def __init__(self) -> None:
        self.unread: dict[int, str] = {}
        self._groups: dict[bytes, _Group] = {}

    def count_tile(self, shelf: Shelf, file: File, begin: int, end: int, index: int) -> int:
        """Count the entries of a data tile from number `begin` up to before `end`; how many."""
        where = shelf.where(file.path)
        data = unpacked(shelf.read(file.path, TILE_LIMIT), where=where, limit=TILE_LIMIT)
        try:
            whole = walk_tile(data)
        except EntryError as error:
            raise rejected(f"broken data tile: {error}", where=where) from error
        _check_width(file, len(whole), where)
        places = whole[begin:end]

        def chain_of(number: int) -> list[bytes]:
            at, stop = places[number][3:]
            prints = (data[o : o + KEY_HASH_OCTETS] for o in range(at, stop, KEY_HASH_OCTETS))
            return [der for one in prints if (der := shelf.read_kept(issuer_path(one))) is not None]

        self._count(data, places, index, chain_of)
        return len(places)

    def count_answer(self, shelf: Shelf, file: File, begin: int, end: int, index: int) -> int:
        """Count the entries of a get-entries answer from number `begin` up to before `end`; how many."""
        where = shelf.where(file.path)
        answer = unpacked(shelf.read(file.path, JSON_LIMIT), where=where, limit=JSON_LIMIT)
        whole = _entries_of(read_json(answer, where=where), where)
        _check_width(file, len(whole), where)
        listed = whole[begin:end]
        data = bytearray()
        places: list[Place] = []
        numbers: list[int] = []
        for number, (leaf_text, _) in enumerate(listed):
            try:
                leaf = binascii.a2b_base64(leaf_text)
                kind, at, stop, _, _ = place_in_leaf(leaf)
            except (binascii.Error, ValueError) as error:  # an EntryError is one
                self.unread[index + number] = str(error)
                continue
            places.append((kind, at + len(data), stop + len(data), 0, 0))
            numbers.append(number)
            data += leaf

        def chain_of(number: int) -> list[bytes]:
            leaf_text, extra_text = listed[numbers[number]]
            try:
                entry = read_leaf(binascii.a2b_base64(leaf_text), binascii.a2b_base64(extra_text), 0)
            except (binascii.Error, ValueError):
                return []  # the chain is broken: nobody of it is at hand
            return list(entry.chain)

        self._count(bytes(data), places, index, chain_of, numbers)
        return len(listed)

    def _count(
        self, data: bytes, places: Sequence[Place], index: int, chain_of: ChainOf, numbers: Sequence[int] = ()
    ) -> None:
        """Count these places; `numbers` says the entry of each where some before it could not be placed."""
        rows, unread = read_rows(data, places)
        for number, why in unread:
            self.unread[index + (numbers[number] if numbers else number)] = why
        bad = {number for number, _ in unread}
        good = (number for number in range(len(places)) if number not in bad)
        for number, (kind, key, issuer, serial, before, after, rest, end) in zip(good, rows, strict=True):
            try:
                _day(before), _day(after)
                names = dns_names(data, rest, end)
                if kind == X509_ENTRY:
                    _, begin, stop, _, _ = places[number]
                    key = issuer_key(data[begin:stop], chain_of(number))
            except DerError as error:
                self.unread[index + (numbers[number] if numbers else number)] = str(error)
                continue
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = _Group()
            group.issuers[issuer] += 1
            (group.precertificates if kind else group.finals).append((serial, before, after))
            group.names.update(names)

    def tallies(self) -> dict[bytes, Tally]:
        """What was counted, by issuing key, sorted."""
        return {key: _tally(group) for key, group in sorted(self._groups.items())}


def _tally(group: _Group) -> Tally:
    seen = (group.precertificates, group.finals)
    serials: dict[int, set[str]] = {}
    for serial, _, after in (*group.precertificates, *group.finals):
        serials.setdefault(_month(after), set()).add(f"{serial.hex()}h")
    domains = {registrable_domain(name) for name in group.names} - {""}
    return Tally(
        issuers=dict(sorted(group.issuers.items())),
        issued=_days([[before for _, before, _ in entries] for entries in seen]),
        expiring=_days([[after for _, _, after in entries] for entries in seen]),
        serials={month: sketch_of(sorted(items)) for month, items in sorted(serials.items())},
        domains=sketch_of(sorted(domains)),
    )


def _days(times: list[list[bytes]]) -> Days:
    counts = [Counter(map(_day, one)) for one in times]
    return {day: (counts[0][day], counts[1][day]) for day in sorted({*counts[0], *counts[1]})}


def _day(time: bytes) -> int:
    """Proleptic ordinal of the day of a time as `scan.py` gives it; raises `DerError`."""
    return _day_of(time[:6] if len(time) == _UTC_OCTETS else time[:8])


@lru_cache(maxsize=1 << 14)
def _day_of(digits: bytes) -> int:
    century = b"" if len(digits) == _FULL_YEAR else b"19" if digits >= b"50" else b"20"  # RFC 5280 4.1.2.5.1
    try:
        text = (century + digits).decode("ascii")
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
    except ValueError as error:
        raise DerError("a time that does not exist") from error


def _month(time: bytes) -> int:
    day = date.fromordinal(_day(time))
    return day.year * 12 + day.month - 1


_UTC_OCTETS = 13
_FULL_YEAR = 8  # digits of a day with all four of its year


def _check_width(file: File, count: int, where: str) -> None:
    if file.last is not None and count != file.last - file.first:
        raise rejected(f"{count} entries where its name says {file.last - file.first}", where=where)


def _entries_of(answer: object, where: str) -> list[tuple[str, str]]:
    """Leaf and extra data of each entry, as base64; raises `InputRejected` when it is no get-entries answer."""
    listed = answer.get("entries") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise rejected("no list of `entries`", where=where)
    found = []
    for one in listed:
        leaf, extra = (one.get("leaf_input"), one.get("extra_data")) if isinstance(one, dict) else (None, None)
        if not isinstance(leaf, str) or not isinstance(extra, str):
            raise rejected("an entry without `leaf_input` and `extra_data`", where=where)
        found.append((leaf, extra))
    return found
