"""The history of a CA: when its records appeared, changed and vanished, and when findings opened and closed.

Stored days tell: a change stands on the first stored day that shows it. Foreign text, show it through `explorer.text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from explorer.analysis.assess import Assessment
from explorer.analysis.history import EventKind, FindingHistory, Life, finding_history
from explorer.model.ids import CertificateId
from explorer.store.catalog import Store
from explorer.store.changed import RecordVersion, versions_of
from explorer.views.detail import Field, Section
from explorer.views.rows import RULE_OF

ALWAYS = "at or before"  # the first stored day: nobody knows what was before


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One event on one stored day."""

    day: date
    is_exact: bool  # False: on this day or before it
    what: str  # appeared, changed, vanished, opened, worse, better, closed
    subject: str  # record id, or rule id
    text: str  # what changed, in words
    source: str  # list, or "assessed days"
    columns: tuple[str, ...] = ()  # of a change: the columns of both rows that differ


def history_of(store: Store, assessment: Assessment, certificates: Iterable[CertificateId]) -> tuple[HistoryEvent, ...]:
    """Events of these certificates, their CA, key and records up to the day of the assessment, oldest first."""
    until = assessment.manifest.as_of
    ids = set(certificates)
    firsts = {name: min(d.day for d in days) for name, days in groupby(store.days(), key=lambda d: d.name)}  # sorted
    versions = versions_of(store, ids)
    records = {version.disclosure.record for version in versions}
    held = [c for id_ in ids if (c := assessment.facts.graph.certificates.get(id_)) is not None]
    subjects = {*ids, *records, *(c.ca for c in held), *(c.key for c in held), *(c.spki for c in held)}
    events = [event for event in _of_records(store, versions, firsts) if event.day <= until]
    history = finding_history(store, basis=assessment.facts.basis, subjects=subjects)
    events += [e for life in history.lives() for e in _of_finding(history, life, until)]
    return tuple(sorted(events, key=lambda e: (e.day, e.source, e.subject, e.what, e.text)))


def history_section(store: Store, assessment: Assessment, certificates: Iterable[CertificateId]) -> Section:
    """The same as a section of `subca show`."""
    events = history_of(store, assessment, certificates)
    return Section(
        title="History",
        fields=tuple(
            Field(
                name=event.day.isoformat() if event.is_exact else f"{ALWAYS} {event.day.isoformat()}",
                value=f"{event.subject} {event.what}{f': {event.text}' if event.text else ''}",
                source=event.source,
            )
            for event in events
        )
        or (Field(name="None", value="no list at hand names it", source="store"),),
    )


def _of_records(store: Store, versions: tuple[RecordVersion, ...], firsts: dict[str, date]) -> Iterator[HistoryEvent]:
    for (record, name), group in groupby(versions, key=lambda v: (v.disclosure.record, v.list)):
        before: RecordVersion | None = None
        for version in group:
            if before is None or before.last is None or before.last < version.first:
                if before is not None and before.last is not None:
                    yield _event(before.last, "vanished", record, "", name)
                yield _event(version.first, "appeared", record, "", name, is_exact=version.first != firsts[name])
            else:
                columns, text = _changed(store, before, version)
                yield _event(version.first, "changed", record, text, name, columns=columns)
            before = version
        if before is not None and before.last is not None:
            yield _event(before.last, "vanished", record, "", name)


def _event(
    day: date,
    what: str,
    subject: str,
    text: str,
    source: str,
    *,
    is_exact: bool = True,
    columns: tuple[str, ...] = (),
) -> HistoryEvent:
    return HistoryEvent(
        day=day, is_exact=is_exact, what=what, subject=subject, text=text, source=source, columns=columns
    )


def _changed(store: Store, before: RecordVersion, after: RecordVersion) -> tuple[tuple[str, ...], str]:
    """The columns that differ, and the words for it with both values; a column that only one report has is named alone."""
    old, new = dict(store.columns_of(before.disclosure.row)), dict(store.columns_of(after.disclosure.row))
    columns = tuple(name for name in new if name in old and old[name] != new[name])
    told = [f"{name} “{old[name]}” → “{new[name]}”" for name in columns]
    told += [f"new column {name}" for name in new.keys() - old.keys()]
    told += [f"no more column {name}" for name in old.keys() - new.keys()]
    return columns, "; ".join(told)


def _of_finding(history: FindingHistory, life: Life, until: date) -> Iterator[HistoryEvent]:
    title = RULE_OF[life.rule].title if life.rule in RULE_OF else ""
    for event in life.events:
        if event.day <= until:
            text = title if event.kind is EventKind.CLOSED else f"{event.severity}, {title}"
            yield HistoryEvent(
                day=event.day,
                is_exact=event.after is not None,
                what=event.kind.value,
                subject=life.rule,
                text=text,
                source=f"assessed days ({len(history.days)})",
            )
