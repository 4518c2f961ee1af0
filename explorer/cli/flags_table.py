"""The table of `subca flags` for people; files have their own form."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from explorer.exports.json_rows import unknown_counts
from explorer.text import safe
from explorer.views.census import census_words

if TYPE_CHECKING:
    from rich.console import Console

    from explorer.analysis.assess import Assessment
    from explorer.views.rows import FindingRow

_NAME_WIDTH = 60  # characters of a name before it is cut in the middle
_FILE_WIDTH = 160  # characters of a line where there is no terminal
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}


def print_table(console: Console, assessment: Assessment, rows: Sequence[FindingRow]) -> None:
    """Print the findings with what was judged above them and what could not be told below."""
    from rich.table import Table

    manifest = assessment.manifest
    console.print(f"As of {manifest.as_of}, {manifest.certificates:,} certificates, snapshot {manifest.id[:16]}")
    for listed in manifest.lists:
        console.print(f"  {listed.name} of {listed.day}: {listed.stored:,} rows of {safe(listed.file)}")
    console.print(f"  {census_words(assessment.facts.census)}")
    for warning in assessment.warnings:
        console.print(f"  note: {safe(warning)}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("severity", "rule", "subject", "owner", "operator", "trusted by", "certificate"):
        table.add_column(title, overflow="fold", no_wrap=title in ("severity", "rule", "certificate"))
    for row in rows:
        table.add_row(
            row.severity if row.status != "unknown" else "unknown",
            row.rule_id,
            safe(row.subject_name, _NAME_WIDTH),
            safe(row.ca_owner, _NAME_WIDTH),
            safe(row.operator, _NAME_WIDTH) if row.operator != row.ca_owner else "",
            " ".join(sorted({program.split(":")[0] for program in row.programs})) or "nobody",
            row.certificate_sha256[:12],
            style=_STYLES.get(row.severity),
        )
    if rows:
        console.print(table)
    console.print(
        f"{len(rows):,} rows. A finding is a question, not a verdict; `subca show CERTIFICATE` has the proof."
    )
    for rule, count in unknown_counts(assessment).items():
        console.print(f"  {rule} could not tell {count:,} times: --unknown lists them")


def write_table(assessment: Assessment, rows: Sequence[FindingRow], stream: BinaryIO) -> None:
    """The same into a file, without colours."""
    from rich.console import Console

    text = io.StringIO()
    plain = Console(file=text, width=_FILE_WIDTH, no_color=True, markup=False, emoji=False, highlight=False)
    print_table(plain, assessment, rows)
    stream.write(text.getvalue().encode("utf-8"))
