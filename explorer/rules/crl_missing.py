"""Trusted CA of which CCADB has no CRL.

Why it matters: browsers gather revocations from the CRLs that CCADB names. What a CA revokes that names none is believed on.

One finding is one record of an intermediate in force and trusted, with neither the URL of a full CRL nor that of a partitioned one. Low;
medium where a census of Certificate Transparency saw its key issue, in entries of a log whose head is verified. From 2022-10-01 on.

Limits: without a census, or where none of its certificates was observed, whether the CA issues is not known; a CA that issues nothing may
leave a partitioned array empty.

Traps: the array `[""]` says that nothing was issued yet, and is believed unless a CA certificate below it is at hand; the words revoked, expired
and test in the cell of the URL are no URL. A report without the columns tells nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.rules.citations import ARCP_2_1_2, CCADB_P_6_2, CRL_DISCLOSURE
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_run
from explorer.rules.liveness import naming
from explorer.rules.record_terms import current, texts

NO_COLUMNS = "crl-columns"  # the one subject for all records of lists that lack the columns


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediate records in force without any URL; one stand-in where the columns are missing."""
    if facts.as_of.date() < CRL_DISCLOSURE:
        return
    lacking = False
    for id_, record in facts.records.items():
        if record.kind is RecordKind.INTERMEDIATE and not _has_url(record) and current(record, facts):
            if record.full_crl is None or record.partitioned_crls is None:
                lacking = True
            else:
                yield id_
    if lacking:
        yield NO_COLUMNS


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if it is trusted."""
    if subject == NO_COLUMNS:
        yield cannot_tell_of_run(
            RULE.id,
            subject,
            "the CCADB list has no column for full or for partitioned CRLs: which are missing is not known",
        )
        return
    record = facts.records[RecordId(subject)]
    uses = facts.verdicts.uses(record.certificate) if record.certificate else ()
    if record.certificate is None or not uses:
        return
    held = facts.graph.certificates[record.certificate]
    issued = len(facts.graph.issued_by(held.ca))
    logged = [seen for seen in facts.census.of(held.spki) if seen.is_verified and seen.last and seen.first]
    if _says_nothing_issued(record) and not issued and not logged:
        return
    because = ["no URL of a full or of a partitioned CRL in its record"]
    if record.full_crl:
        because.append(f"in the place of the full CRL stands {record.full_crl!r}")
    for seen in logged:
        because.append(
            f"Certificate Transparency shows {seen.certificates} certificates by its key, {seen.first} to {seen.last}"
        )
    if _says_nothing_issued(record):
        because.append(f"the array says that nothing was issued, and {issued} CA certificates below it are at hand")
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.MEDIUM if logged else Severity.LOW,
        because=(*because, f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)),
    )


def _has_url(record: Disclosure) -> bool:
    return "://" in (record.full_crl or "") or "://" in (record.partitioned_crls or "")


def _says_nothing_issued(record: Disclosure) -> bool:
    """The array of one empty string."""
    try:
        return bool(json.loads(record.partitioned_crls or "null") == [""])
    except (ValueError, RecursionError):
        return False


RULE = Rule(
    id="DISC-004",
    name="crl-missing",
    title="Trusted CA without a CRL in CCADB",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=CRL_DISCLOSURE,
    citations=(ARCP_2_1_2, CCADB_P_6_2),
    remedy="Name its CRLs in the record.",
    subjects=subjects,
    check=check,
)
