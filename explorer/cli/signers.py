"""`subca signers`: whose keys can sign OCSP answers for a CA's certificates, and for whom its own key can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.terminal.files import open_output
from explorer.terminal.options import (
    as_of_option,
    common_options,
    format_option,
    known_at_option,
    out_option,
    store_option,
)
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.views.signers import SignerRow, SignersView

FORMATS = ("table", "csv", "json", "graphml")
_SHOWN = 25  # certificates listed under one signer in the table; files hold all

_TITLES = {
    "over": "Keys that can sign OCSP answers for its certificates",
    "by": "Certificates that its key can answer for as a delegate",
    "under": "Keys that can answer for what it issued",
}


@click.command("signers", epilog='Example: subca signers "Example Issuing CA" --format csv --out signers.csv')
@click.argument("ca", metavar="CA")
@store_option
@as_of_option
@known_at_option
@format_option(FORMATS, "table")
@out_option
@common_options
@click.pass_obj
def signers(
    run: Run, *, ca: str, store: Path, as_of: date | None, known_at: date | None, format_: str, out: str
) -> None:
    """Say who can sign OCSP answers for whom, both ways, with holders, key states and reach.

    CA is a certificate SHA-256, a key SHA-256, a CA id, a unique beginning of one (6 characters or more), or an
    exact name. A key without evidence of destruction is one of which no evidence was found, no more.
    """
    from explorer.analysis.survey import survey
    from explorer.exports.graphml import write_graphml
    from explorer.exports.signers_files import as_graph, write_csv, write_json
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.lookup import look_up
    from explorer.views.signers import signers as rows_of

    with open_store(store) as opened:
        assessment = survey(snapshot_of(opened, as_of, known_at))
    view = rows_of(assessment, look_up(assessment.facts.graph, ca))
    for warning in (*assessment.warnings, *view.notes):
        run.log.warning(warning)
    run.count(
        as_of=assessment.manifest.as_of.isoformat(),
        rows={relation: sum(row.relation == relation for row in view.rows) for relation in _TITLES},
    )
    with open_output(out) as stream:
        if format_ == "csv":
            write_csv(view.rows, stream)
        elif format_ == "json":
            write_json(assessment, view, stream)
        elif format_ == "graphml":
            write_graphml(*as_graph(view.rows), stream)
        else:
            stream.write(("\n".join(_lines(view, assessment.manifest.as_of)) + "\n").encode())


def _lines(view: SignersView, as_of: date) -> Iterator[str]:
    from explorer.text import safe

    yield f"{safe(view.title)}   as of {as_of}"
    for relation, title in _TITLES.items():
        chosen = [row for row in view.rows if row.relation == relation]
        yield from ("", title)
        if not chosen:
            yield "  none"
        for _, found in groupby(chosen, key=lambda row: row.issuer_ca_id):
            rows = list(found)
            trusted = ", ".join(rows[0].issuer_programs) or "no program"
            yield f"  under {safe(rows[0].issuer_name)} ({rows[0].issuer_ca_id[:16]}), trusted by {trusted}"
            yield f"    {rows[0].reach_certificates} unexpired certificates of {rows[0].reach_owners} owners"
            yield f"    {safe(rows[0].issuance)}"
            for _, same in groupby(rows, key=lambda row: row.signer_certificate):
                yield from _signer(list(same))


def _signer(rows: list[SignerRow]) -> Iterator[str]:
    """One signer, and the certificates it answers for where the rows name them."""
    from explorer.text import safe

    first = rows[0]
    holder = f"{first.holder} {first.holder_name} ({first.holder_basis})" if first.holder_name else first.holder
    facts = [
        f"valid to {first.signer_not_after}",
        f"held by {safe(holder)}",
        f"key {'no evidence found' if first.key_state == 'silent' else first.key_state}",
        *([f"revoked by {', '.join(first.signer_revoked)}"] if first.signer_revoked else []),
        *(["self-unrevocable"] if first.self_unrevocable == "yes" else []),
    ]
    yield f"    {first.signer_class:16} {safe(first.signer_name, 80)} ({first.signer_certificate[:16]})"
    yield f"      {'; '.join(facts)}"
    if first.relation == "by":
        for row in rows[:_SHOWN]:
            revoked = f", revoked by {', '.join(row.subject_revoked)}" if row.subject_revoked else ""
            owner = safe(row.subject_owner) or "no CCADB record"
            yield f"      for {safe(row.subject_name, 80)} ({row.subject_certificate[:16]}): {owner}{revoked}"
        if len(rows) > _SHOWN:
            yield f"      and {len(rows) - _SHOWN} more (csv and json hold all)"
