"""CA that Certificate Transparency shows and CCADB does not.

Why it matters: a CA that nobody disclosed has no owner, no audit and no policy in public, and still is believed.

One finding is one CA certificate that stands in a log, in the chain of an entry or as an entry of its own, that is unexpired and
trusted, and whose fingerprint no row of the newest all-records list has. High where it is trusted for TLS or e-mail and not
technically constrained; medium where it is constrained, since 2022-07-01, or where that can't be told; low for other purposes. One
higher, with the tag possibly_external, where its subject names an organisation that no record of its issuer's owner names. A CA
that only signs precertificates below a trusted CA is told as one, low: it issues nothing by itself, but is to be listed.

Limits: a submitter may put any certificate into a chain, so the log only shows that the certificate exists; that it is believed is
proved by signatures on a path, not by the chain. A place in a log counts as such only where the log's signed head covers it; where
none does, the finding says so. What is in no log that was read is not found.

Traps: a certificate of the last seven days before the list may still be listed in time, and a list older than the certificate can't
have it; the second is told as unknown once the week is over; a self-issued certificate of a key rollover stays silent where the new
key is listed by another certificate, and is told as unknown where it is not; roots that logs accept are candidates, no evidence, and
private ones are trusted by nobody; an undisclosed CA below an undisclosed CA is told too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from explorer.model.answer import Truth
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import EMAIL, PRECERTIFICATE_SIGN, TLS_SERVER
from explorer.model.sighting import Place, Sighting
from explorer.operators.names import organisation_key
from explorer.rules.citations import (
    ARCP_2_1_1,
    CCADB_P_3_2,
    DISCLOSURE_TEXT,
    MRSP_DISCLOSURE,
)
from explorer.rules.constraint_words import constrained_sentences
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell, cannot_tell_of_run
from explorer.rules.liveness import is_for, naming, trust_in_issuers, uses_of_issuers, why_unknown
from explorer.rules.policy_days import texts_of_both_days
from explorer.rules.suspicion import ccadb_lists

ALLOWED = timedelta(days=7)
CONSTRAINED_DUE = date(2022, 7, 1)  # MRSP 2.8, section 5.3.2: by then the constrained ones had to be listed
TAG = "possibly_external"
NO_LIST = "no-all-records-list"


def subjects(facts: Facts) -> Iterator[str]:
    """CA certificates in chains and entries that no row has; one stand-in where there is no list to look into."""
    if not facts.records:
        yield from (NO_LIST,) if facts.sightings else ()
        return
    if facts.as_of.date() >= DISCLOSURE_TEXT:
        yield from (id_ for id_ in sorted(facts.sightings) if _is_undisclosed(id_, facts))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate, if it had to be listed by now."""
    if subject == NO_LIST:
        yield cannot_tell_of_run(RULE.id, subject, "no all-records list of this day is stored: nothing to compare with")
        return
    certificate = CertificateId(subject)
    is_signer = facts.graph.certificates[certificate].eku == frozenset({PRECERTIFICATE_SIGN})
    issuers = [issuance.issuer for issuance in facts.graph.issuers_of(certificate)]
    uses = uses_of_issuers(issuers, facts) if is_signer else facts.verdicts.uses(certificate)
    truth = facts.constrained(certificate)
    if not is_signer and (why := why_unknown(certificate, facts)):
        yield cannot_tell(RULE.id, certificate, facts, _seen(certificate, facts), f"whether it is trusted: {why}")
        return
    if not uses or (truth is Truth.YES and facts.as_of.date() < CONSTRAINED_DUE):
        return
    listed = _day_of_list(facts)
    if listed - facts.graph.certificates[certificate].not_before.date() <= ALLOWED:
        if facts.as_of.date() - facts.graph.certificates[certificate].not_before.date() > ALLOWED:
            yield cannot_tell(
                RULE.id, certificate, facts, _seen(certificate, facts),
                f"the newest all-records list, of {listed}, is from before it was due",
            )  # fmt: skip
        return
    if _is_self_issued(certificate, facts):
        yield cannot_tell(
            RULE.id, certificate, facts, _seen(certificate, facts),
            "its issuer's own name on a key that no list has: a key rollover that is not listed yet, or a CA that is not disclosed",
        )  # fmt: skip
        return
    severity = _severity(is_signer, is_for(uses, TLS_SERVER, EMAIL), truth)
    stranger = "" if is_signer else _stranger(certificate, facts)
    yield about_certificate(
        RULE.id,
        certificate,
        facts,
        severity=severity.raised() if stranger else severity,
        because=(
            _seen(certificate, facts),
            f"no row of the all-records list of {listed} has its fingerprint",
            _issued_by(certificate, facts),
            *(("it signs precertificates only, for the CA that issued it",) if is_signer else ()),
            *(() if is_signer else (*constrained_sentences(certificate, facts), f"trusted by {naming(uses)}")),
            *((f"{TAG}: {stranger}",) if stranger else ()),
            texts_of_both_days(
                RULE.citations, facts.graph.certificates[certificate].not_before.date(), facts.as_of.date()
            ),
        ),
        uses=uses,
        proof=(*trust_in_issuers(issuers, facts), certificate) if is_signer else None,
    )


