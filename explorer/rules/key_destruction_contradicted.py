"""Key that was used, or reported as present, after its destruction was evidenced or claimed.

Why it matters: either the destruction did not happen, or a copy survived, or a report is wrong. Each of them undoes
what others rely on, so the key has to be treated as existing.

One finding is one key in state contradicted, whatever its certificates are trusted for today: critical.

Limits: use is seen only in what is at hand: certificates, CRLs, OCSP responses, and records of use in the register. Times
are those inside the signed objects, which their signer writes.

Traps: an OCSP response that says it was produced before, and a CRL of which its producer says so in the register, are
notes, whatever later date they carry; a day of clock skew is allowed; an answer signed by a sister's key says nothing about this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.evidence import KeyState
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import KeyId
from explorer.rules.citations import ARCP_1_1_5, CCADB_P_5_1, MRSP_3_1_3
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key
from explorer.rules.liveness import best_uses, uses_of_issuers, uses_of_key
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.status_power import issuers, needed


def subjects(facts: Facts) -> Iterator[str]:
    """Keys of which the register speaks."""
    return filter(lambda key: facts.key_life.state(key) is KeyState.CONTRADICTED, facts.graph.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key."""
    key = KeyId(subject)
    certificates = facts.graph.certificates_of_key(key)
    above = {ca for id_ in needed(key, facts) for ca in issuers(id_, facts)}
    shown = next((id_ for id_ in certificates if facts.verdicts.live(id_)), certificates[0])
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=Severity.CRITICAL,
        because=(
            "evidence of the key's destruction is contradicted",
            *facts.key_life.contradictions(key),
            *facts.key_life.notes(key),
            texts_of_both_days(RULE.citations, facts.graph.certificates[shown].not_before.date(), facts.as_of.date()),
        ),
        certificate=shown,
        uses=best_uses((uses_of_key(key, facts), uses_of_issuers(above, facts))),
    )


RULE = Rule(
    id="KEY-003",
    name="key-destruction-contradicted",
    title="Evidence of key destruction is contradicted",
    kind=SubjectKind.KEY,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(ARCP_1_1_5, CCADB_P_5_1, MRSP_3_1_3),
    remedy="File an incident report, and treat the key as existing.",
    subjects=subjects,
    check=check,
)
