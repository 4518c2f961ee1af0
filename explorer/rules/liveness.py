"""What the trust in a subject does to a finding: which programs are named, and how severe it can be."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.model.finding import Severity, Use
from explorer.model.ids import CaId, CertificateId, KeyId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_SERVER, Purpose
from explorer.rules.facts import Facts
from explorer.trust.anchors import UNKNOWN_PURPOSE


def is_for(uses: Iterable[Use], *purposes: Purpose) -> bool:
    """Whether one of the uses is for one of the purposes."""
    return any(use.purpose in purposes for use in uses)


def best_uses(groups: Iterable[Iterable[Use]]) -> tuple[Use, ...]:
    """The uses of several certificates as one list: no cut-off beats any, a later one beats an earlier."""
    best: dict[tuple[Program, Purpose], Use] = {}
    for uses in groups:
        for use in uses:
            known = best.get((use.program, use.purpose))
            if known is None or (known.until is not None and (use.until is None or use.until > known.until)):
                best[use.program, use.purpose] = use
    return tuple(best[pair] for pair in sorted(best))


def strongest_use(uses: Iterable[Use]) -> Use:
    """The use that proves most: TLS before others, then in order."""
    return min(uses, key=lambda use: (use.purpose != TLS_SERVER, use.program, use.purpose))


def uses_of_key(key: KeyId, facts: Facts) -> tuple[Use, ...]:
    """Programs and purposes of every certificate on the key."""
    return best_uses(facts.verdicts.uses(c) for c in facts.graph.certificates_of_key(key))


def uses_of_issuers(issuers: Iterable[CaId], facts: Facts) -> tuple[Use, ...]:
    """Programs and purposes of any of these CAs."""
    return best_uses(facts.verdicts.uses_of_ca(ca) for ca in issuers)


def trust_in_issuers(issuers: Iterable[CaId], facts: Facts) -> tuple[CertificateId, ...]:
    """The shortest path that makes one of these CAs trusted, for TLS where there is one; anchor first."""
    paths: list[tuple[bool, int, tuple[CertificateId, ...]]] = []
    for ca in issuers:
        for certificate in facts.graph.cas[ca].certificates:
            uses = facts.verdicts.uses(certificate)
            if uses:
                path = facts.verdicts.proof(certificate, strongest_use(uses))
                paths.append((not is_for(uses, TLS_SERVER), len(path), path))
    return min(paths)[2] if paths else ()


def why_unknown(certificate: CertificateId, facts: Facts) -> str:
    """Why it can't be told whether the certificate is live for TLS or e-mail; empty when it can."""
    uses = facts.verdicts.uses(certificate)
    if is_for(uses, TLS_SERVER, EMAIL):
        return ""
    unstated = sorted({str(use.program) for use in uses if use.purpose == UNKNOWN_PURPOSE})
    if unstated:
        return f"included by {', '.join(unstated)} for purposes that no source at hand states"
    return facts.verdicts.unknown(certificate)


def at_most_low_when_untrusted(severity: Severity, uses: tuple[Use, ...]) -> Severity:
    """A finding about what nobody trusts is kept, but not above low (docs/method.md)."""
    return severity if uses or severity.rank > Severity.LOW.rank else Severity.LOW


def naming(uses: Iterable[Use]) -> str:
    """The uses as a list in a sentence."""
    return ", ".join(str(use) for use in uses) or "no program"
