"""From values that differ to typed changes: one per record, CA, certificate or key, or per program and anchor.

A rename of an owner is one change about the owner (docs/method.md): the old name stands on no record of the later day, the
new one on none of the earlier, and nine in ten of its records carry the new one. Records of a rename are not told again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from explorer.analysis.changes import Diff
from explorer.analysis.effects import Effects
from explorer.analysis.standing import CURRENT, LAPSED, NO, NO_CUT_OFF, UNSTATED, YES
from explorer.model.change import UNKNOWN, Aspect, Change, ChangeKind, Delta, Place
from explorer.model.evidence import KeyState
from explorer.model.finding import SubjectKind
from explorer.model.ids import CertificateId
from explorer.operators.names import same_organisation

RENAMED_SHARE = 0.9  # of the old name's records

_RECORDS = frozenset(
    {Aspect.LISTED, Aspect.OWNER, Aspect.OPERATOR, Aspect.EXTERNAL, Aspect.FLAG, Aspect.AUDIT, Aspect.PARENT}
)
_SPELLING = "another spelling of the same organisation"
Renamed = Mapping[Aspect, Mapping[str, str]]  # old name -> new name, of owners and of operators
_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


def typed(diff: Diff) -> tuple[Change, ...]:
    """The changes that have a type, sorted by type, owner and subject; others stay in `diff.deltas` alone."""
    effects = Effects(diff)
    renamed = {aspect: _renamed(diff, aspect) for aspect in (Aspect.OWNER, Aspect.OPERATOR)}
    found = [
        *_renames(diff, effects, renamed),
        *_anchors(diff, effects),
        *(
            _change(effects, kind, place, delta)
            for place, delta in diff.deltas.items()
            for kind in [_kind(diff, place, delta, renamed)]
            if kind is not None
        ),
    ]
    return tuple(sorted(found, key=lambda c: (_ORDER[c.kind], c.owner, c.name, c.subject, c.old, c.new)))


def renames(before: dict[str, int], after: dict[str, int], moved: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Old name -> new name, from the records of each name on both days and the pairs on records that changed."""
    pairs = Counter(moved)
    return {
        old: new
        for (old, new), count in sorted(pairs.items())
        if old and new and old not in after and new not in before and count >= RENAMED_SHARE * before[old]
    }


def _kind(diff: Diff, place: Place, delta: Delta, renamed: Renamed) -> ChangeKind | None:
    """The type of one difference; None: it has none, or it is told otherwise (anchors, renames)."""
    old, new = delta.old, delta.new
    if UNKNOWN in (old, new):
        return None
    match place.aspect:
        case Aspect.LISTED:
            return ChangeKind.APPEARED if new else ChangeKind.VANISHED
        case Aspect.OWNER | Aspect.OPERATOR:
            if old is None or new is None or renamed[place.aspect].get(old) == new:
                return None
            return ChangeKind.OWNER_CHANGED if place.aspect is Aspect.OWNER else ChangeKind.OPERATOR_CHANGED
        case Aspect.EXTERNAL:
            return ChangeKind.BECAME_EXTERNAL if (old, new) == (NO, YES) else None
        case Aspect.FLAG | Aspect.CONSTRAINED:
            return {(NO, YES): ChangeKind.CONSTRAINT_GAINED, (YES, NO): ChangeKind.CONSTRAINT_LOST}.get((old, new))  # type: ignore[arg-type]  # None has no entry
        case Aspect.REVOKED:
            return ChangeKind.REVOKED if new else ChangeKind.RETRUSTED
        case Aspect.AUDIT:
            return ChangeKind.AUDIT_LAPSED if (old, new) == (CURRENT, LAPSED) else None
        case Aspect.PARENT:
            return ChangeKind.PARENT_CORRECTED if old and new else None
        case Aspect.CROSS:
            is_new = new and CertificateId(place.subject) not in diff.before.facts.graph.certificates
            return ChangeKind.NEW_CROSS_CERTIFICATE if is_new else None
        case Aspect.OCSP:
            return ChangeKind.NEW_OCSP_POWER if new and not old else None
        case Aspect.EVIDENCE:
            return ChangeKind.EVIDENCE_ADDED if new and not old else None
        case Aspect.DESTRUCTION:
            return ChangeKind.EVIDENCE_CONTRADICTED if new == KeyState.CONTRADICTED.value else None
    return None


