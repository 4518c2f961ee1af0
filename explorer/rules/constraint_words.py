"""How findings speak of constraints: the definition is always named, at the day and at issuance."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.model.answer import Answer, Truth
from explorer.model.ids import CertificateId
from explorer.rules.facts import Facts
from explorer.trust.definitions import mrsp

_WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "can't be told", Truth.SILENT: "does not speak to it"}

_TITLES = {
    "v25": "CCADB-Tools constraints_v25",
    "v29": "CCADB-Tools constraints_v29",
    "crtsh": "crt.sh is_technically_constrained",
    "ccadb": "the CCADB column Technically Constrained",
}


def constrained_sentences(certificate: CertificateId, facts: Facts) -> tuple[str, ...]:
    """Whether it is constrained under the basis of the run, and under the policy of its day."""
    answer = facts.constraints.decide(facts.basis, certificate)
    if facts.basis != "mrsp":
        return (f"constrained under {_TITLES.get(facts.basis, facts.basis)}: {_said(answer)}",)
    now = mrsp.in_force(facts.as_of).number
    then = mrsp.in_force(facts.graph.certificates[certificate].not_before).number
    first = f"constrained under MRSP {now} in force on {facts.as_of.date()}: {_said(answer)}"
    if then == now:
        return (f"{first}; the same text was in force at issuance",)
    old = facts.constraints.at_issuance(certificate)
    old = Answer(truth=old.truth, reason=old.reason.removeprefix(f"MRSP {then}: "))
    return (f"{first}; under MRSP {then} in force at issuance: {_said(old)}",)


def constraint_unknown(certificate: CertificateId, facts: Facts) -> str:
    """Why the basis of the run can't tell."""
    return "constrained: " + _said(facts.constraints.decide(facts.basis, certificate))


def why_not(certificate: CertificateId, facts: Facts) -> str:
    """The condition that the basis of the run finds lacking."""
    return facts.constraints.decide(facts.basis, certificate).reason


def undone_under(certificate: CertificateId, others: Iterable[CertificateId], facts: Facts) -> str:
    """Which of the other readings call this certificate constrained and one of `others` not."""
    found = [
        name
        for name in ("v25", "v29", "crtsh", "mrsp")
        if name != facts.basis
        and facts.constraints.decide(name, certificate).truth is Truth.YES
        and any(facts.constraints.decide(name, other).truth is Truth.NO for other in others)
    ]
    return ", ".join(found) or "no other definition"


def _said(answer: Answer) -> str:
    return f"{_WORDS[answer.truth]} ({answer.reason})" if answer.reason else _WORDS[answer.truth]
