"""`subca distrust`: what if these were distrusted: who loses the last path, who survives and through whom."""

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
    Day,
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
    from explorer.analysis.distrust import Consequences, Cut, Fate
    from explorer.model.ids import CertificateId
    from explorer.rules.facts import Facts


@click.command(
    "distrust", epilog='Example: subca distrust --owner "Example Trust" --program Mozilla --purpose tls-server'
)
@click.option(
    "--owner", "owners", multiple=True, metavar="NAME", help="All roots of this CA owner, by exact name; repeatable."
)
@click.option(
    "--root", "roots", multiple=True, metavar="CA", help="A root, with all its self-signed certificates; repeatable."
)
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Every certificate on this key; repeatable.")
@click.option(
    "--certificate", "certificates", multiple=True, metavar="SHA-256", help="This one certificate; repeatable."
)
@click.option("--issued-after", type=Day(), metavar="DATE", help="Only what is issued after this day.")
@click.option(
    "--target", metavar="CA", help="Also find a smallest set of certificates whose revocation ends this CA's trust."
)
@program_option(PROGRAMS)
@purpose_option(PURPOSES)
@store_option
@as_of_option
@known_at_option
@format_option(("text", "csv", "json"), "text")
@click.option("--raw-csv", is_flag=True, help="Write cells that a spreadsheet would run as they are.")
@out_option
@common_options
@click.pass_obj
def distrust(
    run: Run,
    *,
    owners: tuple[str, ...],
    roots: tuple[str, ...],
    keys: tuple[str, ...],
    certificates: tuple[str, ...],
    issued_after: date | None,
    target: str | None,
    programs: tuple[str, ...],
    purposes: tuple[str, ...],
    store: Path,
    as_of: date | None,
    known_at: date | None,
    format_: str,
    raw_csv: bool,
    out: str,
) -> None:
    """Answer "what if": judge the world again without these roots, keys or certificates.

    With --program and --purpose the question is only about those; with --issued-after what was issued up to
    that day stays trusted. Nothing is changed anywhere.
    """
    from explorer.analysis.distrust import consequences, smallest_cut
    from explorer.analysis.survey import survey
    from explorer.errors import UsageError
    from explorer.exports.distrust_files import write_distrust_csv
    from explorer.model.program import Program
    from explorer.model.purpose import Purpose
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.lookup import look_up
    from explorer.views.notice import who_would_notice
    from explorer.views.what_if import Question, distrust_of, fate_rows, meant

    if not (owners or roots or keys or certificates or target):
        raise UsageError(
            "nothing to distrust", where="subca distrust", remedy="give --owner, --root, --key or --certificate"
        )
    chosen_programs = tuple(Program(word) for word in programs)
    chosen_purposes = tuple(Purpose(word) for word in purposes)
    with open_store(store) as opened:
        assessment = survey(snapshot_of(opened, as_of, known_at))
    facts = assessment.facts
    for warning in assessment.warnings:
        run.log.warning(warning)
    asked = Question(owners=owners, roots=roots, keys=keys, certificates=certificates, issued_after=issued_after)
    question = distrust_of(meant(facts, asked), asked, chosen_programs, chosen_purposes)
    answer = consequences(facts, question) if question.certificates else None
    cut = None
    if target is not None:
        wanted = look_up(facts.graph, target)
        cut = smallest_cut(facts, wanted.certificates, chosen_programs, chosen_purposes)
    text = ""
    if format_ == "json":
        plain: dict[str, object] = {"as_of": assessment.manifest.as_of.isoformat(), "snapshot": assessment.manifest.id}
        if answer is not None:
            plain["distrusted"] = sorted(question.certificates)
            plain["certificates"] = [_plain(fate) for fate in answer.fates]
            plain["who_would_notice"] = [
                {
                    "spki_sha256": notice.key,
                    "name": notice.name,
                    "unexpired": notice.issuance.unexpired,
                    "domains": notice.issuance.domains,
                    "issuance": notice.issuance.words,
                }
                for notice in who_would_notice(facts, answer)
            ]
        if cut is not None:
            plain["smallest_cut"] = {
                "target": list(cut.targets),
                "certificates": None if cut.certificates is None else list(cut.certificates),
                "against": [list(path) for path in cut.against],
                "why": cut.why,
                "doubt": cut.doubt,
            }
        text = json.dumps(plain, indent=1) + "\n"
    elif format_ == "text":
        lines = [*(_told(facts, answer) if answer else ()), *(_cut_told(facts, cut) if cut else ())]
        text = "\n".join(lines) + "\n"
    if answer is not None:
        run.count(
            distrusted=len(question.certificates),
            lost=sum(bool(fate.lost) for fate in answer.fates),
            limited=sum(bool(fate.limited) for fate in answer.fates),
        )
    with open_output(out) as stream:
        if format_ == "csv":
            write_distrust_csv(fate_rows(facts, answer) if answer else (), stream, raw=raw_csv)
        else:
            stream.write(text.encode("utf-8"))


def _told(facts: Facts, answer: Consequences) -> Iterator[str]:
    from explorer.text import safe

    def name(id_: CertificateId) -> str:
        return f"{safe(facts.graph.certificates[id_].subject.short, 70)} ({id_[:16]})"

    from explorer.views.notice import who_would_notice

    yield f"Not to be believed, by this question: {len(answer.question.certificates)}"
    yield from (f"  {name(id_)}" for id_ in sorted(answer.question.certificates))
    for title, chosen in (
        ("Lose trust", [f for f in answer.fates if f.lost]),
        ("Stay trusted only for what was issued before", [f for f in answer.fates if f.limited and not f.lost]),
        ("Stand below and keep all trust", [f for f in answer.fates if not f.lost and not f.limited]),
    ):
        yield f"{title}: {len(chosen)}"
        for fate in chosen:
            yield f"  {name(fate.certificate)}"
            for word, uses in (("loses", fate.lost), ("limited", fate.limited), ("keeps", fate.kept)):
                if uses:
                    yield f"    {word} {'; '.join(map(str, uses))}"
            if fate.survives_through:
                yield f"    through {' > '.join(map(name, fate.survives_through))}"

    notices = who_would_notice(facts, answer)
    yield f"Who would notice, by issuing key that loses trust: {len(notices)}"
    for notice in notices:
        yield f"  {safe(notice.name, 70)} ({notice.key[:16]}): {safe(notice.issuance.words)}"


def _cut_told(facts: Facts, cut: Cut) -> Iterator[str]:
    from explorer.text import safe

    def name(id_: CertificateId) -> str:
        return f"{safe(facts.graph.certificates[id_].subject.short, 70)} ({id_[:16]})"

    yield f"To end the trust in {name(cut.targets[0])}:"
    if cut.certificates is None:
        yield f"  no set of revocations: {cut.why}"
    elif not cut.certificates:
        yield "  nothing to revoke: no path holds today"
    else:
        yield f"  revoke {len(cut.certificates)}: {'; '.join(map(name, cut.certificates))}"
        yield "  no smaller set will do: it would have to meet each of these paths, all of which hold today"
    yield from (f"    {' > '.join(map(name, path))}" for path in cut.against)
    if cut.doubt:
        yield f"  whether a further path is left can't be told: {safe(cut.doubt, 200)}"


def _plain(fate: Fate) -> dict[str, object]:
    return {
        "certificate": fate.certificate,
        "lost": [str(use) for use in fate.lost],
        "limited": [str(use) for use in fate.limited],
        "kept": [str(use) for use in fate.kept],
        "survives_through": list(fate.survives_through),
    }
