"""Aftermath: the answer to "what if these were gone", CA by CA: who loses the last path for what, and through whom others survive.

Lists hold what the question is about: its programs and purposes. A CA loses a use when none of its certificates has it any more: one with a cross-certificate may lose a certificate and
keep its trust. Nothing is estimated; the certificates are those of `analysis/distrust.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.analysis.distrust import Consequences, Fate
from explorer.model.finding import Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.rules.facts import Facts
from explorer.trust.masks import Distrust
from explorer.views.hierarchy import Hierarchy, Member

Pair = tuple[Program, Purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaFate:
    """What becomes of one CA or responder."""

    member: Member
    is_named: bool  # one of its certificates is among those that the question does not believe
    lost: tuple[Use, ...]  # no path any more
    limited: tuple[Use, ...]  # still trusted, only for what was issued before
    kept: tuple[Use, ...]
    elsewhere: tuple[Use, ...]  # uses that the question is not about: as before
    through: tuple[CertificateId, ...]  # a path that still holds for one of those kept, anchor first

    @property
    def loses_all(self) -> bool:
        """Nothing is left of what the question is about."""
        return bool(self.lost) and not self.kept and not self.limited

    @property
    def word(self) -> str:
        """Its fate in one word."""
        return (
            "loses all" if self.loses_all else "loses some" if self.lost else "limited" if self.limited else "keeps all"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCount:
    """One program and purpose: how many CAs lose the last path, are limited, keep it all the same."""

    program: Program
    purpose: Purpose
    lost: int
    limited: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """The answer, CA by CA. Each list is sorted: CAs first that are not named, then by owner, name and id."""

    losing: tuple[CaFate, ...]
    limited: tuple[CaFate, ...]
    keeping: tuple[CaFate, ...]
    pairs: tuple[PairCount, ...]  # by purpose and program, those of which something is lost or limited
    owners: tuple[tuple[str, int], ...]  # of CAs that lose: owner and how many, most first
    certificates: int  # that lose or are limited
    untouched: int  # CAs below that have no use which the question is about
    unasked: int  # certificates not compared: the time was up

    def fate_of(self) -> dict[CaId, CaFate]:
        """Fates by CA."""
        return {fate.member.id: fate for part in (self.losing, self.limited, self.keeping) for fate in part}


def aftermath(facts: Facts, hierarchy: Hierarchy, answer: Consequences) -> Aftermath:
    """Bring the fates of certificates together by CA. Linear in them."""
    by_certificate = {fate.certificate: fate for fate in answer.fates}
    members = dict.fromkeys(m for c in by_certificate if (m := hierarchy.of_certificate(c)) is not None)
    named = {m for c in answer.question.certificates if (m := hierarchy.of_certificate(c)) is not None}
    every = [_of_ca(facts, hierarchy.members[m], by_certificate, answer.question, is_named=m in named) for m in members]
    fates = [fate for fate in every if fate.lost or fate.limited or fate.kept]
    fates.sort(key=lambda f: (f.is_named, f.member.sort_key))
    losing = tuple(f for f in fates if f.lost)
    owners: dict[str, int] = {}
    for fate in losing:
        owners[fate.member.owner] = owners.get(fate.member.owner, 0) + 1
    return Aftermath(
        losing=losing,
        limited=tuple(f for f in fates if f.limited and not f.lost),
        keeping=tuple(f for f in fates if f.kept and not f.lost and not f.limited),
        pairs=_pairs(fates),
        owners=tuple(sorted(owners.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))),
        certificates=sum(bool(fate.lost or fate.limited) for fate in answer.fates),
        untouched=len(every) - len(fates),
        unasked=answer.unasked,
    )


def _of_ca(
    facts: Facts, member: Member, fates: dict[CertificateId, Fate], question: Distrust, *, is_named: bool
) -> CaFate:
    before: dict[Pair, list[Use]] = {}
    after: dict[Pair, list[Use]] = {}
    through: tuple[CertificateId, ...] = ()
    for certificate in member.certificates:
        fate = fates.get(certificate)
        uses = facts.verdicts.uses(certificate)
        for use in uses:
            before.setdefault((use.program, use.purpose), []).append(use)
        for use in uses if fate is None else (*fate.kept, *fate.limited):
            after.setdefault((use.program, use.purpose), []).append(use)
        if fate is not None and fate.survives_through and not through:
            through = fate.survives_through
        elif fate is None and not through:
            own = next((use for use in uses if question.concerns(use.program, use.purpose)), None)
            through = facts.verdicts.proof(certificate, own) if own else ()
    lost, limited, kept, elsewhere = [], [], [], []
    for pair, uses_ in before.items():
        if not question.concerns(*pair):
            elsewhere.append(_of(uses_))
            continue
        was, now = _latest(uses_), _latest(after.get(pair, []))
        if now is None:
            lost.append(_of(uses_))
        elif _reach(now) < _reach(was):
            limited.append(now)
        else:
            kept.append(now)
    return CaFate(
        member=member,
        is_named=is_named,
        lost=tuple(sorted(lost, key=str)),
        limited=tuple(sorted(limited, key=str)),
        kept=tuple(sorted(kept, key=str)),
        elsewhere=tuple(sorted(elsewhere, key=str)),
        through=through if kept else (),
    )


def _latest(uses: Iterable[Use]) -> Use | None:
    """The one that reaches farthest."""
    return max(uses, key=_reach, default=None)


def _of(uses: Iterable[Use]) -> Use:
    return max(uses, key=_reach)


def _reach(use: Use | None) -> date:
    if use is None:
        return date.min
    return use.until or date.max


def _pairs(fates: Iterable[CaFate]) -> tuple[PairCount, ...]:
    counts: dict[Pair, list[int]] = {}
    for fate in fates:
        for place, uses in enumerate((fate.lost, fate.limited, fate.kept)):
            for use in uses:
                counts.setdefault((use.program, use.purpose), [0, 0, 0])[place] += 1
    return tuple(
        PairCount(program=program, purpose=purpose, lost=lost, limited=limited, kept=kept)
        for (program, purpose), (lost, limited, kept) in sorted(
            counts.items(), key=lambda item: (item[0][1], item[0][0])
        )
        if lost or limited
    )
