"""The words all readers share: what a source gave, what was set aside, and whether the sum holds.

A reader turns bytes into typed rows and quarantined ones. It never judges a row, and it never drops one:
`Counts` refuses to exist when a record was lost (reliability contract 1.1). Doubt about a whole file is
`InputRejected`, raised through `rejected`.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import InputRejected
from explorer.model.ids import CertificateId

FILE_LIMIT = 256 * 1024 * 1024  # bytes of one input, unpacked
JSON_LIMIT = 64 * 1024 * 1024  # bytes of one JSON input, unpacked
QUARANTINE_SHARE = 100  # more than one row in so many quarantined is doubt about the whole file ...
QUARANTINE_LEAST = 10  # ... from so many quarantined rows on

PARSER = "sources-1"  # raised when a reader starts to understand what an older one set aside


class ConservationError(RuntimeError):
    """A reader lost or invented a record: a bug of ours, not of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A record that could not be understood, kept as it came, for a later reader to try again."""

    source: str  # the list it came in, "ccadb-all-records"
    position: str  # "line 17", "byte 4021", "entry 12"
    reason: str
    raw: bytes
    parser: str = PARSER


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many records a file holds and where each ended; `read` is counted apart from the other three."""

    read: int
    rows: int
    duplicates: int  # records equal to an earlier one of the same file, once blanks are stripped
    quarantined: int

    def __post_init__(self) -> None:
        if self.read != self.rows + self.duplicates + self.quarantined:
            raise ConservationError(
                f"read {self.read}, but kept {self.rows}, duplicates {self.duplicates}, quarantined {self.quarantined}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateBytes:
    """One certificate as a source carries it: not decoded, only hashed."""

    position: str
    id: CertificateId
    der: bytes


_LOOK_AGAIN = "get the file again, and look at it before the next try"


def rejected(what: str, *, where: str, remedy: str = _LOOK_AGAIN) -> InputRejected:
    """The error for doubt about a whole file; nothing of it may be stored (reliability contract 1.3)."""
    return InputRejected(what, where=where, done="nothing stored of it", remedy=remedy)


def refuse_if_doubtful(*, read: int, quarantined: tuple[Quarantined, ...], where: str) -> None:
    """Raise when so many rows had to be set aside that the file itself is in doubt."""
    count = len(quarantined)
    if count >= QUARANTINE_LEAST and count * QUARANTINE_SHARE > read:
        first = quarantined[0]
        raise rejected(
            f"{count} of {read} records cannot be understood, the first at {first.position}: {first.reason}",
            where=where,
        )
