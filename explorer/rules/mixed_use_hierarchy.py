"""Hierarchy of one root that serves purposes which the programs want in hierarchies of their own.

Why it matters: the requirements for TLS and for e-mail differ, and a hierarchy that serves both can be distrusted
only as a whole. The programs ask for dedicated hierarchies, each with its own dates.

One finding is one CA that is an anchor: medium, with one sentence for each program. Mozilla, from 2025-03-15: an
anchor for TLS and e-mail (older ones must move before 2028-12-31). Chrome, from 2026-02-05: a CA certificate below
it that Chrome trusts for TLS and that asserts more than TLS with TLS client, or, issued since 2026-06-15, more than TLS.
Apple: an anchor of 2024-04-15 or later for TLS and e-mail. CCADB: a cross-certificate over another root, issued since
2025-06-15, that joins TLS with e-mail, code signing or time stamping, or names no purpose.

Limits: when a program added a root, or when a sub-CA was disclosed, is not at hand; the certificate's own notBefore
stands for it, so that younger rules are missed for older certificates that came later. Exact sets of
purposes that the CCADB asks of cross-certificates are not followed.

Traps: each program has its own date; responder certificates and self-issued ones (key rollover) are exempt; a bit that ended by a cut-off is no bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from explorer.graph.reach import descendants
from explorer.model.certificate import Certificate
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import (
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL,
    EMAIL_PROTECTION,
    SERVER_AUTH,
    TIME_STAMP,
    TLS_SERVER,
    eku_name,
)
from explorer.rules.citations import (
    APPLE_DEDICATED,
    ARCP_2_1_3,
    CCADB_P_6_3,
    CROSS_HIERARCHIES,
    CRP_1_3_2,
    CRP_1_8,
    CRP_SERVER_ONLY,
    DEDICATED_ROOTS,
    MRSP_7_5,
)
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca

_MOVED_BY = date(2028, 12, 31)  # MRSP 3.0, section 7.5: dual-purpose roots
_TOLD = 5  # certificates named in a finding
_APART = frozenset({EMAIL_PROTECTION, CODE_SIGN, TIME_STAMP})


def subjects(facts: Facts) -> Iterator[str]:
    """CAs of anchors, once any of the texts is in force."""
    if facts.as_of.date() < min(DEDICATED_ROOTS, APPLE_DEDICATED, CRP_1_8, CROSS_HIERARCHIES):
        return
    certificates = facts.graph.certificates
    cas = {certificates[id_].ca for id_ in facts.included if id_ in certificates}
    yield from sorted(cas & facts.graph.cas.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this anchor's hierarchy."""
    ca = CaId(subject)
    anchors = [id_ for id_ in facts.graph.cas[ca].certificates if id_ in facts.included]
    because = [*_mozilla(anchors, facts), *_apple(anchors, facts), *_chrome(ca, anchors, facts), *_crossed(ca, facts)]
    if because:
        yield about_ca(RULE.id, ca, facts, severity=Severity.MEDIUM, because=because, certificate=anchors[0])


def _mozilla(anchors: list[CertificateId], facts: Facts) -> Iterator[str]:
    if facts.as_of.date() >= DEDICATED_ROOTS and any(_serves_both(id_, Program.MOZILLA, facts) for id_ in anchors):
        yield (
            f"Mozilla trusts it for TLS and e-mail: roots added since {DEDICATED_ROOTS} serve one of them,"
            f" others must move before {_MOVED_BY} (MRSP 7.5)"
        )


def _apple(anchors: list[CertificateId], facts: Facts) -> Iterator[str]:
    for id_ in anchors:
        since = facts.graph.certificates[id_].not_before
        if since >= _midnight(APPLE_DEDICATED) and _serves_both(id_, Program.APPLE, facts):
            yield f"Apple trusts it for TLS and e-mail, though it is of {since.date()} (ARCP 2.1.3, since {APPLE_DEDICATED})"


def _serves_both(anchor: CertificateId, program: Program, facts: Facts) -> bool:
    """Trusted as an anchor for TLS and for e-mail, neither ended by a cut-off."""
    today = facts.as_of.date()
    purposes = {
        use.purpose
        for use in facts.verdicts.uses(anchor)
        if use.program is program and (use.until is None or use.until >= today)
    }
    return {TLS_SERVER, EMAIL} <= purposes & {purpose for p, purpose in facts.included[anchor] if p is program}


def _chrome(ca: CaId, anchors: list[CertificateId], facts: Facts) -> Iterator[str]:
    """CA certificates that Chrome reaches from this very anchor and that assert too much."""
    asked = (Program.CHROME, TLS_SERVER)
    if facts.as_of.date() < CRP_1_8 or not any(asked in facts.included[id_] for id_ in anchors):
        return
    mixed: dict[CertificateId, Certificate] = {}
    for issuer in (ca, *sorted(descendants(facts.graph, ca))):
        for issuance in facts.graph.issued_by(issuer):
            certificate = facts.graph.certificates[issuance.certificate]
            if issuance.subject not in facts.graph.cas or certificate.self_issued or not _asserts_too_much(certificate):
                continue
            use = next((u for u in facts.verdicts.uses(certificate.id) if (u.program, u.purpose) == asked), None)
            if use is not None and facts.verdicts.proof(certificate.id, use)[0] in anchors:
                mixed[certificate.id] = certificate
    if mixed:
        shown = "; ".join(f"{id_} ({_words(mixed[id_])})" for id_ in sorted(mixed)[:_TOLD])
        more = f" and {len(mixed) - _TOLD} more" if len(mixed) > _TOLD else ""
        yield f"Chrome trusts CA certificates below it that assert more than TLS (CRP 1.3.2): {shown}{more}"


def _asserts_too_much(certificate: Certificate) -> bool:
    allowed = {SERVER_AUTH}
    if certificate.not_before < _midnight(CRP_SERVER_ONLY):
        allowed.add(CLIENT_AUTH)
    return certificate.eku is None or not certificate.eku <= allowed


def _crossed(ca: CaId, facts: Facts) -> Iterator[str]:
    """Cross-certificates that this CA gave to a root of another hierarchy."""
    for issuance in facts.graph.issued_by(ca):
        certificate = facts.graph.certificates[issuance.certificate]
        if certificate.not_before < _midnight(CROSS_HIERARCHIES) or certificate.self_issued:
            continue
        over_root = any(facts.graph.is_self_signed(id_) for id_ in facts.graph.siblings(certificate.id))
        mixed = certificate.eku is None or (SERVER_AUTH in certificate.eku and bool(certificate.eku & _APART))
        if over_root and mixed and facts.unexpired(certificate.id) and not facts.revoked(certificate.id):
            yield f"cross-certificate {certificate.id} over another root ({_words(certificate)}) (CCADB-P 6.3)"


def _words(certificate: Certificate) -> str:
    return "no EKU" if certificate.eku is None else ", ".join(sorted(map(eku_name, certificate.eku)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


RULE = Rule(
    id="PATH-007",
    name="mixed-use-hierarchy",
    title="Mixed-use hierarchy",
    kind=SubjectKind.CA,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=APPLE_DEDICATED,
    citations=(MRSP_7_5, CRP_1_3_2, ARCP_2_1_3, CCADB_P_6_3),
    remedy="A transition plan and a dedicated hierarchy for each purpose.",
    subjects=subjects,
    check=check,
)