def _renamed(diff: Diff, aspect: Aspect) -> dict[str, str]:
    before, after = (diff.before.owners, diff.after.owners) if aspect is Aspect.OWNER else (
        diff.before.operators, diff.after.operators,
    )  # fmt: skip
    moved = (
        (delta.old, delta.new)
        for place, delta in diff.deltas.items()
        if place.aspect is aspect and delta.old and delta.new and UNKNOWN not in (delta.old, delta.new)
    )
    return renames(dict(before), dict(after), moved)


def _renames(diff: Diff, effects: Effects, renamed: Renamed) -> Iterator[Change]:
    for aspect, kind in ((Aspect.OWNER, ChangeKind.OWNER_CHANGED), (Aspect.OPERATOR, ChangeKind.OPERATOR_CHANGED)):
        for old, new in renamed[aspect].items():
            own = [(p, d) for p, d in diff.deltas.items() if p.aspect is aspect and (d.old, d.new) == (old, new)]
            causes = [d.cause for _, d in own if d.cause]
            yield effects.change(
                kind=kind,
                subject_kind=SubjectKind.OWNER,
                subject=new,
                name=new,
                owner=new,
                old=old,
                new=new,
                note=f"rename: {len(own)} records carry the new name, the old one is on none any more",
                cause=min(causes, key=lambda c: (c.day is None, c.day, c.claim)),
                certificates=(),
            )


def _anchors(diff: Diff, effects: Effects) -> Iterator[Change]:
    """Differences of one program and certificate, by type: their purposes are a list inside one change."""
    grouped: dict[tuple[str, str, ChangeKind], list[tuple[str, Delta]]] = {}
    for place, delta in diff.deltas.items():
        if place.aspect is Aspect.ANCHOR:
            program, _, purpose = place.part.partition(":")
            kind = _anchor_kind(delta)
            if kind is not None:
                grouped.setdefault((place.subject, program, kind), []).append((purpose, delta))
    for (subject, program, kind), own in sorted(grouped.items()):
        causes = [delta.cause for _, delta in own if delta.cause]
        yield effects.of_certificate(
            kind,
            CertificateId(subject),
            old=_purposes((purpose, delta.old) for purpose, delta in own),
            new=_purposes((purpose, delta.new) for purpose, delta in own),
            note=program,
            cause=max(causes, key=lambda c: (c.day is not None, c.day, c.source, c.field)),
            program=program,
        )


def _anchor_kind(delta: Delta) -> ChangeKind | None:
    """None: a cut-off got, or lost, its date: nobody can say that it moved."""
    if delta.old is None:
        return ChangeKind.ANCHOR_ADDED
    if delta.new is None:
        return ChangeKind.ANCHOR_REMOVED
    if UNSTATED in (delta.old, delta.new) and NO_CUT_OFF not in (delta.old, delta.new):
        return None
    is_earlier = delta.old == NO_CUT_OFF or (delta.new != NO_CUT_OFF and delta.new < delta.old)
    return ChangeKind.ANCHOR_CUT_OFF if is_earlier else ChangeKind.RETRUSTED


def _purposes(values: Iterable[tuple[str, str | None]]) -> str:
    stated = [f"{purpose} ({value})" if value != NO_CUT_OFF else purpose for purpose, value in values if value]
    return "; ".join(stated)


def _change(effects: Effects, kind: ChangeKind, place: Place, delta: Delta) -> Change:
    cause = delta.cause
    assert cause is not None
    old, new, note = delta.old or "", delta.new or "", ""
    if place.aspect in (Aspect.OWNER, Aspect.OPERATOR) and old and new and same_organisation(old, new):
        note = _SPELLING
    if place.aspect in _RECORDS:
        return effects.of_record(kind, place.subject, old=old, new=new, note=note, cause=cause)
    if place.aspect is Aspect.CONSTRAINED:
        return effects.of_ca(kind, place.subject, old=old, new=new, note="all certificates of the CA", cause=cause)
    if place.aspect in (Aspect.EVIDENCE, Aspect.DESTRUCTION):
        return effects.of_key(kind, place.subject, old=old, new=new, note=note, cause=cause)
    note = place.part or note
    return effects.of_certificate(kind, CertificateId(place.subject), old=old, new=new, note=note, cause=cause)
