"""Profile: what one screen says of a CA or responder without a scroll: who, trusted where, limited how, which evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.model.evidence import KeyState
from explorer.model.finding import Finding, Use
from explorer.model.ids import CertificateId, KeyId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.operators.roles import Role
from explorer.rules.facts import Facts
from explorer.rules.liveness import best_uses
from explorer.trust.constraint_check import DEFINITIONS
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.transparency import sighting_lines

SHOWN_PATHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """What one definition says of the certificates of the CA that count, or of all when none does; roots apart."""

    name: str
    answers: tuple[tuple[Truth, int], ...]  # with the number of certificates, in the order of `Truth`
    reason: str  # the one reason, or those of all answers
    is_basis: bool  # the definition that decides in this run


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPath:
    """One path that holds, anchor first, and what it proves."""

    certificates: tuple[Certificate, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All of the pane."""

    member: Member
    subject: str
    roles: tuple[Role, ...]
    since: str  # first stored day on which a record of it stood as it does; empty: no record
    uses: tuple[Use, ...]
    programs: tuple[Program, ...]  # programs of the matrix
    purposes: tuple[Purpose, ...]  # purposes of the matrix
    unknown: tuple[str, ...]  # why trust can't be told
    definitions: tuple[DefinitionRow, ...]
    key: KeyId
    spki: str
    algorithm: str
    key_state: KeyState
    key_missing: tuple[str, ...]
    key_contradictions: tuple[str, ...]
    shared_with: int  # other CAs with the same key
    answers_for: int  # certificates whose OCSP status its key can state as a delegate
    power_under: tuple[str, ...]  # names of the issuers that gave the power
    signers: int  # delegates that can answer for what it issued
    paths: tuple[ProofPath, ...]  # ranked: shorter first, then by ids
    more_paths: int
    seen: tuple[tuple[str, str], ...]  # where CT logs show its certificates: what, and in which log
    findings: tuple[Finding, ...]
    untold: tuple[Finding, ...]


def profile_of(assessment: Assessment, hierarchy: Hierarchy, member: Member) -> Profile:
    """The profile of one member of the hierarchy."""
    facts = assessment.facts
    certificates = [facts.graph.certificates[c] for c in member.certificates]
    first = certificates[-1]
    roles = tuple(role for c in member.certificates for role in facts.roles.of_certificate(c))
    records = [record for c in member.certificates for record in facts.records_of.get(c, ())]
    paths = _paths(facts, member.certificates)
    anchors = facts.verdicts.anchors.anchored
    uses = best_uses(facts.verdicts.uses(c) for c in member.certificates)
    power = {ca for c in member.certificates for ca in facts.signing.power_under(c)}
    return Profile(
        member=member,
        subject=first.subject.text,
        roles=roles,
        since=min((r.since.isoformat() for r in records), default=""),
        uses=uses,
        programs=tuple(sorted({a.program for a in anchors})),
        purposes=tuple(sorted({u.purpose for u in uses})),
        unknown=tuple(sorted({why for c in member.certificates if (why := facts.verdicts.unknown(c))})),
        definitions=tuple(_definitions(facts, certificates)),
        key=first.key,
        spki=first.spki,
        algorithm=f"{first.key_algorithm} {first.key_bits or ''}".strip(),
        key_state=facts.key_life.state(first.key),
        key_missing=facts.key_life.missing(first.key),
        key_contradictions=facts.key_life.contradictions(first.key),
        shared_with=len([ca for ca in facts.graph.cas_of_key(first.key) if ca != member.id]),
        answers_for=len({c for own in member.certificates for c in facts.signing.can_sign_for(own)}),
        power_under=tuple(sorted(facts.graph.cas[ca].name.short for ca in power)),
        signers=0 if member.is_responder else len(facts.signing.signers_for(member.id)),
        paths=paths[:SHOWN_PATHS],
        more_paths=max(len(paths) - SHOWN_PATHS, 0),
        seen=tuple(
            (f"{name}: {what}" if len(member.certificates) == 1 else f"{name} ({c[:8]}…): {what}", log)
            for c in member.certificates
            if c in facts.sightings
            for name, what, log in sighting_lines(facts, c)
        ),
        findings=hierarchy.findings_of(member.id),
        untold=hierarchy.untold_of(member.id),
    )


def _definitions(facts: Facts, certificates: list[Certificate]) -> Iterable[DefinitionRow]:
    counted = [c for c in certificates if c.valid_at(facts.as_of) and not facts.revoked(c.id)] or certificates
    subordinate = [c for c in counted if not facts.graph.is_self_signed(c.id)]
    if not subordinate:
        return
    for name in DEFINITIONS:
        answers = [facts.constraints.decide(name, c.id) for c in subordinate]
        counts = tuple((t, n) for t in Truth if (n := sum(a.truth is t for a in answers)))
        reasons = list(dict.fromkeys(answer.reason for answer in answers))
        yield DefinitionRow(name=name, answers=counts, reason=" | ".join(reasons), is_basis=name == facts.basis)


def _paths(facts: Facts, certificates: Iterable[CertificateId]) -> tuple[ProofPath, ...]:
    """The proofs of every use of every certificate, equal ones joined."""
    proofs: dict[tuple[CertificateId, ...], set[Use]] = {}
    for certificate in certificates:
        for use in facts.verdicts.uses(certificate):
            path = facts.verdicts.proof(certificate, use)
            if path:
                proofs.setdefault(path, set()).add(use)
    return tuple(
        ProofPath(certificates=tuple(facts.graph.certificates[c] for c in path), uses=tuple(sorted(uses, key=str)))
        for path, uses in sorted(proofs.items(), key=lambda item: (len(item[0]), -len(item[1]), item[0]))
    )
