"""What is expected of one rule on the sample, and the ids behind the labels that name its subjects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.model.finding import Severity
from explorer.model.ids import sha256_hex
from ingest.sample.ccadb_rows import record_id
from ingest.sample.keys import spki
from ingest.sample.told import encoded, told_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The verdict of one rule."""

    guilty: Mapping[str, Severity]
    clean: Mapping[str, str]  # label -> the trap
    unknown: tuple[str, ...] = field(default=())


def certificate_id(label: str) -> str:
    """SHA-256 of a certificate of the sample."""
    return sha256_hex(encoded()[label])


def spki_hash(label: str) -> str:
    """SHA-256 of the SPKI of a certificate of the sample."""
    return sha256_hex(spki(told_world().key(label)))


def record_of(label: str) -> str:
    """Salesforce id of a row of the sample."""
    return record_id(label)
