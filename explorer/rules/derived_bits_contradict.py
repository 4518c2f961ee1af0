"""CCADB's column Derived Trust Bits against our trust paths.

Why it matters: people read the column as "trusted for". It follows the parent that was typed in and knows neither name
constraints nor path lengths, cut-offs or other parents of the certificate.

One finding is one intermediate record whose column and our paths differ in a purpose. Medium where the column lacks TLS or
e-mail and a path without a cut-off is trusted for it; info else. Our path is the proof; where there is none, the
column claims what no path holds.

Limits: only purposes that have a label and of which some program states an anchor are compared. Where a report has no
such column, one unknown for the whole run says so.

Traps: the column's formula takes the EKU of a CA directly below a root as it stands, also for purposes that no program
gives that root: a difference of definition, info.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.graph.reach import ancestors
from explorer.model.authority import EdgeState
from explorer.model.disclosure import RecordKind
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind, Use
from explorer.model.ids import CertificateId, RecordId
from explorer.model.program import Program
from explorer.model.purpose import (
    CODE_SIGNING,
    DOCUMENT_SIGNING,
    EFS,
    EMAIL,
    IPSEC_END_SYSTEM,
    IPSEC_IKE,
    IPSEC_TUNNEL,
    IPSEC_USER,
    OCSP_SIGNING,
    TIME_STAMPING,
    TLS_CLIENT,
    TLS_SERVER,
    Purpose,
)
from explorer.rules.citations import CCADB_FIELDS_BITS
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.liveness import naming, strongest_use
from explorer.trust.anchors import UNKNOWN_PURPOSE

NO_COLUMN = "no-derived-trust-bits"  # the one subject of a run whose reports lack the column

PURPOSE_OF_LABEL: dict[str, Purpose] = {
    "server authentication": TLS_SERVER,
    "client authentication": TLS_CLIENT,
    "secure email": EMAIL,
    "code signing": CODE_SIGNING,
    "time stamping": TIME_STAMPING,
    "ocsp signing": OCSP_SIGNING,
    "document signing": DOCUMENT_SIGNING,
    "encrypting file system": EFS,
    "ip security end system": IPSEC_END_SYSTEM,
    "ip security tunnel termination": IPSEC_TUNNEL,
    "ip security user": IPSEC_USER,
    "ip security ike intermediate": IPSEC_IKE,
}
"""Labels of the column, folded; the first seven are documented, the others as seen in trust-bit reports (unverified)."""


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediate records with a value in the column and a certificate at hand; one stand-in where no record has it."""
    if facts.records and all(record.derived_trust_bits is None for record in facts.records.values()):
        yield NO_COLUMN
        return
    for record in facts.records.values():
        stated = record.kind is RecordKind.INTERMEDIATE and record.derived_trust_bits is not None
        if stated and record.certificate in facts.graph.certificates:
            yield record.record


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if a purpose is on one side only."""
    if subject == NO_COLUMN:
        yield Finding(
            rule=RULE.id,
            kind=SubjectKind.RUN,
            subject=NO_COLUMN,
            severity=Severity.INFO,
            confidence=Confidence.CERTAIN,
            status=Status.UNKNOWN,
            because=("the reports of this day have no column Derived Trust Bits: it can't be compared",),
        )
        return
    record = facts.records[RecordId(subject)]
    certificate = record.certificate
    assert certificate is not None
    claimed = purposes_of(record.derived_trust_bits or "")
    uses = facts.verdicts.uses(certificate)
    ours = {use.purpose for use in uses}
    compared = facts.purposes_stated & frozenset(PURPOSE_OF_LABEL.values())
    too_much = sorted((claimed - ours) & compared)
    missed = tuple(use for use in uses if use.purpose in compared - claimed)
    if not too_much and not missed:
        return
    said = f"record {record.record}: Derived Trust Bits {record.derived_trust_bits or '(empty)'!s}"
    unsure = {purpose: why for purpose in too_much if (why := _unknown(certificate, purpose, facts))}
    too_much = [purpose for purpose in too_much if purpose not in unsure]
    if not too_much and not missed:
        why = "; ".join(sorted(set(unsure.values())))
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=Severity.INFO,
            status=Status.UNKNOWN,
            because=(said, f"whether a path holds {', '.join(unsure)} can't be told: {why}"),
        )
        return
    grave = any(use.purpose in (TLS_SERVER, EMAIL) and use.until is None for use in missed)
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=Severity.MEDIUM if grave else Severity.INFO,
        because=(
            said,
            *([f"not in the column, though a path is trusted by {naming(missed)}"] if missed else []),
            *([f"in the column, though no path of any program holds {', '.join(too_much)}"] if too_much else []),
        ),
        proof=facts.verdicts.proof(certificate, _shown(missed)) if missed else None,
    )


def _unknown(certificate: CertificateId, purpose: Purpose, facts: Facts) -> str:
    """Why it can't be told whether any program trusts the certificate for the purpose; empty when none does."""
    if any(use.purpose == UNKNOWN_PURPOSE for use in facts.verdicts.uses(certificate)):
        return "a program includes its root for purposes that no source at hand states"
    ca = facts.graph.certificates[certificate].ca
    above = {id_ for issuer in ancestors(facts.graph, ca) for id_ in facts.graph.cas[issuer].certificates}
    if any(facts.graph.edge_state(id_) is EdgeState.DANGLING and facts.unexpired(id_) for id_ in (certificate, *above)):
        return "an issuer above it is not at hand"
    asked = (Use(program=program, purpose=purpose) for program in Program)
    return next((why for use in asked if (why := facts.verdicts.unknown(certificate, use))), "")


def purposes_of(cell: str) -> frozenset[Purpose]:
    """The purposes that a cell of the column names, labels separated by ";"; labels that we do not know are left out."""
    labels = (" ".join(label.split()).casefold() for label in cell.split(";"))
    return frozenset(PURPOSE_OF_LABEL[label] for label in labels if label in PURPOSE_OF_LABEL)


def _shown(missed: tuple[Use, ...]) -> Use:
    """The use that proves most: TLS or e-mail without a cut-off first."""
    return strongest_use([use for use in missed if use.until is None] or missed)


RULE = Rule(
    id="DATA-008",
    name="derived-bits-contradict",
    title="Derived trust bits contradict our paths",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_FIELDS_BITS,),
    remedy="Explain the difference with the path; correct the parent of the record where it is wrong.",
    subjects=subjects,
    check=check,
)
