"""OCSP responder issued with another key of the CA's name than the certificates it answers for.

Why it matters: a responder must be issued by the CA whose certificates it answers for. RFC 6960 tolerates another key
of the same CA for the sake of old clients, discourages it, and lets clients refuse; then there is no status at all.

One finding is one unexpired responder certificate, no CA's, issued with one key of a name, that answers for what another
key of that name issued. Proved where an OCSP response says so; inferred where the other key has issued unexpired
certificates for more than 398 days and no responder of its own is at hand. Low; info where nobody trusts the other key.

Limits: responders and responses are those that were loaded; the other CA may sign its answers itself, or have a
responder that nobody gave us. What is inferred is a question.

Traps: a key rollover in progress: for its first 398 days the new key may borrow the old one's responder. Equal
names are equal as RFC 5280 7.1 compares them; one key in two encodings is one key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.model.key_use import UseKind
from explorer.rules.citations import BR_4_9_9, RFC_6960_4_2_2_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import naming, trust_in_issuers, uses_of_issuers
from explorer.rules.status_power import issuers, leaf_responders

IN_PROGRESS = timedelta(days=398)


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired responder certificates that are no CAs."""
    return leaf_responders(facts)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this responder if it answers for another key of its issuer's name."""
    certificate = CertificateId(subject)
    own = issuers(certificate, facts)
    others = [ca for ca in _namesakes(certificate, own, facts) if _issued(ca, facts)]
    proved = [ca for ca in others if _answers_for(certificate, ca, facts)]
    found = proved or [ca for ca in others if _depends(ca, facts)]
    if not own or not found:
        return
    uses = uses_of_issuers(found, facts)
    because = "an OCSP response shows it" if proved else "no responder of that key is at hand, and it issued long ago"
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=Severity.LOW if uses else Severity.INFO,
        confidence=Confidence.CERTAIN if proved else Confidence.INFERRED,
        because=(
            f"issued with key {_keys(own, facts)} of {facts.graph.cas[own[0]].name.short}, "
            f"it answers for what key {_keys(tuple(found), facts)} of that name issued: {because}",
            f"the other key is trusted by {naming(uses)}",
        ),
        uses=uses,
        proof=trust_in_issuers(found, facts),
    )


def _namesakes(certificate: CertificateId, own: tuple[CaId, ...], facts: Facts) -> list[CaId]:
    """CAs of the responder's issuer name with other keys than those that issued it."""
    keys = {facts.graph.cas[ca].key for ca in own}
    return [ca for ca in facts.graph.candidates(certificate) if facts.graph.cas[ca].key not in keys]


def _issued(ca: CaId, facts: Facts) -> list[CertificateId]:
    """What the CA issued, unexpired, rollover certificates of its own name left out."""
    found = (i.certificate for i in facts.graph.issued_by(ca))
    return [id_ for id_ in found if facts.unexpired(id_) and not facts.graph.certificates[id_].self_issued]


def _answers_for(certificate: CertificateId, ca: CaId, facts: Facts) -> bool:
    held = {facts.graph.certificates[id_].spki for id_ in facts.graph.cas[ca].certificates}
    key = facts.graph.certificates[certificate].key
    return any(use.signer == certificate and held & set(use.issuers) for use in facts.key_life.uses(key))


def _depends(ca: CaId, facts: Facts) -> bool:
    """The CA has issued for long, and neither it nor a responder of its own is seen to answer."""
    oldest = min(facts.graph.certificates[id_].not_before for id_ in _issued(ca, facts))
    if facts.as_of - oldest <= IN_PROGRESS or facts.signing.signers_for(ca):
        return False
    own = facts.key_life.uses(facts.graph.cas[ca].key)
    return not any(use.kind is UseKind.OCSP_RESPONSE and use.signer is None for use in own)


def _keys(cas: tuple[CaId, ...], facts: Facts) -> str:
    return ", ".join(sorted({facts.graph.cas[ca].spki[:16] for ca in cas}))


RULE = Rule(
    id="OCSP-006",
    name="responder-of-another-key",
    title="OCSP responder issued with another key of the CA",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(RFC_6960_4_2_2_2, BR_4_9_9),
    remedy="Issue one responder certificate with each key that issues.",
    subjects=subjects,
    check=check,
)
