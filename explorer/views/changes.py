"""ChangeRow: one change as people read it; the command line, the files and the screen share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.analysis.assess import Assessment
from explorer.analysis.changes import diff
from explorer.analysis.standing import standing
from explorer.analysis.survey import survey
from explorer.analysis.typed_changes import typed
from explorer.model.change import Change, ChangeKind
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.store.catalog import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilters:
    """A choice of changes; empty fields choose all."""

    kinds: tuple[ChangeKind, ...] = ()
    programs: tuple[Program, ...] = ()  # that trust the subject on either day, or whose anchor it is
    purposes: tuple[Purpose, ...] = ()  # for which the subject lost or gained trust
    owner: str = ""  # part of the CA owner, of a value of an owner's change, any case

    def choose(self, change: Change) -> bool:
        """Whether the change is chosen."""
        owners = (change.owner, *((change.old, change.new) if change.kind in _OF_OWNERS else ()))
        return (
            (not self.kinds or change.kind in self.kinds)
            and (not self.programs or any(program in self.programs for program in change.programs))
            and (not self.purposes or any(u.purpose in self.purposes for u in (*change.lost, *change.gained)))
            and any(self.owner.casefold() in owner.casefold() for owner in owners)
        )


_OF_OWNERS = (ChangeKind.OWNER_CHANGED, ChangeKind.OPERATOR_CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """The columns of changes.csv, in their order."""

    type: str
    subject_kind: str
    subject_name: str
    subject_id: str
    certificate_sha256: str
    record_id: str
    ca_owner: str
    old: str
    new: str
    note: str
    cause_source: str
    cause_claim: str
    cause_field: str
    cause_day: str
    cause_old: str
    cause_new: str
    programs: tuple[str, ...]
    trust_lost: tuple[str, ...]
    trust_gained: tuple[str, ...]
    below_lost: int
    below_gained: int
    from_day: str
    to_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """The changes between two days, with what was compared."""

    from_day: date
    to_day: date
    from_snapshot: str
    to_snapshot: str
    warnings: tuple[str, ...]
    rows: tuple[ChangeRow, ...]
    untyped: int  # values that differ and have no type of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two days compared, before anybody chooses: what a screen keeps while its filters change."""

    from_day: date
    to_day: date
    from_snapshot: str
    to_snapshot: str
    warnings: tuple[str, ...]
    changes: tuple[Change, ...]  # every one that has a type
    untyped: int
    at_hand: tuple[frozenset[CertificateId], frozenset[CertificateId]]  # certificates of changes, by day


def compare(store: Store, from_day: date, to_day: date, filters: ChangeFilters, *, basis: str = "mrsp") -> ChangeList:
    """Judge both days and tell what changed from the one to the other. Costs two assessments without rules."""
    before, after = (survey(store.snapshot(day), basis=basis) for day in (from_day, to_day))
    return change_list(compared(store, before, after), filters)


def compared(store: Store, before: Assessment, after: Assessment) -> Compared:
    """Everything that changed between two days of one store that were judged on the same basis."""
    found = diff(store, standing(before), standing(after))
    changes = typed(found)
    named = {change.certificate for change in changes if change.certificate}
    return Compared(
        from_day=found.before.day,
        to_day=found.after.day,
        from_snapshot=before.manifest.id,
        to_snapshot=after.manifest.id,
        warnings=tuple(dict.fromkeys(w for side in (before, after) for w in side.warnings)),
        changes=changes,
        untyped=max(0, len(found.deltas) - len(changes)),
        at_hand=(
            frozenset(named & before.facts.graph.certificates.keys()),
            frozenset(named & after.facts.graph.certificates.keys()),
        ),
    )


def change_list(found: Compared, filters: ChangeFilters) -> ChangeList:
    """The changes that the filters choose, as rows in their order."""
    return ChangeList(
        from_day=found.from_day,
        to_day=found.to_day,
        from_snapshot=found.from_snapshot,
        to_snapshot=found.to_snapshot,
        warnings=found.warnings,
        rows=tuple(change_row(c, found.from_day, found.to_day) for c in found.changes if filters.choose(c)),
        untyped=found.untyped,
    )


def change_row(c: Change, from_day: date, to_day: date) -> ChangeRow:
    """One change as people read it."""
    return ChangeRow(
        type=c.kind.value,
        subject_kind=c.subject_kind.value,
        subject_name=c.name,
        subject_id=c.subject,
        certificate_sha256=c.certificate or "",
        record_id=c.record or "",
        ca_owner=c.owner,
        old=c.old,
        new=c.new,
        note=c.note,
        cause_source=c.cause.source,
        cause_claim=c.cause.claim,
        cause_field=c.cause.field,
        cause_day=c.cause.day.isoformat() if c.cause.day else "",
        cause_old=c.cause.old,
        cause_new=c.cause.new,
        programs=tuple(program.value for program in c.programs),
        trust_lost=tuple(map(str, c.lost)),
        trust_gained=tuple(map(str, c.gained)),
        below_lost=c.below_lost,
        below_gained=c.below_gained,
        from_day=from_day.isoformat(),
        to_day=to_day.isoformat(),
    )


def counts_by_type(rows: Iterable[ChangeRow]) -> dict[str, int]:
    """How many rows of each type that occurs, in the order of the types."""
    counts = dict.fromkeys((kind.value for kind in ChangeKind), 0)
    for row in rows:
        counts[row.type] += 1
    return {kind: count for kind, count in counts.items() if count}
