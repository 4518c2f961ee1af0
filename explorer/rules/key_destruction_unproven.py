"""OCSP-capable key, given up, of whose destruction no evidence was found.

Why it matters: once a CA certificate with OCSPSigning is revoked, only the destruction of its key ends its power over
its issuer's certificates. A missing proof is rarely a breach by itself; it is a risk that nobody has answered.

One finding is one key that is on an unexpired CA certificate with OCSPSigning under a trusted issuer, of which some
such certificate is revoked or which the register calls retired, and about whose destruction the register holds no
record. Critical where the issuer is trusted for TLS, medium for other purposes only. The key of a responder that is no
CA counts where another organisation than the issuer's is known to hold it.

Limits: the register is kept by hand. No record means no evidence found, never that the key exists. No text says in so
many words that a key must be destroyed: those cited ask for reports and audits, and are told for both days.

Traps: while no certificate is revoked and the CA is in use, OCSP-001 speaks and this flag is silent; the same where
the key is in use in another trusted certificate without OCSPSigning: then destruction is not expected, though the old
power stays (OCSP-001, OCSP-003). One key in two encodings is one key.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CertificateId, KeyId
from explorer.rules.citations import ARCP_1_1_5, CCADB_P_5_1, MRSP_3_1_3, RFC_6960_4_2_2_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key
from explorer.rules.liveness import naming, trust_in_issuers, uses_of_issuers
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.reach import reach_under
from explorer.rules.status_power import (
    is_ca_responder,
    issuers,
    issuers_unknown,
    keys_of_power,
    needed,
    revocation_sentence,
    severity_by_issuers,
)


def subjects(facts: Facts) -> Iterator[str]:
    """Keys of unexpired CA certificates with OCSPSigning, and of responders that others hold."""
    return iter(keys_of_power(facts))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key where destruction is expected and the register is silent."""
    key = KeyId(subject)
    if facts.key_life.state(key) is not KeyState.SILENT:
        return
    responders = needed(key, facts)
    if not responders:
        yield from _trust_unknown(key, facts)
        return
    revoked = [id_ for id_ in responders if facts.revoked(id_)]
    if not (revoked or _is_retired(key, facts)) or _in_use_elsewhere(key, facts):
        return
    above = tuple(sorted({ca for id_ in responders for ca in issuers(id_, facts)}))
    reach = reach_under(above, facts)
    shown = (revoked or list(responders))[0]
    given_up = [f"certificate {id_} is {revocation_sentence(id_, facts)}" for id_ in revoked]
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=severity_by_issuers(responders, facts),
        because=(
            *(given_up or ["the register calls the CA retired"]),
            f"valid until {max(facts.graph.certificates[id_].not_after for id_ in responders).date()}, with OCSPSigning",
            f"its issuer is trusted by {naming(uses_of_issuers(above, facts))}",
            reach.sentence(),
            "no evidence found that the key was destroyed: the register holds no record of it",
            texts_of_both_days(RULE.citations, facts.graph.certificates[shown].not_before.date(), facts.as_of.date()),
        ),
        certificate=shown,
        uses=uses_of_issuers(above, facts),
        proof=trust_in_issuers(above, facts),
        reach=reach,
    )


def _trust_unknown(key: KeyId, facts: Facts) -> Iterator[Finding]:
    """The one thing that is not known is whether anybody trusts an issuer."""
    given_up = [id_ for id_ in facts.graph.certificates_of_key(key) if is_ca_responder(id_, facts)]
    if not any(facts.revoked(id_) for id_ in given_up) and not _is_retired(key, facts):
        return
    why = next(filter(None, (issuers_unknown(issuers(id_, facts), facts) for id_ in given_up)), "")
    if why:
        yield about_key(
            RULE.id,
            key,
            facts,
            severity=Severity.INFO,
            status=Status.UNKNOWN,
            because=(f"whether its issuer is trusted can't be told: {why}",),
            certificate=given_up[0],
        )


def _is_retired(key: KeyId, facts: Facts) -> bool:
    return any(record.event == "retired" for record in facts.key_life.evidence(key))


def _in_use_elsewhere(key: KeyId, facts: Facts) -> bool:
    """A trusted certificate without the power is on the key: nobody expects its destruction."""
    return any(_in_use(id_, facts) for id_ in facts.graph.certificates_of_key(key))


def _in_use(id_: CertificateId, facts: Facts) -> bool:
    return (
        facts.unexpired(id_) and not facts.revoked(id_) and not is_ca_responder(id_, facts) and facts.verdicts.live(id_)
    )


RULE = Rule(
    id="KEY-001",
    name="key-destruction-unproven",
    title="OCSP-capable key, no evidence of destruction found",
    kind=SubjectKind.KEY,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(ARCP_1_1_5, CCADB_P_5_1, MRSP_3_1_3, RFC_6960_4_2_2_2),
    remedy="Publish an auditor's report that names the SHA-256 of the key's SPKI as destroyed.",
    subjects=subjects,
    check=check,
)
