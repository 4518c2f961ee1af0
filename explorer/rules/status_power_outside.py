"""OCSP responder of a CA whose key another organisation holds.

Why it matters: the holder of a delegated responder's key can call any certificate of the issuer good or revoked, those
of sister organisations too. Nobody else sees it: a status answer leaves no public trace.

One finding is one unexpired certificate, of a CA or not, that names OCSPSigning, whose declared holder (or the one in the
register of key evidence) is another organisation than the issuer's. Critical where the issuer is trusted for TLS and
has sister CAs of other organisations, high else, low where nobody trusts the issuer. The sisters are named.

Limits: holders are as declared. A responder that a contractor runs for the owner looks like the owner's.

Traps: a responder without a record and without an entry in the register has an unknown holder, not an external one:
such CAs are listed one by one, such responders that are no CAs, which CCADB never lists, are counted in one line; a key
that is evidenced to be destroyed holds no power.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.citations import MRSP_8_4, RFC_6960_4_2_2_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import naming, trust_in_issuers
from explorer.rules.reach import reach_under
from explorer.rules.status_power import STATE_SENTENCE, ca_responders, leaf_responders, power_of

UNLISTED = "responders-without-record"  # the one subject for all leaves of which no source speaks
SISTERS_NAMED = 8  # the rest is counted


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired certificates with OCSPSigning, CAs and leaves; one stand-in for leaves of which no source speaks."""
    leaves = set(leaf_responders(facts))
    silent = {id_ for id_ in leaves if not facts.holder_of(id_) and not _registered(id_, facts)}
    yield from sorted({*ca_responders(facts), *leaves} - silent)
    if silent:
        yield UNLISTED


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this responder if another organisation holds its key."""
    if subject == UNLISTED:
        yield _unlisted()
        return
    certificate = facts.graph.certificates[CertificateId(subject)]
    state = facts.key_life.state(certificate.key)
    power = power_of(certificate.id, facts)
    if state is KeyState.EVIDENCED or not power.issuers:
        return
    registered = _registered(certificate.id, facts)
    outside = [holder for holder in registered if organisation_key(holder) not in power.organisations]
    holder = facts.holder_of(certificate.id)
    if power.outside:
        source = f"{holder} (CCADB record)"
    elif outside and power.organisations:
        source = f"{outside[0]} (register of key evidence)"
    else:
        why = facts.holder_unknown(certificate.id)
        if why and not registered and power.uses:
            yield cannot_tell(RULE.id, certificate.id, facts, f"who holds the responder's key is not known: {why}")
        return
    sisters = [facts.graph.certificates[id_].subject.short for id_ in power.sisters_of_others]
    severity = Severity.CRITICAL if power.for_tls and sisters else Severity.HIGH
    reach = reach_under(power.issuers, facts)
    yield about_certificate(
        RULE.id,
        certificate.id,
        facts,
        severity=severity if power.uses else Severity.LOW,
        confidence=Confidence.DISCLOSED,
        because=(
            f"its key is held by {source}, its issuer is "
            + " and ".join(facts.graph.cas[ca].name.short for ca in power.issuers),
            f"its issuer is trusted by {naming(power.uses)}",
            reach.sentence(),
            *_named(sisters),
            STATE_SENTENCE[state],
        ),
        uses=power.uses,
        proof=trust_in_issuers(power.issuers, facts),
        reach=reach,
    )


def _registered(id_: CertificateId, facts: Facts) -> list[str]:
    """Holders of its key in the register of key evidence."""
    key = facts.graph.certificates[id_].key
    return [record.holder for record in facts.key_life.evidence(key) if record.holder.strip()]


def _unlisted() -> Finding:
    return Finding(
        rule=RULE.id,
        kind=SubjectKind.RUN,
        subject=UNLISTED,
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN,
        status=Status.UNKNOWN,
        because=("who holds the keys of responder certificates that are no CAs is stated by no source at hand",),
    )


def _named(sisters: list[str]) -> Iterator[str]:
    if sisters:
        more = f" and {len(sisters) - SISTERS_NAMED} more" if len(sisters) > SISTERS_NAMED else ""
        yield f"it can answer for sister CAs of other organisations: {', '.join(sisters[:SISTERS_NAMED])}{more}"


RULE = Rule(
    id="OCSP-002",
    name="status-power-outside",
    title="OCSP status power held outside the owner",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.DISCLOSED,
    since=None,
    citations=(RFC_6960_4_2_2_2, MRSP_8_4),
    remedy="As for OCSP-001, and tell the owners of the sister CAs.",
    subjects=subjects,
    check=check,
)
