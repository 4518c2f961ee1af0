"""Small lists for tests of the store: rows, anchors and entries from a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId, sha256_hex
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import Purpose
from explorer.model.revocation import RevocationEntry
from explorer.store.catalog import ONECRL, RECORDS, Store
from explorer.store.claims import write_anchors, write_revocations
from explorer.store.disclosures import write_disclosures
from explorer.store.schema import connect
from explorer.store.writer import Day, Input, Writer, open_writer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def fingerprint(word: str) -> CertificateId:
    return CertificateId(sha256_hex(word.encode()))


@dataclass(frozen=True, slots=True)
class Row:
    """One CCADB row: a record id, a word that names its certificate, and what else it says."""

    record: str
    word: str = ""
    says: str = ""

    @property
    def digest(self) -> str:
        return sha256_hex("\n".join((self.record, self.word, self.says)).encode())

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        return (("Salesforce Record ID", self.record), ("Word", self.word), ("Says", self.says))

    def disclosure(self, *, day: date, since: date, row: int) -> Disclosure:
        texts = dict.fromkeys(
            ("standard_audit_url", "apple_status", "chrome_status", "microsoft_status", "mozilla_status",
             "derived_trust_bits", "valid_from", "valid_to")
        )  # fmt: skip
        return Disclosure(
            record=RecordId(self.record),
            source=RECORDS,
            day=day,
            since=since,
            certificate=fingerprint(self.word) if self.word else None,
            certificate_cell=self.word,
            name=self.word,
            kind=RecordKind.INTERMEDIATE,
            owner=self.says,
            subordinate_owner=None,
            parent_record=None,
            parent_name="",
            parent_certificate=None,
            revocation=RevocationStatus.NOT_REVOKED,
            technically_constrained=None,
            audits_same_as_parent=None,
            standard_audit_end=None,
            row=row,
            **texts,
        )


def anchor(word: str, purpose: str = "tls-server", label: str = "", program: Program = Program.MOZILLA) -> TrustAnchor:
    return TrustAnchor(
        program=program,
        certificate=fingerprint(word),
        purpose=Purpose(purpose),
        policy="",
        disabled_from=None,
        not_before_until=None,
        label=label,
        source=f"root-store:{program}",
        day=date(2000, 1, 1),
    )


def entry(serial: str, reason: str = "", since: date | None = None) -> RevocationEntry:
    return RevocationEntry(source=ONECRL, issuer=b"issuer", serial=serial, since=since, reason=reason)


def put(
    store: Path, list_: str, day: date, items: Iterable[Row | TrustAnchor | RevocationEntry], file: str = ""
) -> None:
    """One day of one list, in a run of its own."""
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        write(writer, list_, day, tuple(items), file)


def write(
    writer: Writer, list_: str, day: date, items: tuple[Row | TrustAnchor | RevocationEntry, ...], file: str = ""
) -> None:
    """One day of one list into an open transaction."""
    sha256 = sha256_hex(repr((list_, day, items)).encode())
    input_ = Input(sha256=sha256, kind="test", file=file or f"{list_}.csv", size=1, received=NOW, parser="1")
    numbers = [
        *write_disclosures(writer.connection, [i for i in items if isinstance(i, Row)], day),
        *write_anchors(writer.connection, [i for i in items if isinstance(i, TrustAnchor)]),
        *write_revocations(writer.connection, [i for i in items if isinstance(i, RevocationEntry)]),
    ]
    stored = len(set(numbers))
    writer.record_input(input_)
    writer.record_day(
        input_,
        Day(
            list=list_, day=day, read=len(items), stored=stored, duplicates=len(items) - stored, quarantined=0,
        ),
        numbers,
    )  # fmt: skip


def opened(store: Path) -> Store:
    """A store for reading; the connection closes when it is collected."""
    return Store(store, connect(store, write=False))
