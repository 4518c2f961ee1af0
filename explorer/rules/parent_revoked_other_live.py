"""CA that CCADB calls "Parent Cert Revoked" and that is trusted through another issuer.

Why it matters: the status describes one parent record. Read as a revocation it hides a CA that is trusted as before.

One finding is one CA with an unexpired certificate in a record of that status which is trusted on a path without any
revoked certificate. Medium.

Limits: revocations are those that the sources at hand state.

Traps: a path over a parent that OneCRL revokes counts for no program, though most do not read that list; where every other
issuer is revoked, expired or trusted by nobody, the status is as good as a revocation, and the flag is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.disclosure import RevocationStatus
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.rules.citations import CCADB_FIELDS_REVOCATION, CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.rules.liveness import naming


def subjects(facts: Facts) -> Iterator[str]:
    """CAs with a record of that status."""
    known = facts.graph.certificates
    cas = {
        known[r.certificate].ca
        for r in facts.records.values()
        if r.revocation is RevocationStatus.PARENT_REVOKED and r.certificate is not None and r.certificate in known
    }
    return iter(sorted(ca for ca in cas if ca in facts.graph.cas))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if a certificate of that status is trusted."""
    ca = facts.graph.cas[CaId(subject)]
    stated = [
        record
        for id_ in ca.certificates
        for record in facts.records_of.get(id_, ())
        if record.revocation is RevocationStatus.PARENT_REVOKED and _clean_path(id_, facts)
    ]
    if not stated or stated[0].certificate is None:
        return
    yield about_ca(
        RULE.id,
        ca.id,
        facts,
        severity=Severity.MEDIUM,
        because=tuple(
            f"record {record.record} says Parent Cert Revoked, certificate {record.certificate} is trusted by"
            f" {naming(facts.verdicts.uses(record.certificate))}"
            for record in stated
            if record.certificate is not None
        ),
        certificate=stated[0].certificate,
        proof=_clean_path(stated[0].certificate, facts),
    )


def _clean_path(certificate: CertificateId, facts: Facts) -> tuple[CertificateId, ...]:
    """The shortest trusted path without a certificate that any source revokes, also one that few programs heed."""
    return next(
        (
            ending.path
            for ending in facts.verdicts.endings(certificate)
            if ending.uses and not ending.doubt and not any(facts.revoked(id_) for id_ in ending.path[1:])
        ),
        (),
    )


RULE = Rule(
    id="PATH-002",
    name="parent-revoked-other-live",
    title='"Parent Cert Revoked", but another parent is trusted',
    kind=SubjectKind.CA,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_FIELDS_REVOCATION, CCADB_P_3_2),
    remedy="Revoke this certificate too, or correct the status.",
    subjects=subjects,
    check=check,
)
