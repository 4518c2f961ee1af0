"""Which certificates undo a constraint: unconstrained, unexpired, unrevoked and trusted (docs/constrained.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.model.answer import Truth
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.rules.facts import Facts
from explorer.rules.liveness import why_unknown


def same_name(certificate: CertificateId, facts: Facts) -> tuple[CertificateId, ...]:
    """Other certificates on its key under its name; names that are encoded differently but equal count."""
    name = facts.graph.certificates[certificate].subject.key
    return tuple(
        other
        for other in facts.graph.key_siblings(certificate)
        if other != certificate and facts.graph.certificates[other].subject.key == name
    )


def other_names(certificate: CertificateId, facts: Facts) -> tuple[CertificateId, ...]:
    """Certificates on its key under another name."""
    name = facts.graph.certificates[certificate].subject.key
    return tuple(
        other for other in facts.graph.key_siblings(certificate) if facts.graph.certificates[other].subject.key != name
    )


def candidates(facts: Facts) -> Iterator[CertificateId]:
    """Unexpired CA certificates whose key has others, anchors and self-signed ones left out; in order of id."""
    for id_ in facts.graph.certificates:
        if len(facts.graph.key_siblings(id_)) == 1 or not facts.may_issue(id_) or not facts.unexpired(id_):
            continue
        if not facts.graph.is_self_signed(id_) and id_ not in facts.included:
            yield id_


def undoing(
    certificate: CertificateId, others: Iterable[CertificateId], facts: Facts
) -> dict[CertificateId, tuple[Use, ...]]:
    """Those of `others` that undo it, and for which uses; the ones for TLS first, then by id."""
    anchored = {pair for sibling in same_name(certificate, facts) for pair in facts.included.get(sibling, ())}
    found: dict[CertificateId, tuple[Use, ...]] = {}
    for other in others:
        if _stands(other, facts) and facts.constrained(other) is Truth.NO:
            uses = tuple(
                use
                for use in facts.verdicts.uses(other)
                if use.purpose in (TLS_SERVER, EMAIL) and (use.program, use.purpose) not in anchored
            )
            if uses:
                found[other] = uses
    tls = {other for other, uses in found.items() if any(use.purpose == TLS_SERVER for use in uses)}
    return {other: found[other] for other in sorted(found, key=lambda other: (other not in tls, other))}


def doubtful(others: Iterable[CertificateId], facts: Facts) -> str:
    """Why one of `others` may undo it and can't be told to; empty when none may. Asked when none does."""
    for other in sorted(others):
        if not _stands(other, facts) or other in facts.included:
            continue
        truth = facts.constrained(other)
        why = why_unknown(other, facts)
        if truth is Truth.UNKNOWN and (why or facts.verdicts.live(other, TLS_SERVER, EMAIL)):
            answer = facts.constraints.decide(facts.basis, other)
            return f"whether certificate {other} of the same key is constrained can't be told: {answer.reason}"
        if truth is Truth.NO and why:
            return f"whether certificate {other} of the same key is trusted can't be told: {why}"
    return ""


def _stands(other: CertificateId, facts: Facts) -> bool:
    return (
        facts.may_issue(other)
        and facts.unexpired(other)
        and not facts.revoked(other)
        and not facts.graph.is_self_signed(other)
    )
