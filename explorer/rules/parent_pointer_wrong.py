"""CCADB names as issuer a certificate whose key did not sign this one.

Why it matters: CCADB hangs owner, audits, trust bits and revocation on the pointer to the parent record. Where it
points to the wrong CA, all of them are read from the wrong place.

One finding is one record whose parent fingerprint is known, where both certificates are at hand and no issuer that a
signature proves is the CA of the parent. Medium; high where the real issuer belongs to another owner or is trusted
elsewhere than the parent named; low where nobody trusts the certificate. Low too where the right CA is
named but the issuer name is not encoded as in its subject.

Limits: where no real issuer is at hand, only the wrong one can be named.

Traps: a pointer to another certificate of the true issuer (same subject and key) is right; a signature that could not be
checked tells nothing (unknown); names that differ in encoding only are no wrong pointer.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.authority import EdgeState, NameMatch
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CaId, CertificateId, RecordId
from explorer.operators.names import organisation_key
from explorer.rules.citations import BR_7_1_4_1, CCADB_P_1, CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.liveness import at_most_low_when_untrusted, naming


def subjects(facts: Facts) -> Iterator[str]:
    """Records whose certificate and parent certificate are both at hand."""
    known = facts.graph.certificates
    return (r.record for r in facts.records.values() if r.certificate in known and r.parent_certificate in known)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if its parent is not proved to be an issuer."""
    record = facts.records[RecordId(subject)]
    assert record.certificate is not None and record.parent_certificate is not None
    certificate, parent = (
        facts.graph.certificates[record.certificate],
        facts.graph.certificates[record.parent_certificate],
    )
    proved = {issuance.issuer: issuance.match for issuance in facts.graph.issuers_of(certificate.id)}
    if parent.ca in proved:
        if proved[parent.ca] is NameMatch.RFC5280:
            yield _spelled_otherwise(record, facts)
        return
    named = f"record {record.record} names certificate {parent.id} of {parent.subject.short} as parent"
    state = facts.graph.edge_state(certificate.id)
    if state is EdgeState.UNVERIFIABLE and parent.ca in facts.graph.candidates(certificate.id):
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=Severity.INFO,
            status=Status.UNKNOWN,
            because=(named, "the names match, but the signature could not be checked"),
        )
        return
    uses = facts.verdicts.uses(certificate.id)
    severity, difference = _difference(record, tuple(proved), parent.ca, facts)
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, uses),
        because=(
            named,
            f"its key did not sign the certificate, whose link to an issuer is {state.value}",
            _real(tuple(proved), facts),
            *difference,
        ),
    )


def _difference(
    record: Disclosure, real: tuple[CaId, ...], named: CaId, facts: Facts
) -> tuple[Severity, tuple[str, ...]]:
    """Whether following the pointer leads to another owner or to other trust than the real issuer."""
    if not real:
        return Severity.MEDIUM, ()
    reasons = []
    parent = facts.records_of.get(record.parent_certificate or CertificateId(""), ())
    said = {organisation_key(r.owner) for r in parent} or {organisation_key(record.owner)}
    owners = {r.owner for ca in real for id_ in facts.graph.cas[ca].certificates for r in facts.records_of.get(id_, ())}
    if owners and not said & {organisation_key(owner) for owner in owners}:
        reasons.append(f"the real issuer belongs to {', '.join(sorted(owners))}")
    trusted = {(u.program, u.purpose) for ca in real for u in facts.verdicts.uses_of_ca(ca)}
    pointed = facts.verdicts.uses_of_ca(named) if named in facts.graph.cas else ()
    if trusted != {(u.program, u.purpose) for u in pointed}:
        reasons.append(f"the parent named is trusted by {naming(pointed)}, the real issuer is not trusted alike")
    return (Severity.HIGH if reasons else Severity.MEDIUM), tuple(reasons)


def _real(real: tuple[CaId, ...], facts: Facts) -> str:
    if not real:
        return "no real issuer is at hand"
    return "the real issuer is " + " and ".join(
        f"{facts.graph.cas[ca].name.text} (certificate {facts.graph.cas[ca].certificates[0]})" for ca in real
    )


def _spelled_otherwise(record: Disclosure, facts: Facts) -> Finding:
    return about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.LOW,
        because=(
            f"record {record.record} names the right parent, and the signature verifies",
            "the issuer name equals the parent's subject under RFC 5280 only, not byte for byte (BR 7.1.4.1)",
        ),
    )


RULE = Rule(
    id="DATA-001",
    name="parent-pointer-wrong",
    title="CCADB parent pointer does not verify",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_1, CCADB_P_3_2, BR_7_1_4_1),
    remedy="Correct the parent of the record.",
    subjects=subjects,
    check=check,
)
