"""Trust of one CA as the screen shows it: program by purpose in one word each, and the paths behind a chosen word.

The matrix asks the engine, which has judged everything already. The paths of one cell are listed when somebody asks,
for one program and purpose: first those that hold, then near misses, each with the condition that fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.analysis.assess import Assessment
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import CODE_SIGNING, EMAIL, EV, TLS_CLIENT, TLS_SERVER, Purpose
from explorer.rules.facts import Facts
from explorer.rules.liveness import best_uses
from explorer.trust.anchors import UNKNOWN_PURPOSE
from explorer.trust.verdict import JudgedPath, Refusal, State
from explorer.views.hierarchy import Member
from explorer.views.paths import verdicts

ALWAYS = (TLS_SERVER, EV, EMAIL, CODE_SIGNING)
"""Purposes that have a row even where nobody trusts the CA for them."""

_FIRST = (*ALWAYS, TLS_CLIENT)
MOST_CERTIFICATES = 6  # of one CA that are looked at for a cell
MOST_PATHS = 25  # listed for each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCell:
    """One program, one purpose, the best answer of all certificates of the CA."""

    program: Program
    purpose: Purpose
    state: State
    until: date | None  # CONDITIONAL: last day of issuance that counts

    @property
    def word(self) -> str:
        """The answer as one word."""
        if self.state is State.CONDITIONAL and self.until is not None:
            return f"until {self.until.isoformat()}"
        return {State.LIVE: "live", State.UNKNOWN: "unknown"}.get(self.state, "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustMatrix:
    """All cells by row; rows of which every cell is "no" stand in `refused`."""

    programs: tuple[Program, ...]
    rows: tuple[tuple[TrustCell, ...], ...]
    refused: tuple[tuple[TrustCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPath:
    """One path of a cell, anchor or topmost certificate first."""

    certificates: tuple[CertificateId, ...]
    state: State
    until: date | None
    refusal: Refusal | None  # None: the path holds


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAnswer:
    """Why a cell says what it says."""

    cell: TrustCell
    paths: tuple[CellPath, ...]  # proofs first, then refused ones, near misses before paths without an anchor
    proofs: int  # how many of `paths` hold
    more: bool  # other paths were not listed
    unseen: int  # older certificates of the CA that were not looked at
    notes: tuple[str, ...]  # which statements of the programs were used

    @property
    def is_refused(self) -> bool:
        """No path holds: the paths say why not."""
        return not self.proofs


def matrix_of(assessment: Assessment, member: Member) -> TrustMatrix:
    """The table of one CA or responder."""
    facts = assessment.facts
    anchored = facts.verdicts.anchors.anchored
    programs = tuple(sorted({a.program for a in anchored}))
    spoken = {a.purpose for a in anchored} - {UNKNOWN_PURPOSE}
    uses = {(u.program, u.purpose): u for u in best_uses(facts.verdicts.uses(c) for c in member.certificates)}
    purposes = sorted(spoken, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), p))
    rows = [tuple(_cell(facts, member, program, p, uses) for program in programs) for p in purposes]
    kept = [row for row in rows if row[0].purpose in ALWAYS or any(cell.state is not State.DEAD for cell in row)]
    return TrustMatrix(
        programs=programs, rows=tuple(kept), refused=tuple(row for row in rows if row not in kept) if programs else ()
    )


def answer_of(assessment: Assessment, member: Member, program: Program, purpose: Purpose) -> CellAnswer:
    """The paths of one cell. Cost: one listing for each certificate looked at (bounded steps)."""
    facts = assessment.facts
    asked = _most_telling(facts, member.certificates, Use(program=program, purpose=purpose))
    found = verdicts(assessment, asked[:MOST_CERTIFICATES], (program,), (purpose,), shown=MOST_PATHS)
    proofs = sorted(
        (
            CellPath(certificates=v.proof, state=v.state, until=v.until, refusal=None)
            for v in found
            if v.proof and v.state in (State.LIVE, State.CONDITIONAL)
        ),
        key=lambda p: (p.state is not State.LIVE, -(p.until or date.max).toordinal(), len(p.certificates)),
    )
    refused = [_refused(path) for v in found for path in v.refused]
    listed = frozenset(path.certificates[-1] for path in refused)
    refused += [
        CellPath(certificates=(v.certificate,), state=v.state, until=None, refusal=v.of_itself)
        for v in found
        if not v.proof and v.certificate not in listed and v.of_itself is not None
    ]
    uses = {(u.program, u.purpose): u for u in best_uses(facts.verdicts.uses(c) for c in member.certificates)}
    return CellAnswer(
        cell=_cell(facts, member, program, purpose, uses),
        paths=(*proofs, *refused),
        proofs=len(proofs),
        more=any(v.more for v in found),
        unseen=max(len(asked) - MOST_CERTIFICATES, 0),
        notes=tuple(dict.fromkeys(v.note for v in found if v.note)),
    )


def _cell(
    facts: Facts, member: Member, program: Program, purpose: Purpose, uses: dict[tuple[Program, Purpose], Use]
) -> TrustCell:
    use = uses.get((program, purpose))
    if use is not None:
        state = State.CONDITIONAL if use.until else State.LIVE
        return TrustCell(program=program, purpose=purpose, state=state, until=use.until)
    asked = Use(program=program, purpose=purpose)
    unknown = any(facts.verdicts.unknown(c, asked) for c in member.certificates)
    return TrustCell(program=program, purpose=purpose, state=State.UNKNOWN if unknown else State.DEAD, until=None)


def _most_telling(facts: Facts, own: Iterable[CertificateId], use: Use) -> list[CertificateId]:
    """Certificates that prove the use, then those that count today, then unexpired ones; newest first among equals."""

    def rank(id_: CertificateId) -> tuple[bool, bool, bool, float, str]:
        certificate = facts.graph.certificates[id_]
        proves = any(u.program is use.program and u.purpose == use.purpose for u in facts.verdicts.uses(id_))
        valid = certificate.valid_at(facts.as_of)
        return (not proves, not valid or facts.revoked(id_), not valid, -certificate.not_after.timestamp(), id_)

    return sorted(own, key=rank)


def _refused(judged: JudgedPath) -> CellPath:
    return CellPath(certificates=judged.path, state=judged.state, until=judged.until, refusal=judged.refusal)