def _is_undisclosed(certificate: CertificateId, facts: Facts) -> bool:
    """A CA's, in force, in a chain or entry, in no row; neither an anchor nor a rollover to a key that is listed."""
    known = facts.graph.certificates.get(certificate)
    return (
        known is not None
        and certificate not in facts.records_of
        and certificate not in facts.included
        and any(sighting.place is not Place.ROOT for sighting in facts.sightings[certificate])
        and facts.may_issue(certificate)
        and facts.unexpired(certificate)
        and not facts.revoked(certificate)
        and not (_is_self_issued(certificate, facts) and _is_listed_otherwise(certificate, facts))
    )


def _is_self_issued(certificate: CertificateId, facts: Facts) -> bool:
    known = facts.graph.certificates[certificate]
    return known.subject.key == known.issuer.key


def _is_listed_otherwise(certificate: CertificateId, facts: Facts) -> bool:
    """Another certificate of the same name and key is a record's or an anchor."""
    return any(s in facts.records_of or s in facts.included for s in facts.graph.siblings(certificate))


def _severity(is_signer: bool, is_in_scope: bool, constrained: Truth) -> Severity:
    if is_signer or not is_in_scope:
        return Severity.LOW
    return Severity.HIGH if constrained is Truth.NO else Severity.MEDIUM


def _day_of_list(facts: Facts) -> date:
    """The day of the newest all-records list in use."""
    return max((listed.day for listed in ccadb_lists(facts)), default=facts.as_of.date())


def _seen(certificate: CertificateId, facts: Facts) -> str:
    """Where it was seen; a log that signed for it comes before files that nobody signed for."""
    places = [one for one in facts.sightings[certificate] if one.place is not Place.ROOT]
    places.sort(key=lambda one: (not one.is_verified, one.place is not Place.ENTRY, one.log, one.log_id))
    more = f", and in {len(places) - 1} more places" if len(places) > 1 else ""
    return f"seen in {_words(places[0])}{more}"


def _words(sighting: Sighting) -> str:
    log = f"the log {sighting.log}" if sighting.is_verified else f"files named {sighting.log} (head unverified)"
    when = f" of {sighting.first_seen:%Y-%m-%d}" if sighting.first_seen else ""
    how = "as entry" if sighting.place is Place.ENTRY else "in the chain of entry"
    return f"{log}, {how} {sighting.first_entry}{when}"


def _issued_by(certificate: CertificateId, facts: Facts) -> str:
    issuers = sorted({issuance.issuer for issuance in facts.graph.issuers_of(certificate)})
    names = sorted({facts.graph.cas[ca].name.text for ca in issuers})
    owners = sorted(_owners(certificate, facts))
    return f"issued by {'; '.join(names)}, " + (
        f"a CA of {'; '.join(owners)}" if owners else "which is not listed either"
    )


def _owners(certificate: CertificateId, facts: Facts) -> set[str]:
    """CA Owners of the records of its issuers."""
    return {
        record.owner
        for issuance in facts.graph.issuers_of(certificate)
        for above in facts.graph.cas[issuance.issuer].certificates
        for record in facts.records_of.get(above, ())
    }


def _stranger(certificate: CertificateId, facts: Facts) -> str:
    """Which organisation its subject names, if none that the records of its issuer's owner name; empty otherwise."""
    named = facts.graph.certificates[certificate].subject.organisation
    owners = {organisation_key(owner) for owner in _owners(certificate, facts)}
    if not organisation_key(named) or not owners or organisation_key(named) in owners:
        return ""
    for id_, records in facts.records_of.items():
        for record in records:
            if organisation_key(record.owner) in owners:
                own = facts.graph.certificates.get(id_)
                names = (record.subordinate_owner or "", own.subject.organisation if own else "")
                if organisation_key(named) in map(organisation_key, names):
                    return ""
    return f"the subject names {named}, which no record of the issuer's owner names"


RULE = Rule(
    id="DISC-001",
    name="undisclosed-ca",
    title="Undisclosed CA seen in Certificate Transparency",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.CRITICAL,
    confidence=Confidence.CERTAIN,
    since=DISCLOSURE_TEXT,
    citations=(MRSP_DISCLOSURE, CCADB_P_3_2, ARCP_2_1_1),
    remedy="Disclose it, and report the incident.",
    subjects=subjects,
    check=check,
)
