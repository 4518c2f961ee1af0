"""SUBCA-001 by CCADB columns alone: what CCADB itself would show, without certificates or paths.

Why it matters: a snapshot may come without certificates, and the difference to the proof view is itself worth
reading: records that look external and unconstrained but are expired, limited by EKU or trusted by nobody,
and CAs that only their parent's record or their certificate gives away.

One finding is one certificate of an intermediate record whose own Subordinate CA Owner is filled and is another
organisation than the CA Owner, whose Revocation Status is Not Revoked and whose Technically Constrained is not true.
High where Derived Trust Bits name server authentication, medium where they name e-mail or where the report
has no such column, low for other bits, info for none.

Limits: no path, no expiry, no inheritance, no certificate is looked at. Traps: a value that repeats the CA Owner in
another spelling is not external; a missing column is unknown, not blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.finding import Confidence, Finding, Severity, Status
from explorer.model.ids import CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate

RULE_ID = "SUBCA-001"
_NO_COLUMN = "who operates it is not known: the report of this day has no column Subordinate CA Owner"


def subjects(facts: Facts) -> Iterator[str]:
    """Fingerprints of which a record may match; a record without one can't be tied to a certificate (DATA-003)."""
    for certificate, records in facts.records_of.items():
        if any(_matches(record) or _unknown(record) for record in records):
            yield certificate


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this fingerprint, from the first of its records that matches."""
    certificate = CertificateId(subject)
    records = facts.records_of[certificate]
    record = next(filter(_matches, records), None)
    if record is None:
        yield about_certificate(
            RULE_ID, certificate, facts, severity=Severity.INFO, status=Status.UNKNOWN, because=(_NO_COLUMN,)
        )
        return
    severity, bits = _by_bits(record)
    yield about_certificate(
        RULE_ID,
        certificate,
        facts,
        severity=severity,
        confidence=Confidence.DISCLOSED,
        because=(
            f"record view: record {record.record} names Subordinate CA Owner {record.subordinate_owner}"
            f" and CA Owner {record.owner}",
            f"Revocation Status is {record.revocation.value}, Technically Constrained is {_flag(record)}",
            bits,
            "no certificate, path or date was looked at; allowed with an audit and approval: a risk, not a breach by itself",
        ),
    )


def _open(record: Disclosure) -> bool:
    return (
        record.kind is RecordKind.INTERMEDIATE
        and record.revocation is RevocationStatus.NOT_REVOKED
        and record.technically_constrained is not True
    )


def _matches(record: Disclosure) -> bool:
    named = record.subordinate_owner
    if not _open(record) or named is None or not named.strip():
        return False
    return organisation_key(named) != organisation_key(record.owner)


def _unknown(record: Disclosure) -> bool:
    return _open(record) and record.subordinate_owner is None


def _flag(record: Disclosure) -> str:
    return "not stated" if record.technically_constrained is None else "false"


def _by_bits(record: Disclosure) -> tuple[Severity, str]:
    bits = record.derived_trust_bits
    if bits is None:
        return Severity.MEDIUM, "the report of this day has no column Derived Trust Bits"
    said = f"Derived Trust Bits: {bits.strip() or 'none'}"
    if "server authentication" in bits.casefold():
        return Severity.HIGH, said
    if "secure email" in bits.casefold():
        return Severity.MEDIUM, said
    return (Severity.LOW if bits.strip() else Severity.INFO), said
