"""Evidence on the life of a key: a claim, its document, digest, date and author (docs/key-destruction.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.model.ids import CertificateId, SpkiHash


class KeyState(StrEnum):
    """What the register says of a key's destruction; SILENT is never read as "not destroyed"."""

    EVIDENCED = "evidenced"
    CLAIMED = "claimed"
    SILENT = "silent"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One record of the key-lifecycle register, as written (docs/evidence.md)."""

    id: str  # SHA-256 of the file
    event: str  # generated, parked, certified, revoked, retired, destroyed, used, misuse-excluded
    event_date: date | None  # None: undated
    precision: str  # day, month, before, unknown
    keys: tuple[SpkiHash, ...]  # empty when unresolved
    certificates: tuple[CertificateId, ...]
    owner: str
    holder: str
    form: str  # a word of docs/key-destruction.md
    copies: str  # all, backup-remains, unstated
    auditor: str
    document_sha256: str
    document_locator: str
    source_level: str  # primary, secondary
    supersedes: tuple[str, ...]  # ids
    fields: tuple[tuple[str, str], ...]  # every field, in file order
