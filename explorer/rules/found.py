"""Findings with their columns filled: about a certificate, a key, a record, or one that can't be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.disclosure import Disclosure
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind, Use
from explorer.model.ids import CaId, CertificateId, KeyId, RecordId
from explorer.rules.facts import Facts
from explorer.rules.liveness import uses_of_key
from explorer.rules.reach import Reach


def about_certificate(
    rule: str,
    certificate: CertificateId,
    facts: Facts,
    *,
    severity: Severity,
    because: Iterable[str],
    confidence: Confidence = Confidence.CERTAIN,
    status: Status = Status.OPEN,
    uses: tuple[Use, ...] | None = None,  # None: those of the certificate
    proof: tuple[CertificateId, ...] | None = None,  # None: the shortest path to the certificate
    reach: Reach | None = None,
) -> Finding:
    """A finding whose subject is a certificate, at hand or only known by its fingerprint."""
    known = facts.graph.certificates.get(certificate)
    if uses is None:
        uses = facts.verdicts.uses(certificate) if known else ()
    draft = _Draft(
        rule=rule, severity=severity, because=tuple(because), confidence=confidence, status=status, uses=uses
    )
    return _filled(draft, SubjectKind.CERTIFICATE, certificate, certificate, facts, proof, reach)


def about_key(
    rule: str,
    key: KeyId,
    facts: Facts,
    *,
    severity: Severity,
    because: Iterable[str],
    certificate: CertificateId,  # the one that stands for the key in tables
    status: Status = Status.OPEN,
    uses: tuple[Use, ...] | None = None,  # None: those of all certificates on the key
    proof: tuple[CertificateId, ...] | None = None,
    reach: Reach | None = None,
) -> Finding:
    """A finding whose subject is a key."""
    draft = _Draft(
        rule=rule,
        severity=severity,
        because=tuple(because),
        confidence=Confidence.CERTAIN,
        status=status,
        uses=uses_of_key(key, facts) if uses is None else uses,
    )
    return _filled(draft, SubjectKind.KEY, key, certificate, facts, proof, reach)


def about_ca(
    rule: str,
    ca: CaId,
    facts: Facts,
    *,
    severity: Severity,
    because: Iterable[str],
    certificate: CertificateId,  # the one that stands for the CA in tables
    confidence: Confidence = Confidence.CERTAIN,
    status: Status = Status.OPEN,
    proof: tuple[CertificateId, ...] | None = None,  # None: the shortest path to the certificate
) -> Finding:
    """A finding whose subject is a CA, with the programs of all its certificates."""
    draft = _Draft(
        rule=rule,
        severity=severity,
        because=tuple(because),
        confidence=confidence,
        status=status,
        uses=facts.verdicts.uses_of_ca(ca),
    )
    return _filled(draft, SubjectKind.CA, ca, certificate, facts, proof, None)


def about_record(
    rule: str,
    record: Disclosure,
    facts: Facts,
    *,
    severity: Severity,
    because: Iterable[str],
    confidence: Confidence = Confidence.CERTAIN,
    status: Status = Status.OPEN,
    proof: tuple[CertificateId, ...] | None = None,
) -> Finding:
    """A finding whose subject is a CCADB record; programs are those of its certificate, where that is at hand."""
    certificate = facts.graph.certificates.get(record.certificate) if record.certificate else None
    ca: CaId | None = certificate.ca if certificate else None
    subject: RecordId = record.record
    return Finding(
        rule=rule,
        kind=SubjectKind.RECORD,
        subject=subject,
        severity=severity,
        confidence=confidence,
        status=status,
        because=tuple(because),
        uses=facts.verdicts.uses(certificate.id) if certificate else (),
        proof=proof if proof is not None else facts.verdicts.proof(certificate.id) if certificate else (),
        certificate=record.certificate,
        ca=ca,
        key=certificate.key if certificate else None,
        record=subject if subject in facts.records else None,  # one of before: no list of today has it
        owner=record.owner,
    )


def cannot_tell(rule: str, certificate: CertificateId, facts: Facts, *missing: str) -> Finding:
    """The rule could fire on this certificate, but a value that it needs is not known."""
    return about_certificate(
        rule, certificate, facts, severity=Severity.INFO, status=Status.UNKNOWN, because=missing, proof=None
    )


def cannot_tell_of_record(rule: str, record: Disclosure, facts: Facts, *missing: str) -> Finding:
    """The rule could fire on this record, but a value that it needs is not known."""
    return about_record(rule, record, facts, severity=Severity.INFO, status=Status.UNKNOWN, because=missing)


def cannot_tell_of_run(rule: str, subject: str, *missing: str) -> Finding:
    """One line for all subjects of a rule of which a source that was not read, or a day, would have to tell."""
    return Finding(
        rule=rule,
        kind=SubjectKind.RUN,
        subject=subject,
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN,
        status=Status.UNKNOWN,
        because=missing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What a rule says; the other columns follow from a certificate."""

    rule: str
    severity: Severity
    because: tuple[str, ...]
    confidence: Confidence
    status: Status
    uses: tuple[Use, ...]


def _filled(
    draft: _Draft,
    kind: SubjectKind,
    subject: str,
    certificate: CertificateId,
    facts: Facts,
    proof: tuple[CertificateId, ...] | None,
    reach: Reach | None,
) -> Finding:
    """The finding with the columns of the certificate that stands for its subject; no proof given: its shortest path."""
    known = facts.graph.certificates.get(certificate)
    role = facts.roles.strongest(certificate)
    if proof is None:
        proof = facts.verdicts.proof(certificate) if known else ()
    return Finding(
        rule=draft.rule,
        kind=kind,
        subject=subject,
        severity=draft.severity,
        confidence=draft.confidence,
        status=draft.status,
        because=draft.because,
        uses=draft.uses,
        proof=proof,
        certificate=certificate,
        ca=known.ca if known else None,
        key=known.key if known else None,
        record=role.record if role else None,
        owner=facts.owner_of(certificate),
        reach_certificates=reach.certificates if reach else None,
        reach_owners=len(reach.owners) if reach else None,
    )
