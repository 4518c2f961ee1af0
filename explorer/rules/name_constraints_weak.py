"""Name constraints that limit nothing, are malformed, or that some clients do not apply.

Why it matters: a constrained CA needs neither audit nor approval of its own. A subtree that permits every name, or an
extension that a client cannot read or may ignore, keeps the exemption and takes the limit.

One finding is one CA certificate with name constraints, unexpired and revoked by no source. Medium where every host name
or mailbox is permitted although the certificate is called constrained (by CCADB or by the definition of the run) and is
meant for them; low for an area that permits every name elsewhere, for a part that can't be read, for minimum or
maximum, for a subtree that begins with a dot or a wildcard among host names, and for a mailbox among permitted mail
domains; info for a mailbox before 2023-09-01 and for a TLS CA whose constraints are not critical.

Limits: the certificate is judged by itself; CAs above may limit it all the same, which the trust path shows.

Traps: an excluded zero-length name is a full exclusion and proper; permitting every address of one family beside host
names is not a permission of every name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.model.constraint import NameConstraints, NameKind, Subtree
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.model.purpose import EMAIL, EMAIL_PROTECTION, SERVER_AUTH, TLS_SERVER
from explorer.rules.citations import BR_7_1_2_5, RFC_5280_4_2_1_10, SBR_7_1_5, SBR_LIMITS
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.rules.liveness import at_most_low_when_untrusted
from explorer.trust.subtrees import IP_HEX_DIGITS

_SBR = datetime.combine(SBR_LIMITS, time(), UTC)
_MEANT_FOR = {NameKind.DNS: (SERVER_AUTH, TLS_SERVER), NameKind.EMAIL: (EMAIL_PROTECTION, EMAIL)}


def subjects(facts: Facts) -> Iterator[str]:
    """CA certificates with name constraints, unexpired and not revoked."""
    for id_, certificate in facts.graph.certificates.items():
        has = certificate.name_constraints is not None or "name_constraints" in certificate.unread
        if has and facts.may_issue(id_) and facts.unexpired(id_) and not facts.revoked(id_):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate, its gravest fault first."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    constraints = certificate.name_constraints
    faults: list[tuple[Severity, str]] = []
    if constraints is None or constraints.problem or "name_constraints" in certificate.unread:
        why = (constraints.problem if constraints else "") or certificate.tier_reason
        faults.append((Severity.LOW, f"a part of its name constraints can't be read: {why}"))
    if constraints is not None:
        faults += [*_boundless(certificate, constraints, facts), *_form(certificate, constraints)]
        if not constraints.critical and _is_meant_for(certificate, NameKind.DNS, facts):
            faults.append((Severity.INFO, "its name constraints are not critical: clients that do not know them go on"))
    if faults:
        faults.sort(key=lambda fault: fault[0].rank)
        yield about_certificate(
            RULE.id,
            certificate.id,
            facts,
            severity=at_most_low_when_untrusted(faults[0][0], facts.verdicts.uses(certificate.id)),
            because=tuple(why for _, why in faults),
        )


def _boundless(certificate: Certificate, constraints: NameConstraints, facts: Facts) -> Iterator[tuple[Severity, str]]:
    """Forms of which subtrees are permitted, one of them holding every name of the form, and that are not excluded in whole."""
    for kind in (NameKind.DNS, NameKind.EMAIL, NameKind.DIRECTORY):
        if not _holds_all(constraints.permitted_of(kind)) or _holds_all(constraints.excluded_of(kind)):
            continue
        undone = (
            kind in _MEANT_FOR
            and _is_meant_for(certificate, kind, facts)
            and _is_called_constrained(certificate, facts)
        )
        called = ", though it is called constrained" if undone else ""
        yield Severity.MEDIUM if undone else Severity.LOW, f"permits every {kind.value}{called}"
    permitted = constraints.permitted_of(NameKind.IP)
    if all(_holds_all([s for s in permitted if len(s.value) == digits]) for digits in IP_HEX_DIGITS.values()):
        yield Severity.LOW, "permits every iPAddress of both families"


def _holds_all(subtrees: Iterable[Subtree]) -> bool:
    """One of them is zero-length; for an address, its mask and address are all zero."""
    return any(
        not subtree.value or (subtree.kind is NameKind.IP and set(subtree.value) == {"0"}) for subtree in subtrees
    )


def _is_called_constrained(certificate: Certificate, facts: Facts) -> bool:
    return facts.constrained(certificate.id) is Truth.YES or any(
        record.technically_constrained for record in facts.records_of.get(certificate.id, ())
    )


def _form(certificate: Certificate, constraints: NameConstraints) -> Iterator[tuple[Severity, str]]:
    every = (*constraints.permitted, *constraints.excluded)
    if any(subtree.minimum or subtree.maximum is not None for subtree in every):
        yield Severity.LOW, "minimum or maximum in a subtree (RFC 5280 4.2.1.10 asks for 0 and none)"
    dotted = [s for s in every if s.kind is NameKind.DNS and s.value.startswith((".", "*"))]
    if dotted:
        yield (
            Severity.LOW,
            f"dNSName subtrees that begin with a dot or a wildcard, which clients read differently: {_told(dotted)}",
        )
    mailboxes = [s for s in constraints.permitted_of(NameKind.EMAIL) if "@" in s.value]
    if mailboxes:
        severity = Severity.LOW if certificate.not_before >= _SBR else Severity.INFO
        yield (
            severity,
            f"rfc822Name subtrees that are no host or domain (SBR 7.1.5, since {SBR_LIMITS}): {_told(mailboxes)}",
        )


def _told(subtrees: list[Subtree]) -> str:
    shown = ", ".join(repr(subtree.text) for subtree in subtrees[:3])
    return shown if len(subtrees) <= 3 else f"{shown} and {len(subtrees) - 3} more"


def _is_meant_for(certificate: Certificate, kind: NameKind, facts: Facts) -> bool:
    oid, purpose = _MEANT_FOR[kind]
    return facts.verdicts.live(certificate.id, purpose) if certificate.eku is None else oid in certificate.eku


RULE = Rule(
    id="PATH-005",
    name="name-constraints-weak",
    title="Name constraints limit nothing or are malformed",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(RFC_5280_4_2_1_10, BR_7_1_2_5, SBR_7_1_5),
    remedy="Reissue with subtrees that name hosts, domains and directory names, and nothing else.",
    subjects=subjects,
    check=check,
)
