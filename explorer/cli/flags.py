"""`subca flags`: the risk flags of a day, as a table or a file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.flags_baseline import BaselineChoice, accept_findings, baseline_options, check_choice, hold
from explorer.cli.words import BASES, KEY_STATES, KNOWN, NEVER, PROGRAMS, PURPOSES, SEVERITIES, VIEWS
from explorer.terminal.files import STANDARD_OUTPUT, open_output
from explorer.terminal.options import (
    as_of_option,
    common_options,
    format_option,
    known_at_option,
    lock_wait_option,
    out_option,
    program_option,
    purpose_option,
    store_option,
)
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.analysis.assess import Assessment

FORMATS = ("table", "csv", "json", "jsonl", "sarif", "junit", "html", "incident")


@click.command("flags", epilog="Example: subca flags --min-severity high --format csv --out flags.csv")
@store_option
@as_of_option
@known_at_option
@program_option(PROGRAMS)
@purpose_option(PURPOSES)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only this rule, by id or name; repeatable.")
@click.option("--owner", default="", metavar="TEXT", help="Only where the CA owner contains this.")
@click.option("--operator", default="", metavar="TEXT", help="Only where the operator contains this.")
@click.option("--text", default="", metavar="TEXT", help="Only where a name, fingerprint or hash contains this.")
@click.option(
    "--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Leave out less."
)
@click.option("--below", metavar="CA", help="Only this CA and what hangs below it, at any depth.")
@click.option("--external", type=click.Choice(KNOWN), help="yes: only CAs declared to be run by others; no: the rest.")
@click.option("--revoked", type=click.Choice(KNOWN), help="yes: only what some list says is revoked; no: the rest.")
@click.option("--expired", type=click.Choice(KNOWN), help="yes: only certificates past their end; no: the rest.")
@click.option("--key-state", "key_states", multiple=True, type=click.Choice(KEY_STATES), help="Of the key; repeatable.")
@click.option("--live-only", is_flag=True, help="Leave out what no program trusts.")
@click.option(
    "--view", type=click.Choice(VIEWS), default="proof", show_default=True, help="record: CCADB columns alone."
)
@click.option("--basis", type=click.Choice(BASES), default="mrsp", show_default=True, help="Definition of constrained.")
@click.option("--unknown", is_flag=True, help="Also list where a rule could not tell.")
@click.option("--history", is_flag=True, help="First assess every earlier stored day not assessed yet: since when.")
@click.option(
    "--fail-on",
    type=click.Choice((*SEVERITIES, NEVER)),
    default="high",
    show_default=True,
    help="End with code 1 when a finding that is not accepted is at least this bad.",
)
@baseline_options
@click.option("--raw-csv", is_flag=True, help="Write cells that a spreadsheet would run as they are.")
@format_option(FORMATS, "table")
@out_option
@lock_wait_option
@common_options
@click.pass_obj
def flags(
    run: Run,
    *,
    store: Path,
    as_of: date | None,
    known_at: date | None,
    programs: tuple[str, ...],
    purposes: tuple[str, ...],
    rules: tuple[str, ...],
    owner: str,
    operator: str,
    text: str,
    min_severity: str,
    below: str | None,
    external: str | None,
    revoked: str | None,
    expired: str | None,
    key_states: tuple[str, ...],
    live_only: bool,
    view: str,
    basis: str,
    unknown: bool,
    history: bool,
    fail_on: str,
    baseline: Path | None,
    accept: tuple[str, ...],
    reason: str,
    author: str,
    until: date | None,
    raw_csv: bool,
    format_: str,
    out: str,
    lock_wait: float,
) -> None:
    """The risk flags of a day, each with its argument and proof.

    A finding is a question to the CA, not a verdict. Columns of the CSV: docs/csv-columns.md.
    """
    from explorer.analysis.assess import assess
    from explorer.analysis.history import finding_history
    from explorer.cli.flags_files import Written, write_findings
    from explorer.errors import UsageError
    from explorer.model.evidence import KeyState
    from explorer.model.finding import Severity
    from explorer.model.program import Program
    from explorer.model.purpose import Purpose
    from explorer.rules.registry import rule_ids
    from explorer.store.baseline import read_baseline
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.filters import Filters, Known
    from explorer.views.rows import finding_rows
    from explorer.views.scope import scope_of

    unheard = [rule for rule in rules if rule not in rule_ids()]
    if unheard:
        raise UsageError(f"no rule {', '.join(unheard)}", where="--rule", remedy="subca rules lists them")
    filters = Filters(
        programs=tuple(Program(word) for word in programs),
        purposes=tuple(Purpose(word) for word in purposes),
        rules=rules,
        owner=owner,
        operator=operator,
        min_severity=Severity(min_severity),
        text=text,
        below=below or "",
        external=Known(external) if external else None,
        revoked=Known(revoked) if revoked else None,
        expired=Known(expired) if expired else None,
        key_states=tuple(KeyState(word) for word in key_states),
        live_only=live_only,
        unknown=unknown,
    )
    if format_ == "incident" and not below:
        raise UsageError(
            "the appendix is about the certificates below a CA", where="--format", remedy="give --below CA"
        )
    choice = BaselineChoice(file=baseline, accept=accept, reason=reason, author=author, until=until)
    check_choice(choice)
    if history:
        _assess_days(run, store, as_of, lock_wait, view, basis)
    with open_store(store) as opened:
        assessment = assess(snapshot_of(opened, as_of, known_at), basis=basis, view=view)
        since = None if known_at else finding_history(opened, view=view, basis=basis)
    if accept:
        accept_findings(run, assessment, choice)
        return
    acceptances = read_baseline(baseline) if baseline else {}
    if acceptances:
        assessment = hold(run, assessment, acceptances)
    scope = scope_of(assessment.facts.graph, below)
    rows = finding_rows(assessment, filters, since)
    for warning in assessment.warnings:
        run.log.warning(warning)
    _count(run, assessment.manifest.as_of, [row.severity for row in rows if row.status == "open"], assessment)
    if fail_on != NEVER and any(
        row.status == "open" and Severity(row.severity).rank <= Severity(fail_on).rank for row in rows
    ):
        run.found()
    if raw_csv and format_ in ("csv", "incident"):
        run.log.warning("--raw-csv: cells that a spreadsheet would run are written as they are")
    if format_ == "table" and out == STANDARD_OUTPUT:
        from explorer.cli.flags_table import print_table

        print_table(run.console(sys.stdout), assessment, rows)
        return
    written = Written(
        assessment=assessment, rows=rows, filters=filters, scope=scope, since=since, acceptances=acceptances
    )
    with open_output(out) as stream:
        write_findings(run, format_, written, stream, raw=raw_csv)


def _assess_days(run: Run, store: Path, as_of: date | None, lock_wait: float, view: str, basis: str) -> None:
    """Let the store remember what was found on every stored day up to the one judged."""
    from explorer.analysis.history import fill_history
    from explorer.store.catalog import open_store
    from explorer.terminal.log import utc_now

    with open_store(store) as opened:
        until = as_of or opened.default_day()
    with run.progress() as progress:
        count = fill_history(
            store, until, now=utc_now(), progress=progress, lock_wait=lock_wait, view=view, basis=basis
        )
    run.log.info(f"{count} days assessed up to {until}")


def _count(run: Run, day: date, severities: list[str], assessment: Assessment) -> None:
    from explorer.exports.json_rows import unknown_counts

    by_severity = {severity: severities.count(severity) for severity in SEVERITIES}
    unknown = unknown_counts(assessment)
    run.count(as_of=day.isoformat(), snapshot=assessment.manifest.id, findings=by_severity, unknown=unknown)
    told = ", ".join(f"{count} {severity}" for severity, count in by_severity.items() if count) or "none"
    run.log.info(
        f"as of {day}: {len(severities)} findings ({told}); {sum(unknown.values())} times a rule could not tell"
    )
