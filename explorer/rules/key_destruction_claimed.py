"""OCSP-capable key whose destruction is claimed, with no evidence found that proves it.

Why it matters: a statement without a report, without the key's hash, or about some copies only, leaves the question
of OCSP-001 open; what is missing can usually be added.

One finding is one key on an unexpired CA certificate with OCSPSigning under a trusted issuer, for which the register
holds claims only. Always medium. Each thing that is missing is named.

Limits: the register is kept by hand, and a claim may rest on a report that nobody has entered yet. That a claim is
incomplete does not say that it is wrong.

Traps: a report of the strongest form that lists labels but no hashes is still a claim.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import KeyId
from explorer.rules.citations import ARCP_1_1_5, CCADB_P_5_1, RFC_6960_4_2_2_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key
from explorer.rules.liveness import naming, trust_in_issuers, uses_of_issuers
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.reach import reach_under
from explorer.rules.status_power import issuers, keys_of_power, needed


def subjects(facts: Facts) -> Iterator[str]:
    """Keys of unexpired CA certificates with OCSPSigning, and of responders that others hold."""
    return iter(keys_of_power(facts))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key where its destruction matters and is only claimed."""
    key = KeyId(subject)
    if facts.key_life.state(key) is not KeyState.CLAIMED:
        return
    responders = needed(key, facts)
    if not responders:
        return
    above = tuple(sorted({ca for id_ in responders for ca in issuers(id_, facts)}))
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=Severity.MEDIUM,
        because=(
            "destruction of the key is claimed, no evidence found",
            *(f"missing: {gap}" for gap in facts.key_life.missing(key)),
            f"its issuer is trusted by {naming(uses_of_issuers(above, facts))}",
            texts_of_both_days(
                RULE.citations, facts.graph.certificates[responders[0]].not_before.date(), facts.as_of.date()
            ),
        ),
        certificate=responders[0],
        uses=uses_of_issuers(above, facts),
        proof=trust_in_issuers(above, facts),
        reach=reach_under(above, facts),
    )


RULE = Rule(
    id="KEY-002",
    name="key-destruction-claimed",
    title="OCSP-capable key, destruction claimed, no evidence found",
    kind=SubjectKind.KEY,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(ARCP_1_1_5, CCADB_P_5_1, RFC_6960_4_2_2_2),
    remedy="Add to the register what is missing: the report, its digest, the auditor, the hash of the key, the scope.",
    subjects=subjects,
    check=check,
)
