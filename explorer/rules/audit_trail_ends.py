"""Key whose audit trail ends without a closing event.

Why it matters: a CA key stays in the yearly audits until it was listed once after its last certificate ended or after
its destruction. Where the listing just stops, nobody has said what became of the key.

One finding is one key that is on no trusted certificate, that an auditor's document in the register lists for the last
time more than 457 days ago (a year, and three months to publish), and that no such document lists after its last certificate
expired or was revoked, nor calls destroyed. Low.

Limits: subca does not read audit statements: only what somebody has entered in the register of key evidence is known
(`Form` of an auditor, `Event-Date` the day up to which the document speaks). One line of each run says so, as unknown.

Traps: a trusted certificate on the key: its audits are the business of AUD-001. A key that was parked is listed as
parked. Expiry by itself closes nothing: the listing after it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from explorer.keys.record_dates import STRONG_FORMS, days_of
from explorer.model.evidence import Evidence
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import CertificateId, KeyId
from explorer.rules.citations import CCADB_P_5_1, MRSP_3_1_3
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key

CONTENTS = "audit-contents"  # the one subject for all keys of which no auditor's document was entered
LONGEST = timedelta(days=457)
_AUDITORS = (*STRONG_FORMS, "auditor_period_report")
_LISTING = frozenset({"generated", "parked", "certified", "used", "misuse-excluded", "revoked", "retired"})


def subjects(facts: Facts) -> Iterator[str]:
    """Keys that an auditor's document lists; one stand-in for all others."""
    yield from filter(lambda key: _listings(key, facts), facts.graph.keys())
    yield CONTENTS


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key if its listing stops too early."""
    if subject == CONTENTS:
        yield _contents_unread()
        return
    key = KeyId(subject)
    certificates = facts.graph.certificates_of_key(key)
    last = max(day for day, _ in _listings(key, facts))
    closed = max(_ended(id_, facts) for id_ in certificates)
    if facts.as_of.date() - last <= LONGEST or last >= closed or _destroyed(key, facts):
        return
    if any(facts.verdicts.live(id_) for id_ in certificates):
        return
    newest = max(certificates, key=lambda id_: (facts.graph.certificates[id_].not_after, id_))
    ended = (
        f"its last certificate ended on {closed}" if closed <= facts.as_of.date() else "a certificate is still valid"
    )
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=Severity.LOW,
        because=(
            f"last listed by an auditor on {last}, {(facts.as_of.date() - last).days} days ago",
            f"{ended}; no document of an auditor lists the key after that, or calls it destroyed",
            "no evidence found of what became of the key",
        ),
        certificate=newest,
    )


def _listings(key: KeyId, facts: Facts) -> list[tuple[date, Evidence]]:
    """Auditors' documents that list the key as existing or ended, with the day up to which they speak."""
    return [
        (days.last, record)
        for record in facts.key_life.evidence(key)
        if record.form in _AUDITORS and record.event in _LISTING and (days := days_of(record)) is not None
    ]


def _destroyed(key: KeyId, facts: Facts) -> bool:
    return any(r.event == "destroyed" and r.form in STRONG_FORMS for r in facts.key_life.evidence(key))


def _ended(id_: CertificateId, facts: Facts) -> date:
    """When the certificate stopped to count: its expiry, or the first day on which a source called it revoked."""
    revoked = [r.since for r in facts.revocations.get(id_, ()) if r.since is not None]
    return min([facts.graph.certificates[id_].not_after.date(), *revoked])


def _contents_unread() -> Finding:
    return Finding(
        rule=RULE.id,
        kind=SubjectKind.RUN,
        subject=CONTENTS,
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN,
        status=Status.UNKNOWN,
        because=(
            "audit statements are not read: of keys that the register does not list, the audit trail is not known",
        ),
    )


RULE = Rule(
    id="KEY-007",
    name="audit-trail-ends",
    title="Audit trail of a key ends without a closing event",
    kind=SubjectKind.KEY,
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_5_1, MRSP_3_1_3),
    remedy="Show the closing audit, or evidence of what became of the key.",
    subjects=subjects,
    check=check,
)
