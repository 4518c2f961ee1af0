"""CCADB's column Technically Constrained against what the certificate says.

Why it matters: people filter by the column. It is set once, when the PEM is imported, by code with known
defects, and follows neither later policy nor later siblings.

One finding is one intermediate record whose column differs from the code that fills it (constraints_v25): medium, a
stale import or a data error; or whose column says true while no name of the purpose is limited on the
certificate's path: medium; or whose column agrees with that code but not with the Mozilla policy of the day: info, with
the defect that explains it. Low at the most where nobody trusts the certificate.

Limits: the code of the day of import may have been another version. Name limits are judged on the shortest
trusted path, else on the certificate alone.

Traps: an EKU with only purposes that the code does not know counts there as no EKU (D1): false is then expected.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.disclosure import RecordKind
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import RecordId
from explorer.model.purpose import EMAIL_PROTECTION, SERVER_AUTH
from explorer.rules.citations import CCADB_FIELDS, MRSP_5_3_1
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record
from explorer.rules.liveness import at_most_low_when_untrusted
from explorer.trust.definitions import mrsp
from explorer.trust.definitions.encoded import KNOWN_TO_GO
from explorer.trust.semantic import allowed_names


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediate records with a value in the column and a certificate at hand."""
    known = facts.graph.certificates
    for record in facts.records.values():
        stated = record.kind is RecordKind.INTERMEDIATE and record.technically_constrained is not None
        if stated and record.certificate in known:
            yield record.record


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if its column contradicts the certificate."""
    record = facts.records[RecordId(subject)]
    assert record.certificate is not None
    flag = Truth.YES if record.technically_constrained else Truth.NO
    code = facts.constraints.decide("v25", record.certificate)
    policy = facts.constraints.decide("mrsp", record.certificate)
    if code.truth is flag and policy.truth is flag and flag is Truth.NO:
        return
    certificate = facts.graph.certificates[record.certificate]
    said = f"record {record.record}: Technically Constrained is {'true' if record.technically_constrained else 'false'}"
    version = f"MRSP {mrsp.in_force(facts.as_of).number}"
    severity, status, reason = Severity.MEDIUM, Status.OPEN, ""
    if code.truth is Truth.UNKNOWN:
        severity, status = Severity.INFO, Status.UNKNOWN
        reason = f"constraints_v25 can't tell: {code.reason}"
    elif code.truth is not flag and code.truth is not Truth.SILENT:
        reason = f"constraints_v25 says {code.truth} ({code.reason}): a stale import or a data error"
    elif flag is Truth.YES and (free := _unlimited(certificate, facts)):
        reason = f"nothing limits the {free} names that it may certify"
    elif policy.truth in (Truth.YES, Truth.NO) and policy.truth is not flag:
        severity = Severity.INFO
        reason = f"constraints_v25 says the same; {version} says {policy.truth} ({policy.reason}): {_defect(certificate, policy.truth)}"
    else:
        return
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, facts.verdicts.uses(certificate.id)),
        status=status,
        because=(said, reason),
    )


def _unlimited(certificate: Certificate, facts: Facts) -> str:
    """Which of the names that the EKU speaks of nothing limits; empty when all are limited."""
    path = facts.verdicts.proof(certificate.id) or (certificate.id,)
    names = allowed_names([facts.graph.certificates[step] for step in path], anchor_counts=len(path) == 1)
    eku = certificate.eku or frozenset()
    free = [
        kind.value
        for kind, oid in ((NameKind.DNS, SERVER_AUTH), (NameKind.EMAIL, EMAIL_PROTECTION))
        if oid in eku and names.unlimited(kind)
    ]
    return " and ".join(free)


def _defect(certificate: Certificate, policy: Truth) -> str:
    """The known defect of the code (docs/constrained.md) behind a difference to the text of the policy."""
    eku = certificate.eku or frozenset()
    constraints = certificate.name_constraints
    if policy is Truth.YES:
        return (
            "D1, an EKU of unknown purposes counts as none"
            if not eku & KNOWN_TO_GO
            else "D12, the column is frozen at import"
        )
    if SERVER_AUTH in eku and EMAIL_PROTECTION in eku:
        return "D5, companions of serverAuth are ignored"
    if constraints is None:
        return "D12, the column is frozen at import"
    permitted, excluded = constraints.permitted_of(NameKind.DNS), constraints.excluded_of(NameKind.DNS)
    if SERVER_AUTH in eku and not permitted and all(subtree.value for subtree in excluded):
        return "D2, any excluded dNSName is enough"
    if not constraints.permitted_of(NameKind.DIRECTORY):
        return "D3, no directoryName is asked for"
    return "D7, one family of IP addresses is enough" if SERVER_AUTH in eku else "D12, the column is frozen at import"


RULE = Rule(
    id="DATA-002",
    name="constrained-flag-wrong",
    title="CCADB constrained flag contradicts the certificate",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_FIELDS, MRSP_5_3_1),
    remedy="Import the PEM again, or tell the CCADB.",
    subjects=subjects,
    check=check,
)
