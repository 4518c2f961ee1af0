"""Records of one CA that say different things of its operator or its audit.

Why it matters: the certificates of a CA share one key, which one organisation holds and one audit covers. Two records that differ cannot both
be right, and who reads one of them gets half.

One finding is one record of a trusted certificate in force, where another such record of the same CA names another operator, or another
statement of an audit that its purposes need. Medium; low where only dates of audits differ.

Limits: only what the records say; a statement under two addresses looks like two.

Traps: a cross-certificate under another owner has another CA Owner by right: operators are compared, and a blank there says nothing
(SUBCA-004). Records that each share the audits of different parents are not held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from explorer.model.audit import AUDIT_TITLES
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CaId, RecordId
from explorer.operators.names import organisation_key
from explorer.rules.audit_terms import Applying, applying, judged_day, needed_audits
from explorer.rules.citations import BR_8_1, CCADB_1_0, CCADB_AUDITS, CCADB_P_5
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current

_Statement = tuple[frozenset[str], date | None, date | None, date | None]


def subjects(facts: Facts) -> Iterator[str]:
    """Records of CAs with several, trusted and in force."""
    if facts.as_of.date() < CCADB_1_0:
        return
    of_ca: dict[CaId, list[Disclosure]] = {}
    for id_ in sorted(facts.in_force):
        of_ca.setdefault(facts.graph.certificates[id_].ca, []).extend(facts.records_of[id_])
    for ca, records in of_ca.items():
        if len(records) > 1 and ca in facts.graph.cas:
            yield from (record.record for record in _live(records, facts))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if another record of its CA disagrees."""
    record = facts.records[RecordId(subject)]
    if record.certificate is None:
        return
    ca = facts.graph.cas[facts.graph.certificates[record.certificate].ca]
    others = [r for id_ in ca.certificates for r in _live(facts.records_of.get(id_, ()), facts) if r.record != subject]
    operators = [text for other in others if (text := _operators_differ(record, other, facts))]
    audits = [difference for other in others for difference in _audits_differ(record, other, facts)]
    if operators or audits:
        only_dates = not operators and all(dates for _, dates in audits)
        uses = facts.verdicts.uses(record.certificate)
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=Severity.LOW if only_dates else Severity.MEDIUM,
            because=(*operators, *(text for text, _ in audits), f"trusted by {naming(uses)}"),
        )


def _live(records: Iterable[Disclosure], facts: Facts) -> Iterator[Disclosure]:
    for record in records:
        id_ = current(record, facts)
        if id_ is not None and facts.verdicts.live(id_):
            yield record


def _operators_differ(one: Disclosure, other: Disclosure, facts: Facts) -> str:
    """Who runs it, where both say so: a blank means the owner, but not below another owner."""
    a, b = facts.roles.of_record(one.record), facts.roles.of_record(other.record)
    if a.subordinate_owner is None or b.subordinate_owner is None:
        return ""
    if not a.subordinate_owner and not b.subordinate_owner and organisation_key(a.owner) != organisation_key(b.owner):
        return ""
    runs, others = a.subordinate_owner or a.owner, b.subordinate_owner or b.owner
    if organisation_key(runs) == organisation_key(others):
        return ""
    return f"operated, as declared, by {runs} here, by {others} in record {other.record}"


def _audits_differ(one: Disclosure, other: Disclosure, facts: Facts) -> Iterator[tuple[str, bool]]:
    """Each audit that both have and that differs, and whether only in dates."""
    if one.audits_same_as_parent and other.audits_same_as_parent:
        return
    uses = facts.verdicts.uses(one.certificate) if one.certificate else ()
    for standard in needed_audits(uses, judged_day(one, facts)):
        here, there = _statement(applying(one, standard, facts)), _statement(applying(other, standard, facts))
        if here is None or there is None or here == there:
            continue
        only_dates = here[0] == there[0]
        yield (
            f"{AUDIT_TITLES[standard]} audit: {_told(here)} here, {_told(there)} in record {other.record}"
            + (" (dates alone differ)" if only_dates else ""),
            only_dates,
        )


def _statement(applied: Applying) -> _Statement | None:
    claim = applied.claim
    if claim is None or not claim.url:
        return None
    urls = frozenset(part for part in claim.url.replace(";", " ").split() if part)
    return urls, claim.statement_date, claim.period_start, claim.period_end


def _told(statement: _Statement) -> str:
    urls, stated, start, end = statement
    return f"{' '.join(sorted(urls))} of {stated or 'no date'} for {start or '?'} to {end or '?'}"


RULE = Rule(
    id="AUD-002",
    name="audit-inconsistent",
    title="Records of one CA disagree on operator or audit",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=CCADB_1_0,
    citations=(BR_8_1, CCADB_AUDITS, CCADB_P_5),
    remedy="Make the records alike.",
    subjects=subjects,
    check=check,
)
