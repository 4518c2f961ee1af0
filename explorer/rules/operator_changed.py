"""CA whose owner or declared operator is another than on the stored day before.

Why it matters: whoever takes over a CA takes over all trust in it. The programs want to know weeks or months before, and some to agree.

One finding is one record in force whose CA Owner, or whose effective Subordinate CA Owner, is another organisation than in the
list of the stored day before, for the same certificate. Medium; high where it has become external by it, is not constrained, and
is trusted; one lower between affiliates; at most low where nobody trusts it.

Limits: two stored days are compared; the flag stands until the next list. Before 2026-03-20 a blank was silence: a field that was filled or
emptied then is told as unknown. A record under a new id is not compared.

Traps: another spelling of the same organisation is none; a rename is no change of owner: the old name is gone from
that column, the new one did not stand in it the day before, and stands on nine in ten of its records, of which there are two at least. A list without the column
tells nothing of operators.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from explorer.model.answer import Truth
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.operators.inheritance import Inheritance
from explorer.operators.names import organisation_key, same_organisation
from explorer.rules.citations import ARCP_1_4, CONTROL_TEXT, CRP_1_6_2, MRSP_8, MRSP_8_1, MSTRP_2_1_6, OWNER_DECLARED
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record, cannot_tell_of_run
from explorer.rules.liveness import at_most_low_when_untrusted, naming
from explorer.rules.record_terms import current, texts

OWNER, OPERATOR = "CA Owner", "Subordinate CA Owner"
NO_COLUMN = "operators-before"  # the one subject for all records, where the list before had no such column
RENAME_TENTHS = 9  # of ten records of the old name bear the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hands:
    """Who stands behind a record, names as written."""

    owner: str
    named: str | None  # effective Subordinate CA Owner; "": blank; None: not known


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Change:
    """One column that names another organisation."""

    column: str  # OWNER or OPERATOR
    old: str
    new: str

    @property
    def keys(self) -> tuple[str, str]:
        """The same, whatever the spelling."""
        return organisation_key(self.old), organisation_key(self.new)


def subjects(facts: Facts) -> Iterator[str]:
    """Records that may read otherwise than on the day before; one stand-in where operators were not listed then."""
    before = facts.history.before
    if before is None or facts.as_of.date() < CONTROL_TEXT:
        return
    if any("subordinate_owner" in listed.missing_columns for listed in before.lists):
        yield NO_COLUMN
    old = _Then(facts)
    renamed: frozenset[tuple[str, str]] | None = None
    for id_ in filter(facts.records_before.__contains__, _touched(facts)):
        then, now = old.hands(id_), _now(id_, facts)
        changes = _changes(then, now, before.day)
        if not (changes or _silence(then, now, before.day)) or current(facts.records[id_], facts) is None:
            continue
        renamed = _renamed(facts) if renamed is None else renamed
        if not changes or any(change.keys not in renamed for change in changes):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    if subject == NO_COLUMN:
        yield cannot_tell_of_run(RULE.id, subject, "the CCADB list of the stored day before does not name operators")
        return
    id_, before = RecordId(subject), facts.history.before
    record, then, now = facts.records[id_], _Then(facts).hands(id_), _now(id_, facts)
    if record.certificate is None or before is None:
        return
    uses, changes = facts.verdicts.uses(record.certificate), _changes(then, now, before.day)
    silence = _silence(then, now, before.day)
    if not changes:
        yield cannot_tell_of_record(RULE.id, record, facts, silence)
        return
    because = [f"{c.column} was {c.old} on {before.day}, is {c.new} on {record.day}" for c in changes]
    severity = Severity.MEDIUM
    if facts.roles.of_record(id_).is_external and then.named is not None and _is_own(then):
        truth = facts.constrained(record.certificate)
        because.append(f"it has become external by it; constrained: {_TRUTHS[truth]}")
        severity = Severity.HIGH if truth is Truth.NO else severity
    if all(facts.roles.same_group(change.old, change.new) for change in changes):
        because.append("both are affiliates by the register: one severity lower")
        severity = severity.lowered()
    because += [*filter(None, [silence]), f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)]
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, uses),
        confidence=Confidence.DISCLOSED,
        because=because,
    )


_TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "can't be told", Truth.SILENT: "can't be told"}


def _changes(then: _Hands, now: _Hands, day: date) -> list[_Change]:
    """What names another organisation than then; a blank names the owner, once a blank says something."""
    found = []
    if not same_organisation(then.owner, now.owner):
        found.append(_Change(column=OWNER, old=then.owner, new=now.owner))
    if then.named is not None and now.named is not None and bool(then.named or now.named):
        speaks = day >= OWNER_DECLARED
        old, new = then.named or (then.owner if speaks else ""), now.named or (now.owner if speaks else "")
        if old and new and not same_organisation(old, new):
            found.append(_Change(column=OPERATOR, old=old, new=new))
    return found


def _silence(then: _Hands, now: _Hands, day: date) -> str:
    """A field filled, or emptied, while a blank was no statement: whether hands changed is not known."""
    if day >= OWNER_DECLARED or then.named is None or now.named is None or bool(then.named) == bool(now.named):
        return ""
    if same_organisation(then.named or now.named, now.owner):
        return ""
    return (
        f"{OPERATOR} was {then.named or 'blank'} on {day}, is {now.named or 'blank'}: before {OWNER_DECLARED}"
        " a blank says nothing, so that whether the operator changed is not known"
    )


def _is_own(hands: _Hands) -> bool:
    return not hands.named or same_organisation(hands.named, hands.owner)


def _touched(facts: Facts) -> list[RecordId]:
    """Records that differ in what decides owner and operator, and all below them: an operator is inherited."""
    differ = [id_ for id_, then in facts.said_before.items() if _differ(then, facts.records[id_])]
    if not differ:
        return []
    children: dict[RecordId, list[RecordId]] = {}
    for id_, record in facts.records.items():
        if record.parent_record is not None:
            children.setdefault(record.parent_record, []).append(id_)
    reached, ahead = set(differ), differ
    while ahead:
        for id_ in children.get(ahead.pop(), ()):
            if id_ not in reached:
                reached.add(id_)
                ahead.append(id_)
    return sorted(reached)


def _differ(then: Disclosure, now: Disclosure) -> bool:
    """In a column that decides; where one of the lists has no operators, they can't."""
    if then.owner != now.owner:
        return True
    if then.subordinate_owner is None or now.subordinate_owner is None:
        return False
    return then.subordinate_owner != now.subordinate_owner or then.parent_record != now.parent_record


