"""Changes by type: how many of each, what the type means, and as many rows as a page takes, the rest counted."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from explorer.model.change import ChangeKind
from explorer.views.changes import ChangeFilters, ChangeRow
from explorer.views.words import DEFAULT_BASIS

FEW = 20  # rows of one type among others
MANY = 300  # rows of one type alone

KIND_WORDS: dict[ChangeKind, str] = {
    ChangeKind.VANISHED: "CCADB lists the record no more",
    ChangeKind.APPEARED: "CCADB lists a new record",
    ChangeKind.OWNER_CHANGED: "the CA owner is another, or has another name",
    ChangeKind.OPERATOR_CHANGED: "the subordinate CA owner is another",
    ChangeKind.BECAME_EXTERNAL: "another organisation than the owner's runs it now",
    ChangeKind.CONSTRAINT_GAINED: "it is technically constrained now",
    ChangeKind.CONSTRAINT_LOST: "it is technically constrained no more",
    ChangeKind.REVOKED: "one more source says that it is revoked",
    ChangeKind.RETRUSTED: "a source takes a revocation or a cut-off back",
    ChangeKind.AUDIT_LAPSED: "the audit period that covers it ran out",
    ChangeKind.PARENT_CORRECTED: "the record names another parent",
    ChangeKind.NEW_CROSS_CERTIFICATE: "a certificate from another hierarchy came",
    ChangeKind.ANCHOR_ADDED: "a program includes it for more purposes",
    ChangeKind.ANCHOR_REMOVED: "a program includes it for fewer purposes",
    ChangeKind.ANCHOR_CUT_OFF: "a program believes it only for what was issued before a day",
    ChangeKind.NEW_OCSP_POWER: "its key can sign status answers for others now",
    ChangeKind.EVIDENCE_ADDED: "the register holds a new record about the key",
    ChangeKind.EVIDENCE_CONTRADICTED: "something speaks against the recorded destruction of the key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Changes of one type."""

    kind: ChangeKind
    words: str
    count: int
    rows: tuple[ChangeRow, ...]  # those that move most trust first

    @property
    def left(self) -> int:
        """How many more there are than rows."""
        return self.count - len(self.rows)


def groups_of(rows: Iterable[ChangeRow]) -> tuple[ChangeGroup, ...]:
    """Groups in the order of the types; one type alone gets more rows."""
    piles = [
        (ChangeKind(kind), tuple(pile)) for kind, pile in groupby(rows, key=lambda row: row.type)
    ]  # sorted by type
    most = MANY if len(piles) == 1 else FEW
    return tuple(
        ChangeGroup(
            kind=kind,
            words=KIND_WORDS[kind],
            count=len(pile),
            rows=tuple(sorted(pile, key=lambda r: -weight(r))[:most]),
        )
        for kind, pile in piles
    )


def weight(row: ChangeRow) -> int:
    """How much trust moved with a change: its own uses, and certificates below."""
    return len(row.trust_lost) + len(row.trust_gained) + row.below_lost + row.below_gained


def diff_command(first: date, last: date, filters: ChangeFilters, basis: str = DEFAULT_BASIS) -> str:
    """The command that writes the same rows; words that a shell would read are quoted."""
    words = ["subca", "diff", first.isoformat(), last.isoformat(), "--format", "csv"]
    for kind in filters.kinds:
        words += ["--type", kind.value]
    words += ["--owner", filters.owner] if filters.owner else []
    for program in filters.programs:
        words += ["--program", program.value]
    for purpose in filters.purposes:
        words += ["--purpose", str(purpose)]
    words += ["--basis", basis] if basis != DEFAULT_BASIS else []
    return shlex.join(words)
