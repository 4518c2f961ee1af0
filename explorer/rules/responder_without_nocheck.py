"""OCSP responder certificate without id-pkix-ocsp-nocheck.

Why it matters: without it a client has to ask for the status of the responder, which the responder itself answers;
every Baseline Requirements text at hand asks for it.

One finding is one unexpired responder certificate that is no CA and lacks the extension. Medium; low where its issuer is
trusted for neither TLS nor e-mail; info where nobody trusts the issuer.

Limits: responder certificates are in no list of CCADB; only those that were loaded are seen. Where none was
loaded, the rule says so instead of staying silent.

Traps: a CA certificate with OCSPSigning belongs to OCSP-001 and is not raised again.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.keys.status_signing import ResponderClass
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.rules.citations import BR_4_9_9, MRSP_5_2, NOCHECK_TEXT, SBR_4_9_9
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import is_for, naming, trust_in_issuers
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.status_power import issuers, leaf_responders, power_of

NO_RESPONDERS = "no-responders"  # the one subject of a run without responder certificates


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired responder certificates that are no CAs; one stand-in where none was loaded."""
    if not facts.graph.responders:
        yield NO_RESPONDERS
    yield from leaf_responders(facts)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this responder."""
    if subject == NO_RESPONDERS:
        yield Finding(
            rule=RULE.id,
            kind=SubjectKind.RUN,
            subject=NO_RESPONDERS,
            severity=Severity.INFO,
            confidence=Confidence.CERTAIN,
            status=Status.UNKNOWN,
            because=("no responder certificates were loaded: whether they have nocheck is not known",),
        )
        return
    certificate = CertificateId(subject)
    if facts.signing.class_of(certificate) is not ResponderClass.RESP_NO_NOCHECK:
        return
    uses = power_of(certificate, facts).uses
    severity = Severity.MEDIUM if is_for(uses, TLS_SERVER, EMAIL) else Severity.LOW
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=severity if uses else Severity.INFO,
        because=(
            "responder certificate without nocheck (BR 4.9.9)",
            f"its issuer is trusted by {naming(uses)}",
            texts_of_both_days(
                RULE.citations, facts.graph.certificates[certificate].not_before.date(), facts.as_of.date()
            ),
        ),
        uses=uses,
        proof=trust_in_issuers(issuers(certificate, facts), facts),
    )


RULE = Rule(
    id="OCSP-004",
    name="responder-without-nocheck",
    title="OCSP responder certificate lacks nocheck",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=NOCHECK_TEXT,
    citations=(BR_4_9_9, SBR_4_9_9, MRSP_5_2),
    remedy="Issue a new responder certificate with the extension.",
    subjects=subjects,
    check=check,
)
