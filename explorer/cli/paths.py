"""`subca paths`: the trust paths of a CA per program and purpose: the proof, or why every path fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.words import PROGRAMS, PURPOSES
from explorer.terminal.files import open_output
from explorer.terminal.options import (
    as_of_option,
    common_options,
    format_option,
    known_at_option,
    out_option,
    program_option,
    purpose_option,
    store_option,
)
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.graph.delegation import DelegationGraph
    from explorer.model.ids import CertificateId
    from explorer.trust.verdict import JudgedPath, Verdict


@click.command(
    "paths", epilog='Example: subca paths "Example Issuing CA" --program Mozilla --purpose tls-server --why-not'
)
@click.argument("ca", metavar="CA")
@store_option
@as_of_option
@known_at_option
@program_option(PROGRAMS)
@purpose_option(PURPOSES)
@click.option("--why-not", is_flag=True, help="Explain every path that fails, one line each.")
@click.option("--lenient", is_flag=True, help="Take ANY, step-up and SGC for the purpose, as some verifiers do.")
@click.option(
    "--most", type=click.IntRange(1, 1000), default=25, show_default=True, help="Failing paths shown of each."
)
@format_option(("text", "json"), "text")
@out_option
@common_options
@click.pass_obj
def paths(
    run: Run,
    *,
    ca: str,
    store: Path,
    as_of: date | None,
    known_at: date | None,
    programs: tuple[str, ...],
    purposes: tuple[str, ...],
    why_not: bool,
    lenient: bool,
    most: int,
    format_: str,
    out: str,
) -> None:
    """Say where a CA is trusted, with the path that proves it, or why every path fails.

    CA is a certificate SHA-256, a key SHA-256, a CA id, a unique beginning of one (6 characters or more), or an
    exact name.
    """
    from explorer.analysis.survey import survey
    from explorer.model.program import Program
    from explorer.model.purpose import Purpose
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.lookup import look_up
    from explorer.views.paths import verdicts

    with open_store(store) as opened:
        assessment = survey(snapshot_of(opened, as_of, known_at, above=ca))
    graph = assessment.facts.graph
    found = verdicts(
        assessment,
        look_up(graph, ca).certificates,
        tuple(Program(word) for word in programs),
        tuple(Purpose(word) for word in purposes),
        lenient=lenient,
        shown=most,
    )
    for warning in assessment.warnings:
        run.log.warning(warning)
    run.count(
        verdicts={state: sum(v.state == state for v in found) for state in ("live", "conditional", "unknown", "dead")}
    )
    if format_ == "json":
        plain = {
            "as_of": assessment.manifest.as_of.isoformat(),
            "snapshot": assessment.manifest.id,
            "verdicts": [_plain(v) for v in found],
        }
        text = json.dumps(plain, indent=1) + "\n"
    else:
        text = "\n".join(_lines(found, graph, assessment.manifest.as_of, why_not=why_not)) + "\n"
    with open_output(out) as stream:
        stream.write(text.encode("utf-8"))


def _lines(found: tuple[Verdict, ...], graph: DelegationGraph, as_of: date, *, why_not: bool) -> Iterator[str]:
    from explorer.text import safe

    current: CertificateId | None = None
    for verdict in found:
        if verdict.certificate != current:
            current = verdict.certificate
            held = graph.certificates[current]
            yield f"{safe(held.subject.text)}"
            yield f"  certificate {current}, {held.not_before.date()} to {held.not_after.date()}, as of {as_of}"
        until = f" ({_limit(verdict)})" if verdict.until else ""
        yield f"  {verdict.program}:{verdict.purpose}  {verdict.state.value}{until}"
        if verdict.proof:
            yield f"    proof: {_named(graph, verdict.proof)}"
            yield from _names_left(graph, verdict)
            yield from _further(verdict)
        if verdict.note:
            yield f"    note: {safe(verdict.note)}"
        if why_not:
            if verdict.of_itself is not None:
                said = verdict.of_itself
                yield f"    on whatever path: {safe(said.why)} [{said.clause.name}, {said.clause.source}]"
            yield from (f"    {_refused(graph, path)}" for path in verdict.refused)
            if not verdict.refused and not verdict.proof:
                listed = "no path short enough to be listed" if verdict.more else "no path"
                yield f"    {listed} leads to a root at hand"
            yield from _left_out(verdict)
    if not found:
        yield "no program at hand speaks of that program and purpose"


def _further(verdict: Verdict) -> Iterator[str]:
    """How many other paths hold: revoking what stands on one does not end the others."""
    least = "at least " if verdict.is_cut else ""
    if verdict.further:
        yield f"    {least}{verdict.further} further path{'s hold' if verdict.further > 1 else ' holds'} as well"


def _left_out(verdict: Verdict) -> Iterator[str]:
    if verdict.unshown:
        yield f"    and {verdict.unshown} more refused path{'s' if verdict.unshown > 1 else ''} (--most shows more)"
    if verdict.is_cut:
        yield "    there are longer paths, or more of them: none over 10 certificates is listed"


def _limit(verdict: Verdict) -> str:
    """What a cut-off means: Chrome's is about the certificate's time stamps, that of the others about its notBefore."""
    if verdict.program.value == "Chrome":
        return f"only certificates logged, by their SCT, until {verdict.until}"
    return f"only certificates issued until {verdict.until}"


def _names_left(graph: DelegationGraph, verdict: Verdict) -> Iterator[str]:
    """The names that name constraints of the proof leave, where there are any."""
    from explorer.model.constraint import NameKind
    from explorer.text import safe
    from explorer.trust.name_constraints import EVERY_NAME
    from explorer.trust.semantic import allowed_names

    left = allowed_names([graph.certificates[step] for step in verdict.proof])
    if left == EVERY_NAME:
        return
    kinds = (kind for kind in NameKind if kind is not NameKind.OTHER and left.words(kind) != "any")
    yield f"    names left: {'; '.join(f'{kind.value} {safe(left.words(kind), 200)}' for kind in kinds)}"


def _refused(graph: DelegationGraph, judged: JudgedPath) -> str:
    """One refused path as a colleague would say it: certificate, condition, clause."""
    from explorer.text import safe

    refusal = judged.refusal
    if refusal is None:
        return _named(graph, judged.path)
    at = graph.certificates[refusal.certificate]
    word = "can't tell" if judged.state.value == "unknown" else "fails"
    return (
        f"{word} at {safe(at.subject.short, 80)} ({refusal.certificate[:16]}): {safe(refusal.why)}"
        f" [{refusal.clause.name}, {refusal.clause.source}]; path {_named(graph, judged.path)}"
    )


def _named(graph: DelegationGraph, path: tuple[CertificateId, ...]) -> str:
    from explorer.text import safe

    return " > ".join(f"{safe(graph.certificates[step].subject.short, 60)} ({step[:8]})" for step in path)


def _plain(verdict: Verdict) -> dict[str, object]:
    return {
        "certificate": verdict.certificate,
        "program": verdict.program.value,
        "purpose": verdict.purpose,
        "state": verdict.state.value,
        "until": verdict.until.isoformat() if verdict.until else None,
        "proof": list(verdict.proof),
        "further_paths": verdict.further,
        "refused_not_shown": verdict.unshown,
        "note": verdict.note,
        "more": verdict.more,
        "on_whatever_path": verdict.of_itself.why if verdict.of_itself else None,
        "refused": [
            {
                "path": list(path.path),
                "state": path.state.value,
                "certificate": path.refusal.certificate if path.refusal else None,
                "condition": path.refusal.clause.name if path.refusal else None,
                "clause": path.refusal.clause.source if path.refusal else None,
                "why": path.refusal.why if path.refusal else None,
            }
            for path in verdict.refused
        ],
    }
