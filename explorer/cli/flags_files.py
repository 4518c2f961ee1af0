"""Findings as `subca flags` writes them to a file or a pipe, in any of its formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.analysis.history import FindingHistory
from explorer.store.baseline import Acceptance
from explorer.terminal.run import Run
from explorer.views.filters import Filters
from explorer.views.rows import FindingRow
from explorer.views.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The findings chosen, and what is known around them."""

    assessment: Assessment
    rows: tuple[FindingRow, ...]
    filters: Filters
    scope: Scope
    since: FindingHistory | None
    acceptances: Mapping[str, Acceptance]


def write_findings(run: Run, format_: str, written: Written, stream: BinaryIO, *, raw: bool) -> None:
    """Write them; what a format leaves to be filled in is said."""
    if format_ == "table":
        from explorer.cli.flags_table import write_table

        write_table(written.assessment, written.rows, stream)
    elif format_ == "csv":
        from explorer.exports.csv_tables import write_flags

        write_flags(written.rows, stream, raw=raw)
    elif format_ == "incident":
        _write_incident(run, written, stream, raw=raw)
    elif format_ == "html":
        _write_html(written, stream)
    else:
        from explorer.exports.registry import FINDINGS
        from explorer.views.background import background_of

        known = background_of(written.assessment, written.since, written.acceptances)
        if replace(written.filters, unknown=False) != Filters():
            known = replace(known, gone=())  # whether they would have been chosen can't be told
        FINDINGS[format_].write(written.assessment, written.rows, stream, known)


def _write_incident(run: Run, written: Written, stream: BinaryIO, *, raw: bool) -> None:
    from explorer.exports.incident import MANY, write_incident
    from explorer.views.incident import incident_rows

    rules: dict[str, set[str]] = {}
    for row in written.rows:
        rules.setdefault(row.certificate_sha256, set()).add(row.rule_id)
    rows = tuple(incident_rows(written.assessment, written.scope, rules))
    write_incident(rows, len(rows), stream, raw=raw)
    unsaid = sum(not row.is_revoked for row in rows)
    undated = sum(row.is_revoked == "Yes" and not row.revocation_date for row in rows)
    if len(rows) >= MANY:
        run.log.info(f"{len(rows)} certificates: from {MANY} on the appendix is a list of links")
    elif unsaid or undated:
        run.log.info(
            f"{len(rows)} certificates; the CA has to fill in whether revocation is planned or delayed for {unsaid}, "
            f"and the date for {undated} that are revoked without a CRL at hand"
        )


def _write_html(written: Written, stream: BinaryIO) -> None:
    from explorer.exports.html_report import write_html
    from explorer.views.report import report_of, scope_in_words
    from explorer.views.words import command_line, filters_in_words

    graph, day = written.assessment.facts.graph, written.assessment.manifest.as_of
    report = report_of(
        written.assessment,
        written.rows,
        written.scope,
        chosen=f"{filters_in_words(replace(written.filters, below=''), day)}; {scope_in_words(graph, written.scope)}",
        command=command_line(written.filters, day),
        draw_all=False,
    )
    write_html(report, stream)
