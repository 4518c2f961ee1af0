"""CA that a program trusts only for what was issued up to a day, or whose root key comes of age.

Why it matters: the CA looks trusted, and is, for old certificates; new ones are refused. Whoever relies on it has to move,
and a CA that goes on issuing after the day issues certificates that nobody takes.

One finding is one CA for which every path in some program and purpose carries a cut-off, or whose Mozilla root comes to
the end of its bits by the age of its key within a year of the day, or has passed it. Info; medium where a certificate at
hand was issued after the last of its cut-offs and the CA is trusted nowhere without one.

Limits: the age of a key is counted from notBefore of the oldest self-signed certificate with the key. The key may be
older, the true day earlier. Mozilla takes the websites bit 15 years after the key was made, the e-mail bit 18; the later
days that it gives keys made before 2014-04-15 are not among the stored texts and are followed as known to this project.
Only CA and responder certificates are at hand, so that issuance of others after the day is not seen.

Traps: a program's purpose of signing OCSP answers is no reason to issue, and its cut-off none; another anchor without a cut-off keeps the CA live, and the use is not listed; where a program's cut-off is stated
without a date, that of the statement stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind, Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, OCSP_SIGNING, TLS_SERVER, Purpose
from explorer.rules.citations import MRSP_7_4, ROOT_AGE_TEXT
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca
from explorer.rules.liveness import naming, strongest_use

NOTICE = timedelta(days=365)  # how long before the day a root is named (our choice)
_AGES = {TLS_SERVER: 15, EMAIL: 18}  # years from the making of the key, MRSP 7.4
_OLD_KEYS = (  # keys made before -> websites bit taken; e-mail three years later (MRSP 7.4, not among the stored texts)
    (date(2006, 1, 1), date(2025, 4, 15)),
    (date(2008, 1, 1), date(2026, 4, 15)),
    (date(2010, 1, 1), date(2027, 4, 15)),
    (date(2012, 1, 1), date(2028, 4, 15)),
    (date(2014, 4, 15), date(2029, 4, 15)),
)


def subjects(facts: Facts) -> Iterator[str]:
    """CAs with a cut-off in some program, and those of Mozilla's roots once keys have an age."""
    aged: set[CaId] = set()
    if facts.as_of.date() >= ROOT_AGE_TEXT:
        aged = {facts.graph.certificates[id_].ca for id_ in facts.included if id_ in facts.graph.certificates}
    yield from sorted((aged | _below_cut_anchors(facts)) & facts.graph.cas.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if trust in it ends by a date."""
    ca = facts.graph.cas[CaId(subject)]
    aged = facts.as_of.date() >= ROOT_AGE_TEXT and any(id_ in facts.included for id_ in ca.certificates)
    if not aged and not any(use.until for id_ in ca.certificates for use in facts.verdicts.uses(id_)):
        return
    uses = facts.verdicts.uses_of_ca(ca.id)
    ending = tuple(use for use in uses if use.until is not None and use.purpose != OCSP_SIGNING)
    aging = tuple(_of_age(ca.id, uses, facts))
    if not ending and not aging:
        return
    late = _issued_after(ca.id, uses, facts)
    shown = strongest_use(ending or uses)
    certificate, proof = _shortest(ca.certificates, shown, facts)
    yield about_ca(
        RULE.id,
        ca.id,
        facts,
        severity=Severity.MEDIUM if late else Severity.INFO,
        because=(
            *([f"trusted only for what was issued up to a day: {naming(ending)}"] if ending else []),
            *([f"issued after all of that: {', '.join(late)}"] if late else []),
            *aging,
        ),
        certificate=certificate,
        proof=proof,
    )


def _below_cut_anchors(facts: Facts) -> set[CaId]:
    """CAs of anchors with a cut-off, and all below them."""
    certificates = facts.graph.certificates
    found = {
        certificates[anchor.certificate].ca
        for anchor in facts.verdicts.anchors.anchored
        if anchor.until is not None and anchor.certificate in certificates
    }
    pending = list(found)
    while pending:
        for issuance in facts.graph.issued_by(pending.pop()):
            if issuance.subject not in found:
                found.add(issuance.subject)
                pending.append(issuance.subject)
    return found


def _shortest(
    certificates: tuple[CertificateId, ...], use: Use, facts: Facts
) -> tuple[CertificateId, tuple[CertificateId, ...]]:
    """The certificate and path that carry the use, so that the proof bears the cut-off that is told."""
    holding = [
        (not any(own == use for own in facts.verdicts.uses(id_)), len(path), path, id_)
        for id_ in certificates
        if (path := facts.verdicts.proof(id_, use))
    ]
    _, _, path, certificate = min(holding)
    return certificate, path


def _issued_after(ca: CaId, uses: tuple[Use, ...], facts: Facts) -> list[str]:
    """Certificates at hand that the CA issued after its last cut-off; none while any use has none."""
    cuts = [use.until for use in uses if use.until is not None]
    if not cuts or len(cuts) < len(uses):
        return []
    last = datetime.combine(max(cuts) + timedelta(days=1), time(), UTC)
    certificates = facts.graph.certificates
    late = {i.certificate for i in facts.graph.issued_by(ca) if certificates[i.certificate].not_before >= last}
    return [f"certificate {id_} of {certificates[id_].not_before.date()}" for id_ in sorted(late)]


def _of_age(ca: CaId, uses: tuple[Use, ...], facts: Facts) -> Iterator[str]:
    """Mozilla's bits that the age of the key ends soon; a bit with a cut-off ends by that."""
    today = facts.as_of.date()
    if today < ROOT_AGE_TEXT:
        return
    stated = {
        purpose
        for id_ in facts.graph.cas[ca].certificates
        for program, purpose in facts.included.get(id_, ())
        if program is Program.MOZILLA
    }
    made = [
        facts.graph.certificates[id_].not_before.date()
        for id_ in facts.graph.certificates_of_key(facts.graph.cas[ca].key)
        if facts.graph.is_self_signed(id_)
    ]
    for purpose in sorted(stated & _AGES.keys()):
        cut = any(use.program is Program.MOZILLA and use.purpose == purpose and use.until for use in uses)
        if made and not cut and (due := due_by_age(min(made), purpose)) - NOTICE <= today:
            yield (
                f"its key is at least of {min(made)} (oldest self-signed certificate): Mozilla's bit for {purpose} ends"
                f" by {due} at the latest (MRSP 7.4)"
            )


def due_by_age(made: date, purpose: Purpose) -> date:
    """The day on which Mozilla takes the bit from a root whose key was made on a day."""
    for before, websites in _OLD_KEYS:
        if made < before:
            return websites if purpose == TLS_SERVER else websites.replace(year=websites.year + 3)
    year = made.year + _AGES[purpose]
    return date(year, 3, 1) if (made.month, made.day) == (2, 29) else made.replace(year=year)


RULE = Rule(
    id="PATH-006",
    name="trust-ends-by-date",
    title="Trust ends by date",
    kind=SubjectKind.CA,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(MRSP_7_4,),
    remedy="Plan the migration; stop issuing where nobody takes the new certificates.",
    subjects=subjects,
    check=check,
)
