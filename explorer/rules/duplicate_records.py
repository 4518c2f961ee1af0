"""One certificate in several CCADB records.

Why it matters: tools that key rows by fingerprint keep one of them and lose what the other says, such as a revocation or
another owner.

One finding is one fingerprint in two or more records. Medium where they differ in owner or type, or where its
intermediate records differ in parent or revocation status; info else. Low at the most where nobody trusts the certificate.

Limits: two records of one CA under two certificates are not duplicates and not seen here (AUD-002 compares those).

Traps: a certificate as root record and as intermediate record is a known case: both stay, one certificate. A root
record has no issuer and no revocation status, so these are compared among intermediate records only.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import CCADB_P_1, CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import at_most_low_when_untrusted


def subjects(facts: Facts) -> Iterator[str]:
    """Fingerprints with more than one record."""
    return (id_ for id_, records in sorted(facts.records_of.items()) if len(records) > 1)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this fingerprint."""
    certificate = CertificateId(subject)
    records = facts.records_of[certificate]
    differences = tuple(_differences(records))
    uses = facts.verdicts.uses(certificate) if certificate in facts.graph.certificates else ()
    severity = at_most_low_when_untrusted(Severity.MEDIUM, uses) if differences else Severity.INFO
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=severity,
        because=(
            f"{len(records)} records: {', '.join(record.record for record in records)}",
            *(differences or ("they agree in owner, type, parent and revocation status",)),
        ),
    )


def _differences(records: tuple[Disclosure, ...]) -> Iterator[str]:
    intermediates = [r for r in records if r.kind is RecordKind.INTERMEDIATE]
    for title, values in (
        ("CA Owner", [r.owner for r in records]),
        ("Certificate Record Type", [r.kind.value for r in records]),
        ("parent record", [r.parent_record or "none" for r in intermediates]),
        ("Revocation Status", [r.revocation.value or "empty" for r in intermediates]),
    ):
        if len(set(values)) > 1:
            yield f"{title} differs: {' / '.join(values)}"


RULE = Rule(
    id="DATA-006",
    name="duplicate-records",
    title="One certificate, several records",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_1, CCADB_P_3_2),
    remedy="None needed where they agree; else ask the CCADB which record holds.",
    subjects=subjects,
    check=check,
)
