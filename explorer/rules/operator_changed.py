"""CA whose owner or declared operator is another than on the stored day before.

Why it matters: whoever takes over a CA takes over all trust in it. The programs want to know weeks or months before, and some to agree.

One finding is one record in force whose CA Owner, or whose effective Subordinate CA Owner, is another organisation than in the
list of the stored day before, for the same certificate. Medium; high where it has become external by it, is not constrained, and
is trusted; one lower between affiliates; at most low where nobody trusts it.

Limits: two stored days are compared; the flag stands until the next list. A field that was filled late looks like a change: before
2026-03-20 a blank was silence, and the finding says when it was blank. A record under a new id is not compared.

Traps: another spelling of the same organisation is none; a rename is no change of owner: the old name is gone from
that column, the new one was nowhere the day before, and stands on nine in ten of its records. A list without the column
tells nothing of operators.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.model.answer import Truth
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.operators.inheritance import Inheritance
from explorer.operators.names import organisation_key
from explorer.rules.citations import ARCP_1_4, CONTROL_TEXT, CRP_1_6_2, MRSP_8, MRSP_8_1, MSTRP_2_1_6, OWNER_DECLARED
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_run
from explorer.rules.liveness import at_most_low_when_untrusted, naming
from explorer.rules.record_terms import current, texts

NO_COLUMN = "operators-before"  # the one subject for all records, where the list before had no such column
RENAME_TENTHS = 9  # of ten records of the old name bear the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hands:
    """Who stood behind a record: names as written."""

    owner: str
    operator: str | None  # effective Subordinate CA Owner; the owner where it is blank; None: not known


def subjects(facts: Facts) -> Iterator[str]:
    """Records that may read otherwise than on the day before; one stand-in where operators were not listed then."""
    before = facts.history.before
    if before is None or facts.as_of.date() < CONTROL_TEXT:
        return
    if any("subordinate_owner" in listed.missing_columns for listed in before.lists):
        yield NO_COLUMN
    changes = _changes(facts)
    renamed = _renamed(facts, changes)
    for id_ in sorted(changes):
        then, now = changes[id_]
        if any(pair not in renamed for pair in _differences(then, now)) and current(facts.records[id_], facts):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    if subject == NO_COLUMN:
        yield cannot_tell_of_run(
            RULE.id,
            subject,
            "the CCADB list of the stored day before has no Subordinate CA Owner: operators of then are not known",
        )
        return
    record, role = facts.records[RecordId(subject)], facts.roles.of_record(RecordId(subject))
    then, now = _hands_of(record, facts)
    before = facts.history.before
    if record.certificate is None or before is None or not _differences(then, now):
        return
    because = list(_sentences(then, now, record, facts))
    uses = facts.verdicts.uses(record.certificate)
    was_external = then.operator is not None and _key(then.operator) != _key(then.owner)
    severity = Severity.MEDIUM
    if role.is_external and not was_external and then.operator is not None:
        truth = facts.constrained(record.certificate)
        because.append(f"it has become external by it; constrained: {_TRUTHS[truth]}")
        severity = Severity.HIGH if truth is Truth.NO else severity
    if facts.roles.same_group(then.operator or then.owner, now.operator or now.owner):
        because.append("both are affiliates by the register: one severity lower")
        severity = severity.lowered()
    because += [f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)]
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, uses),
        confidence=Confidence.DISCLOSED,
        because=because,
    )


_TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "can't be told", Truth.SILENT: "can't be told"}


def _sentences(then: _Hands, now: _Hands, record: Disclosure, facts: Facts) -> Iterator[str]:
    before = facts.history.before
    day = before.day if before else None
    if _key(then.owner) != _key(now.owner):
        yield f"CA Owner was {then.owner} on {day}, is {now.owner} on {record.day}"
    if then.operator is not None and now.operator is not None and _key(then.operator) != _key(now.operator):
        yield f"operated, as declared, by {then.operator} on {day}, by {now.operator} on {record.day}"
        if then.operator == then.owner and facts.as_of.date() < OWNER_DECLARED:
            yield f"Subordinate CA Owner was blank, which before {OWNER_DECLARED} says nothing: it may have been filled in late"


def _differences(then: _Hands, now: _Hands) -> list[tuple[str, str]]:
    """The pairs of organisations that differ, owner first."""
    found = []
    if _key(then.owner) != _key(now.owner):
        found.append((_key(then.owner), _key(now.owner)))
    if then.operator is not None and now.operator is not None and _key(then.operator) != _key(now.operator):
        found.append((_key(then.operator), _key(now.operator)))
    return found


def _changes(facts: Facts) -> dict[RecordId, tuple[_Hands, _Hands]]:
    """Records that differ in owner or operator, themselves or by a record above them that does."""
    touched = {id_ for id_, then in facts.said_before.items() if _said(then) != _said(facts.records[id_])}
    if not touched:
        return {}
    children: dict[RecordId, list[RecordId]] = {}
    for id_, record in facts.records.items():
        if record.parent_record is not None:
            children.setdefault(record.parent_record, []).append(id_)
    reached, ahead = set(touched), list(touched)
    while ahead:
        for id_ in children.get(ahead.pop(), ()):
            if id_ not in reached:
                reached.add(id_)
                ahead.append(id_)
    old = _Then(facts)
    pairs = {id_: (old.hands(facts.records[id_]), _now(id_, facts)) for id_ in reached}
    return {id_: pair for id_, pair in pairs.items() if _differences(*pair)}


def _hands_of(record: Disclosure, facts: Facts) -> tuple[_Hands, _Hands]:
    return _Then(facts).hands(record), _now(record.record, facts)


def _said(record: Disclosure) -> tuple[str, str | None, RecordId | None]:
    return record.owner, record.subordinate_owner, record.parent_record


def _now(id_: RecordId, facts: Facts) -> _Hands:
    role = facts.roles.of_record(id_)
    return _Hands(
        owner=role.owner, operator=None if role.subordinate_owner is None else role.subordinate_owner or role.owner
    )


class _Then:
    """Records as they read on the day before: those of today but for what has changed since."""

    def __init__(self, facts: Facts) -> None:
        self._said: Mapping[RecordId, Disclosure] = {**facts.records, **facts.said_before}
        before = facts.history.before
        gone = {row.record: row for row in (before.ended if before else ()) if row.record not in self._said}
        self._inheritance = Inheritance({**self._said, **gone}, facts.graph)

    def hands(self, record: Disclosure) -> _Hands:
        then = self._said[record.record]
        named = self._inheritance.of(then).value
        return _Hands(owner=then.owner, operator=None if named is None else named or then.owner)


def _renamed(facts: Facts, changes: Mapping[RecordId, tuple[_Hands, _Hands]]) -> frozenset[tuple[str, str]]:
    """Pairs (old, new) that are one organisation under a new name (rules.md 2.5)."""
    counts = Counter(pair for then, now in changes.values() for pair in set(_differences(then, now)))
    if not counts:
        return frozenset()
    before = facts.history.before
    old_rows = {**facts.records, **facts.said_before}
    gone = [row for row in (before.ended if before else ()) if row.record not in facts.records]
    names_then = {
        _key(text) for row in (*old_rows.values(), *gone) for text in (row.owner, row.subordinate_owner or "") if text
    }
    names_now = {
        _key(text) for row in facts.records.values() for text in (row.owner, row.subordinate_owner or "") if text
    }
    found = set()
    for (old, new), moved in counts.items():
        if old in names_now or new in names_then:
            continue
        bearing = sum(old in (_key(row.owner), _key(row.subordinate_owner or "")) for row in old_rows.values())
        if moved * 10 >= bearing * RENAME_TENTHS:
            found.add((old, new))
    return frozenset(found)


def _key(name: str) -> str:
    return organisation_key(name)


RULE = Rule(
    id="SUBCA-008",
    name="operator-changed",
    title="Owner or operator changed",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.DISCLOSED,
    since=CONTROL_TEXT,
    citations=(MRSP_8, MRSP_8_1, CRP_1_6_2, MSTRP_2_1_6, ARCP_1_4),
    remedy="Show the notification and the discussion.",
    subjects=subjects,
    check=check,
)
