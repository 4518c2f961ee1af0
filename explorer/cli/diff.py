"""`subca diff`: typed changes between two days, each with its cause and its effect on trust."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from explorer.cli.words import BASES, PROGRAMS, PURPOSES
from explorer.terminal.files import STANDARD_OUTPUT, open_output
from explorer.terminal.options import (
    Day,
    common_options,
    format_option,
    out_option,
    program_option,
    purpose_option,
    store_option,
)
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from rich.console import Console

    from explorer.views.changes import ChangeList

FORMATS = ("table", "csv", "json", "jsonl")
TYPES = (
    "vanished", "appeared", "owner-changed", "operator-changed", "became-external", "constraint-gained",
    "constraint-lost", "revoked", "re-trusted", "audit-lapsed", "parent-corrected", "new-cross-certificate",
    "anchor-added", "anchor-removed", "anchor-cut-off", "new-ocsp-power", "evidence-added", "evidence-contradicted",
)  # fmt: skip
_NAME_WIDTH = 60  # characters of a name before it is cut in the middle
_VALUE_WIDTH = 80
_FILE_WIDTH = 200  # characters of a line where there is no terminal


@click.command("diff", epilog="Example: subca diff 2020-07-01 2021-07-01 --type became-external")
@click.argument("from_day", type=Day(), metavar="FROM")
@click.argument("to_day", type=Day(), metavar="TO")
@click.option("--type", "types", multiple=True, type=click.Choice(TYPES), help="Only changes of this type; repeatable.")
@click.option("--owner", default="", metavar="TEXT", help="Only where the CA owner, old or new, contains this.")
@program_option(PROGRAMS)
@purpose_option(PURPOSES)
@click.option("--basis", type=click.Choice(BASES), default="mrsp", show_default=True, help="Definition of constrained.")
@click.option("--raw-csv", is_flag=True, help="Write cells that a spreadsheet would run as they are.")
@store_option
@format_option(FORMATS, "table")
@out_option
@common_options
@click.pass_obj
def diff(
    run: Run,
    *,
    from_day: date,
    to_day: date,
    types: tuple[str, ...],
    owner: str,
    programs: tuple[str, ...],
    purposes: tuple[str, ...],
    basis: str,
    raw_csv: bool,
    store: Path,
    format_: str,
    out: str,
) -> None:
    """What changed from one day to another: typed, with the claim that caused it and the trust that moved.

    Changes compose: those from A to B, then from B to C, are those from A to C. --purpose chooses changes that lost or
    gained trust for it. Columns of the CSV: docs/csv-columns.md.
    """
    from explorer.errors import UsageError
    from explorer.exports.changes_files import write_changes_csv, write_changes_json, write_changes_json_lines
    from explorer.model.change import ChangeKind
    from explorer.model.program import Program
    from explorer.model.purpose import Purpose
    from explorer.store.catalog import open_store
    from explorer.views.changes import ChangeFilters, compare, counts_by_type

    if from_day > to_day:
        raise UsageError(f"{from_day} lies after {to_day}", where="subca diff", remedy="give the earlier day first")
    filters = ChangeFilters(
        kinds=tuple(ChangeKind(word) for word in types),
        programs=tuple(Program(word) for word in programs),
        purposes=tuple(Purpose(word) for word in purposes),
        owner=owner,
    )
    with open_store(store) as opened:
        changes = compare(opened, from_day, to_day, filters, basis=basis)
    for warning in changes.warnings:
        run.log.warning(warning)
    counts = counts_by_type(changes.rows)
    run.count(**{"from": from_day.isoformat(), "to": to_day.isoformat()}, changes=dict(counts))
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none"
    run.log.info(f"{from_day} to {to_day}: {len(changes.rows)} changes ({told})")
    if format_ == "table" and out == STANDARD_OUTPUT:
        print_changes(run.console(sys.stdout), changes)
        return
    with open_output(out) as stream:
        if format_ == "csv":
            write_changes_csv(changes.rows, stream, raw=raw_csv)
        elif format_ == "json":
            write_changes_json(changes, stream)
        elif format_ == "jsonl":
            write_changes_json_lines(changes.rows, stream)
        else:
            _write_table(changes, stream)


def print_changes(console: Console, changes: ChangeList) -> None:
    """Print the changes with what was compared above them."""
    from rich.table import Table

    from explorer.text import safe

    console.print(f"From {changes.from_day} to {changes.to_day}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("type", "subject", "owner", "old → new", "because", "trust"):
        table.add_column(title, overflow="fold", no_wrap=title == "type")
    for row in changes.rows:
        trust = [*(f"-{use}" for use in row.trust_lost), *(f"+{use}" for use in row.trust_gained)]
        trust += [f"below: {row.below_lost} lost"] * bool(row.below_lost)
        trust += [f"below: {row.below_gained} gained"] * bool(row.below_gained)
        table.add_row(
            row.type,
            safe(row.subject_name, _NAME_WIDTH),
            safe(row.ca_owner, _NAME_WIDTH),
            safe(f"{row.old} → {row.new}", _VALUE_WIDTH) + (f" ({safe(row.note, _VALUE_WIDTH)})" if row.note else ""),
            safe(f"{row.cause_field}, {row.cause_source} {row.cause_day}".strip(), _VALUE_WIDTH),
            safe("; ".join(trust), _VALUE_WIDTH),
        )
    if changes.rows:
        console.print(table)
    console.print(
        f"{len(changes.rows):,} changes; {changes.untyped:,} other values differ that have no type of their own."
    )


def _write_table(changes: ChangeList, stream: BinaryIO) -> None:
    from rich.console import Console

    text = io.StringIO()
    print_changes(
        Console(file=text, width=_FILE_WIDTH, no_color=True, markup=False, emoji=False, highlight=False), changes
    )
    stream.write(text.getvalue().encode("utf-8"))
