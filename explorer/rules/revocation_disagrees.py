"""CCADB and a list of revoked certificates say different things of one certificate, or CCADB takes a revocation back.

Why it matters: programs build their blocks from CCADB, clients read CRLs and OneCRL. Where they differ, the certificate is dead to some and
trusted by others.

One finding is one record of an unexpired intermediate: it says Not Revoked, and its issuer's CRL has it for more than seven days, or OneCRL has
it; it says Revoked, and its issuer's current complete CRL does not have it (medium); or it said Revoked on the stored day before and does
no more (high).

Limits: only CRLs that were read are known; where none was, one line of the run says so. A CRL that covers part of its
issuer's certificates does not show that one is missing.

Traps: Mozilla also puts certificates into OneCRL as a precaution, without a revocation by the CA. "Parent Cert Revoked" is no statement about the
certificate itself. A revocation that was entered by mistake is taken back by right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId, RecordId, SpkiHash
from explorer.model.key_use import KeyUse, UseKind
from explorer.rules.citations import CCADB_FIELDS_REVOCATION, CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_run
from explorer.rules.liveness import at_most_low_when_untrusted, naming
from explorer.store.key_uses import is_whole_list
from explorer.store.listing import ONECRL

ALLOWED = timedelta(days=7)
CRL = "crl"
NO_CRLS = "crls-not-read"


def subjects(facts: Facts) -> Iterator[str]:
    """Records of intermediates with a revocation anywhere, now or before; one stand-in where no CRL was read."""
    for id_, record in facts.records.items():
        at_hand = record.kind is RecordKind.INTERMEDIATE and record.certificate in facts.graph.certificates
        if at_hand and (record.certificate in facts.revocations or _taken_back(record, facts)):
            yield id_
    if not any(listed.name.startswith(f"{CRL}:") for listed in facts.lists):
        yield NO_CRLS


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record if two statements differ."""
    if subject == NO_CRLS:
        yield cannot_tell_of_run(
            RULE.id, subject, "no CRL was read: whether the issuers' CRLs agree with CCADB is not known"
        )
        return
    record = facts.records[RecordId(subject)]
    certificate = record.certificate
    if certificate is None or not facts.unexpired(certificate):
        return
    because = [*_listed_elsewhere(record, certificate, facts), *_missing_from_crl(record, certificate, facts)]
    severity = Severity.MEDIUM
    if _taken_back(record, facts):
        before = facts.history.before
        because.insert(
            0, f"record said Revoked on {before.day if before else ''}, says {record.revocation or 'nothing'} now"
        )
        severity = Severity.HIGH
    if because:
        uses = facts.verdicts.uses(certificate)
        yield about_record(
            RULE.id,
            record,
            facts,
            severity=at_most_low_when_untrusted(severity, uses),
            because=(*because, f"trusted by {naming(uses)}"),
        )


def _taken_back(record: Disclosure, facts: Facts) -> bool:
    then = facts.said_before.get(record.record)
    return (
        then is not None
        and then.revocation is RevocationStatus.REVOKED
        and record.revocation is not RevocationStatus.REVOKED
    )


def _listed_elsewhere(record: Disclosure, certificate: CertificateId, facts: Facts) -> Iterator[str]:
    """Statements of lists against a record that says Not Revoked."""
    if record.revocation is not RevocationStatus.NOT_REVOKED:
        return
    for revocation in facts.revocations.get(certificate, ()):
        since = revocation.since
        if revocation.source == CRL and (since is None or since + ALLOWED < facts.as_of.date()):
            yield f"record says Not Revoked, its issuer's CRL has had it since {since or 'a day not told'}"
        elif revocation.source == ONECRL:
            yield f"record says Not Revoked, OneCRL has it since {since or 'a day not told'} ({revocation.reason or 'no reason told'})"


def _missing_from_crl(record: Disclosure, certificate: CertificateId, facts: Facts) -> Iterator[str]:
    """A record that says Revoked against current complete CRLs of its issuers, of after the record said so first."""
    if record.revocation is not RevocationStatus.REVOKED:
        return
    if any(revocation.source == CRL for revocation in facts.revocations.get(certificate, ())):
        return
    since = min((r.since for r in facts.revocations.get(certificate, ()) if r.since is not None), default=record.day)
    for issuance in facts.graph.issuers_of(certificate):
        known = facts.graph.cas.get(issuance.issuer)
        for spki in sorted({facts.graph.certificates[id_].spki for id_ in known.certificates} if known else ()):
            use = _current_crl(spki, facts)
            if use is not None and use.this_update.date() > since + ALLOWED:
                yield f"record says Revoked, the CRL of {use.this_update.date()} of its issuer does not have it"


def _current_crl(spki: SpkiHash, facts: Facts) -> KeyUse | None:
    """The newest complete CRL of a key, unless its next one is due; none when the key signs as several names."""
    if sum(is_whole_list(listed.name, spki) for listed in facts.lists) != 1:
        return None
    key = next((c.key for c in facts.graph.certificates.values() if c.spki == spki), None)
    found = [use for use in facts.key_life.uses(key) if use.kind is UseKind.CRL] if key else []
    newest = max(found, key=lambda use: (use.this_update, use.id), default=None)
    return newest if newest and (newest.next_update is None or newest.next_update >= facts.as_of) else None


RULE = Rule(
    id="DISC-003",
    name="revocation-disagrees",
    title="Statements about a revocation disagree",
    kind=SubjectKind.RECORD,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_FIELDS_REVOCATION, CCADB_P_3_2),
    remedy="Correct the record, or the CRL.",
    subjects=subjects,
    check=check,
)
