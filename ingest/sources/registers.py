"""Readers of what people keep by hand: the key-life register and the list of affiliates.

A register is a folder of records, one a file; two people add different files, so that merging is a union. A
record that cannot be used is quarantined, and the report says in which line and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.affiliate import Affiliate
from explorer.model.evidence import Evidence
from ingest.sources.ccadb_columns import fold
from ingest.sources.csv_table import read_table
from ingest.sources.evidence_record import Problem, iso_day, read_record, slip
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected

SOURCE = "evidence"
AFFILIATES = "affiliates"
AFFILIATE_HEADER = ("group", "member", "from", "until", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReport:
    """Records of one register, sorted by id, and what is wrong with it."""

    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliateReport:
    """The affiliates of one list, in its order."""

    affiliates: tuple[Affiliate, ...]
    quarantined: tuple[Quarantined, ...]
    counts: Counts


def read_register(files: Iterable[tuple[str, bytes]]) -> EvidenceReport:
    """Read records given as (path inside the register or plain file name, bytes).

    Files with equal bytes are one record. No file makes this raise: an unreadable one is quarantined.
    """
    evidence: dict[str, Evidence] = {}
    problems: list[Problem] = []
    quarantined: list[Quarantined] = []
    read = duplicates = 0
    for name, data in sorted(files):
        read += 1
        found, faults = read_record(data, file=name)
        problems += faults
        if found is None:
            reason = next((str(fault) for fault in faults if fault.is_fatal), "unreadable")
            quarantined.append(Quarantined(source=SOURCE, position=name, reason=reason, raw=data))
        elif found.id in evidence:
            duplicates += 1
        else:
            evidence[found.id] = found
    problems += _dangling_supersedes(evidence)
    return EvidenceReport(
        evidence=tuple(evidence[key] for key in sorted(evidence)),
        problems=tuple(problems),
        quarantined=tuple(quarantined),
        counts=Counts(read=read, rows=len(evidence), duplicates=duplicates, quarantined=len(quarantined)),
    )


def read_affiliates(data: bytes, *, where: str) -> AffiliateReport:
    """Read `affiliates.csv`; a header alone is an empty list and valid."""
    table = read_table(data, where=where)
    names = [fold(cell) for cell in table.header]
    for name in AFFILIATE_HEADER:
        if names.count(name) != 1:
            raise rejected(f"the header {'lacks' if name not in names else 'has twice'} {name!r}", where=where)
    places = [names.index(name) for name in AFFILIATE_HEADER]
    affiliates: dict[Affiliate, None] = {}
    reasons: dict[int, str] = {}
    duplicates = 0
    for i, row in enumerate(table.rows):
        try:
            affiliate = _affiliate_of(row, places)
        except ValueError as reason:
            reasons[i] = str(reason)
            continue
        if affiliate in affiliates:
            duplicates += 1
        affiliates[affiliate] = None
    quarantined = table.set_aside(reasons, source=AFFILIATES)
    refuse_if_doubtful(read=len(table.rows), quarantined=quarantined, where=where)
    counts = Counts(read=len(table.rows), rows=len(affiliates), duplicates=duplicates, quarantined=len(quarantined))
    return AffiliateReport(affiliates=tuple(affiliates), quarantined=quarantined, counts=counts)


def _dangling_supersedes(evidence: dict[str, Evidence]) -> list[Problem]:
    """Records that replace one that is not there."""
    return [
        slip(record.id, 0, f"supersedes {target}, which is not in the register", "add the record it replaces")
        for record in evidence.values()
        for target in record.supersedes
        if target not in evidence
    ]


def _affiliate_of(row: list[str], places: list[int]) -> Affiliate:
    """One row; raises ValueError with the reason when it cannot be used."""
    if len(row) <= max(places):
        raise ValueError(f"the row has {len(row)} cells, the header names {len(AFFILIATE_HEADER)}")
    group, member, since, until, source = (row[place].strip() for place in places)
    if not group or not member:
        raise ValueError("the row lacks group or member")
    if not source:
        raise ValueError("the row names no source")
    days = [iso_day(cell) for cell in (since, until)]
    if any(cell and day is None for cell, day in zip((since, until), days, strict=True)):
        raise ValueError("from or until is no day of the form YYYY-MM-DD")
    if days[0] and days[1] and days[0] > days[1]:
        raise ValueError("from lies after until")
    return Affiliate(group=group, member=member, since=days[0], until=days[1], source=source)
