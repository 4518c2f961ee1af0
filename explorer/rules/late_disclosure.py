"""CA certificate that was listed in CCADB more than a week after it was issued.

Why it matters: until it is listed nobody can see that it exists, who owns it, or that it is audited.

One finding is one record of an intermediate in force, issued since 2017-06-23 by a CA that was listed then, which was missing from a
stored list of more than seven days after its notBefore. Low; medium where a census of Certificate Transparency saw its key issue while no
certificate on that key was listed, in entries of a log whose head is verified. Entries without verified head are named and raise nothing.

Limits: the delay told is the least that the stored lists prove; it may have been longer. Where they lie more than a week apart, what
came in between can't be judged, and one line of the run says how many. What was issued is dated by its notBefore; without a census, or
where nothing was observed, whether the CA issued before is not known.

Traps: a notBefore that was set back makes a certificate look older than it is; what the first stored list has is not late; what
was issued below a CA that was not yet listed itself came with it; constrained CA certificates had not to be listed before 2022-06-01.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from explorer.model.answer import Truth
from explorer.model.census import KeyCensus
from explorer.model.disclosure import RecordKind
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId, RecordId
from explorer.rules.citations import CCADB_P_3_2, CONSTRAINED_DISCLOSED, DISCLOSURE_TEXT, MRSP_DISCLOSURE
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_run
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, texts

ALLOWED = timedelta(days=7)
BETWEEN = "between-lists"  # the one subject for all that the lists are too far apart for


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """When a certificate came into the lists."""

    issued: date
    without: date  # the last stored list before, which did not have it
    first: date

    @property
    def is_late(self) -> bool:
        """Missing from a list of more than a week after its issuance."""
        return self.without - self.issued >= ALLOWED

    @property
    def may_be_late(self) -> bool:
        """The list that has it is of more than a week after, the one before is not."""
        return not self.is_late and self.first - self.issued > ALLOWED


def subjects(facts: Facts) -> Iterator[str]:
    """Records of intermediates that came after the first stored list; one stand-in for those that can't be judged."""
    seen = {id_: found for id_ in _newer(facts) if (found := _seen(id_, facts))}
    yield from (id_ for id_, found in seen.items() if found.is_late)
    if any(found.may_be_late for found in seen.values()):
        yield BETWEEN


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    if subject == BETWEEN:
        count = sum((found := _seen(id_, facts)) is not None and found.may_be_late for id_ in _newer(facts))
        yield cannot_tell_of_run(
            RULE.id, subject, f"{count} records came between stored lists that are too far apart to tell when"
        )
        return
    record, seen = facts.records[RecordId(subject)], _seen(RecordId(subject), facts)
    if seen is None or not seen.is_late or record.certificate is None:
        return
    days = (seen.without - seen.issued).days + 1
    logged = _issuing_unlisted(record.certificate, seen, facts)
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.MEDIUM if any(one.is_verified for one, _ in logged) else Severity.LOW,
        because=(
            f"issued on {seen.issued}, not in the list of {seen.without}, first in that of {seen.first}:"
            f" at least {days} days",
            *(_issuance(one, first) for one, first in logged),
            f"trusted by {naming(facts.verdicts.uses(record.certificate))}",
            texts(record, RULE.citations, facts),
        ),
    )


def _newer(facts: Facts) -> Iterator[RecordId]:
    """Records of certificates that the first stored list does not have."""
    first = facts.history.first_listed if len(facts.history.days) > 1 else {}
    return (id_ for id_, record in facts.records.items() if record.certificate in first)


def _seen(id_: RecordId, facts: Facts) -> _Seen | None:
    """When the certificate of a record came, if the duty to list it applied to it."""
    record, days = facts.records[id_], facts.history.days
    first = facts.history.first_listed.get(record.certificate) if record.certificate else None
    if record.kind is not RecordKind.INTERMEDIATE or record.certificate is None or first is None:
        return None
    if current(record, facts) is None or not facts.verdicts.uses(record.certificate):
        return None
    issued = facts.graph.certificates[record.certificate].not_before.date()
    if issued < DISCLOSURE_TEXT or first - issued <= ALLOWED:
        return None
    if issued < CONSTRAINED_DISCLOSED and facts.constraints.at_issuance(record.certificate).truth is not Truth.NO:
        return None
    without = max(day for day in days if day < first)
    if not _issuer_listed(record.certificate, without, facts):
        return None
    return _Seen(issued=issued, without=without, first=first)


def _issuer_listed(certificate: CertificateId, day: date, facts: Facts) -> bool:
    """A certificate of its issuer stood in a list of that day or before."""
    return any(
        _listed(above, day, facts)
        for issuance in facts.graph.issuers_of(certificate)
        if issuance.issuer in facts.graph.cas
        for above in facts.graph.cas[issuance.issuer].certificates
    )


def _listed(certificate: CertificateId, day: date, facts: Facts) -> bool:
    """It stood in a list of that day or before."""
    newer = facts.history.first_listed
    return newer[certificate] <= day if certificate in newer else certificate in facts.records_of


def _issuing_unlisted(certificate: CertificateId, seen: _Seen, facts: Facts) -> list[tuple[KeyCensus, date]]:
    """What its key issued from its notBefore until before the last list without it, and since when.

    Empty where another certificate on the key was listed by then: the entries may be issued under that one.
    """
    if any(_listed(other, seen.without, facts) for other in facts.graph.key_siblings(certificate)):
        return []
    begin, end = seen.issued.toordinal(), seen.without.toordinal()
    found = []
    for one in facts.census.of(facts.graph.certificates[certificate].spki):
        days = [day for day in one.issued if begin <= day < end]
        if days:
            found.append((one, date.fromordinal(min(days))))
    return found


def _issuance(seen: KeyCensus, first: date) -> str:
    """The sentence on it."""
    head = "" if seen.is_verified else " (head unverified: told, and no reason for the severity)"
    return f"its key issued before: Certificate Transparency has certificates from {first} on, log {', '.join(seen.logs)}{head}"


RULE = Rule(
    id="DISC-002",
    name="late-disclosure",
    title="Listed in CCADB too late",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=DISCLOSURE_TEXT,
    citations=(MRSP_DISCLOSURE, CCADB_P_3_2),
    remedy="An incident report.",
    subjects=subjects,
    check=check,
)