def _now(id_: RecordId, facts: Facts) -> _Hands:
    role = facts.roles.of_record(id_)
    return _Hands(owner=role.owner, named=role.subordinate_owner)


class _Then:
    """Records as they read on the day before: those of today but for what has changed since."""

    def __init__(self, facts: Facts) -> None:
        self._said: Mapping[RecordId, Disclosure] = facts.records_before
        self._inheritance = Inheritance(self._said, facts.graph)

    def hands(self, id_: RecordId) -> _Hands:
        then = self._said[id_]
        return _Hands(owner=then.owner, named=self._inheritance.of(then).value)


def _renamed(facts: Facts) -> frozenset[tuple[str, str]]:
    """Pairs that are one organisation under a new name, old and new, seen in either column (docs/method.md)."""
    found = set()
    then_rows, now_rows = facts.records_before.values(), facts.records.values()
    for read in (_owner_key, _operator_key):
        bearing, names_now = Counter(map(read, then_rows)), set(map(read, now_rows))
        moved = Counter((read(then), read(facts.records[id_])) for id_, then in facts.said_before.items())
        for (old, new), count in moved.items():
            is_new = old and new and old not in names_now and new not in bearing and bearing[old] > 1
            if is_new and count * 10 >= bearing[old] * RENAME_TENTHS:
                found.add((old, new))
    return frozenset(found)


def _owner_key(record: Disclosure) -> str:
    return organisation_key(record.owner)


def _operator_key(record: Disclosure) -> str:
    return organisation_key(record.subordinate_owner or "")


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
