"""CCADB record without its certificate.

Why it matters: of such a record nothing can be checked. It is unknown everywhere: neither constrained nor
unconstrained, neither trusted nor dead.

One finding is one record whose fingerprint cell is empty or is no SHA-256, or whose certificate is not at hand. Low.

Limits: that a PEM is not at hand may be our gap rather than CCADB's. Whether a PEM has the fingerprint that its file
states is checked when it is read, and a wrong one is quarantined there.

Traps: where no certificate of that year of notBefore was loaded at all (or none whatever), the file of that year is
missing here: unknown, not a finding. A certificate that is at hand but can't be read is DATA-007.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import SHA256_DIGITS, RecordId
from explorer.rules.citations import CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record


def subjects(facts: Facts) -> Iterator[str]:
    """Records whose certificate is not at hand."""
    for record in facts.records.values():
        if record.certificate not in facts.graph.certificates and record.certificate not in facts.opaque:
            yield record.record


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    record = facts.records[RecordId(subject)]
    status = Status.OPEN
    if record.certificate is None:
        cell = record.certificate_cell.strip()
        reason = (
            f"the fingerprint cell holds {len(cell)} characters and is no SHA-256 of {SHA256_DIGITS} hex digits"
            if cell
            else "the fingerprint cell is empty"
        )
    elif not facts.graph.certificates:
        status, reason = Status.UNKNOWN, "no certificates were loaded: whether CCADB has this one is not known"
    elif (year := (record.valid_from or "")[:4]) and year not in facts.years_at_hand:
        status, reason = Status.UNKNOWN, f"no certificate of {year} was loaded: whether CCADB has this one is not known"
    else:
        reason = f"no certificate with fingerprint {record.certificate} is at hand"
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.LOW if status is Status.OPEN else Severity.INFO,
        status=status,
        because=(f"record {record.record} ({record.name})", reason),
    )


RULE = Rule(
    id="DATA-003",
    name="certificate-missing",
    title="Certificate missing, or its fingerprint is none",
    kind=SubjectKind.RECORD,
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_3_2,),
    remedy="Load the PEM file of that year, or report the record to the CCADB.",
    subjects=subjects,
    check=check,
)
