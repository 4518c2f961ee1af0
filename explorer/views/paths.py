"""Trust as a table, program by purpose, and the paths behind one cell: what `subca paths` and the screen show."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.analysis.survey import Assessment
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.trust.listing import list_paths
from explorer.trust.path_judge import PathJudge, judged_paths
from explorer.trust.verdict import JudgedPath, State, Verdict

SHOWN = 25  # refused paths kept per program and purpose


def verdicts(
    assessment: Assessment,
    certificates: Iterable[CertificateId],
    programs: tuple[Program, ...],
    purposes: tuple[Purpose, ...],
    *,
    lenient: bool = False,
    shown: int = SHOWN,
) -> tuple[Verdict, ...]:
    """One verdict for each certificate, program and purpose; empty choices mean all that any anchor speaks of."""
    facts = assessment.facts
    anchors = facts.verdicts.anchors
    spoken = sorted({(a.program, a.purpose) for a in anchors.anchored})
    chosen = [
        (program, purpose)
        for program, purpose in spoken
        if (not programs or program in programs) and (not purposes or purpose in purposes)
    ]
    asked = {(p, u) for p in programs for u in purposes} - set(chosen)
    found = []
    for certificate in certificates:
        listing = list_paths(facts.graph, frozenset(a.certificate for a in anchors.anchored), certificate)
        for program, purpose in sorted({*chosen, *asked}):
            judge = PathJudge(facts.graph, anchors, facts.revocations, facts.as_of, program, purpose, lenient=lenient)
            judged = list(judged_paths(judge, listing))
            found.append(_verdict(assessment, certificate, program, purpose, judged, listing.more, judge, shown))
    return tuple(found)


def _verdict(
    assessment: Assessment,
    certificate: CertificateId,
    program: Program,
    purpose: Purpose,
    judged: list[JudgedPath],
    cut: bool,
    judge: PathJudge,
    shown: int,
) -> Verdict:
    """The engine's answer with the listed paths as its explanation."""
    engine = assessment.facts.verdicts
    use = next((u for u in engine.uses(certificate) if u.program is program and u.purpose == purpose), None)
    best = judged[0] if judged else None
    refused = [path for path in judged if path.state in (State.DEAD, State.UNKNOWN)]
    if use is not None:
        state = State.CONDITIONAL if use.until else State.LIVE
        proof, until = engine.proof(certificate, use), use.until
    elif best is not None and best.state in (
        State.LIVE,
        State.CONDITIONAL,
    ):  # a lenient reading asks for more than the engine
        state, proof, until = best.state, best.path, best.until
    else:
        asked = Use(program=program, purpose=purpose)
        unknown = engine.unknown(certificate, asked) or any(path.state is State.UNKNOWN for path in judged)
        state, proof, until = (State.UNKNOWN if unknown else State.DEAD), (), None
    notes = {a.note for a in judge.anchored.get(proof[0], ()) if a.note} if proof else set()
    return Verdict(
        certificate=certificate,
        program=program,
        purpose=purpose,
        state=state,
        until=until,
        proof=proof,
        refused=tuple(refused[:shown]),
        more=cut or len(refused) > shown,
        note="; ".join(sorted(notes)),
        further=sum(path.state in (State.LIVE, State.CONDITIONAL) and path.path != proof for path in judged),
        unshown=max(0, len(refused) - shown),
        is_cut=cut,
        of_itself=None if proof else judge.of_itself(certificate),
    )
