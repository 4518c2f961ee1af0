"""Snapshot: the world as known on one day, as frozen records, with a manifest of where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from explorer.model.affiliate import Affiliate
from explorer.model.authority import Link
from explorer.model.census import Census
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure
from explorer.model.evidence import Evidence
from explorer.model.ids import CertificateId
from explorer.model.key_use import KeyUse
from explorer.model.program import TrustAnchor
from explorer.model.revocation import RevocationEntry
from explorer.model.sighting import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDay:
    """One stored day of one list."""

    name: str  # "ccadb-all-records", "root-store:Mozilla", "onecrl", "crl:", the SPKI hash of its signer, a digest
    day: date
    sha256: str  # of the input as received
    file: str  # its file name, as given
    stored: int  # rows
    duplicates: int
    quarantined: int
    missing_columns: tuple[str, ...]  # columns of our vocabulary that the list did not have that day
    unknown_columns: tuple[str, ...]  # columns that we have no name for


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Which lists a snapshot was read from; `id` changes when anything in it does."""

    id: str  # SHA-256 over everything below and the certificates, hex
    as_of: date
    lists: tuple[ListedDay, ...]  # the day used of each list, by name
    certificates: int
    opaque: int
    quarantined: int  # records of any source that await a reader that understands them
    warnings: tuple[str, ...]  # old, partial, rejected: printed in the head of every report


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBefore:
    """The stored day before that of the CCADB lists in use, as far as it differs from them."""

    day: date
    lists: tuple[ListedDay, ...]  # CCADB's only
    ended: tuple[Disclosure, ...]  # rows that stood that day and stand no more, by record id
    came: frozenset[int] = frozenset()  # numbers of the rows that stand now and did not then


def _nothing_before() -> DayBefore | None:
    return None


def _nothing_listed() -> Mapping[CertificateId, date]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)  # not slotted: what was read is kept
class RecordHistory:
    """What CCADB said before, read from the store when first asked for."""

    days: tuple[date, ...] = ()  # stored days of lists with all current records, oldest first
    read_before: Callable[[], DayBefore | None] = _nothing_before
    read_first_listed: Callable[[], Mapping[CertificateId, date]] = _nothing_listed

    @cached_property
    def before(self) -> DayBefore | None:
        """The day before; None: the lists in use are the first."""
        return self.read_before()

    @cached_property
    def first_listed(self) -> Mapping[CertificateId, date]:
        """Which of `days` was the first with a certificate, for those that came after the first of them."""
        return self.read_first_listed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything known of one day.

    A certificate is in it from its notBefore on, whether or not CCADB listed it then (docs/history.md).
    """

    manifest: Manifest
    certificates: Mapping[CertificateId, Certificate]  # by id, in order of id
    opaque: Mapping[CertificateId, str]  # reason why nothing of it could be read
    links: tuple[Link, ...]
    disclosures: tuple[Disclosure, ...]  # by record id; several of one record in an order of their own
    anchors: tuple[
        TrustAnchor, ...
    ]  # of the newest list of each program at or before the day, else its first later one
    revocation_entries: tuple[RevocationEntry, ...]
    evidence: tuple[Evidence, ...]  # superseded ones included
    affiliates: tuple[Affiliate, ...]
    key_uses: tuple[KeyUse, ...] = ()  # CRLs and OCSP responses dated on the day or before
    sightings: tuple[Sighting, ...] = ()  # where logs show certificates, whenever that was read
    history: RecordHistory = field(default_factory=RecordHistory, compare=False, repr=False)
    census: Census = field(default_factory=Census, compare=False, repr=False)  # all that was counted, whatever the day

    @property
    def as_of(self) -> datetime:
        """The instant judged: 00:00:00 UTC of the day."""
        day = self.manifest.as_of
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
