"""How `subca ct census` shows what the store holds of it: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.terminal.files import STANDARD_OUTPUT, open_output
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from rich.console import Console

    from explorer.model.census import Census
    from explorer.views.census import CensusRow

FORMATS = ("table", "csv", "json")
_NAME_WIDTH = 60  # characters of an issuer name before it is cut in the middle
_FILE_WIDTH = 160  # characters of a line where there is no terminal
_SHOWN = 50  # keys in the table; files hold all


def show_census(run: Run, store: Path, *, as_of: date, format_: str, out: str, per_log: bool) -> None:
    """Write the whole census; `per_log` gives each log a row of its own."""
    from explorer.exports.census_files import write_census_csv, write_census_json
    from explorer.store.catalog import open_store
    from explorer.views.census import census_rows

    with open_store(store) as opened:
        census = opened.census()
        keys = opened.census_of_logs() if per_log else [one for row in census.keys.values() for one in row]
    rows = census_rows(keys, as_of)
    run.count(keys=len(rows))
    if format_ == "table" and out == STANDARD_OUTPUT:
        _print(run.console(sys.stdout), census, rows, as_of)
        return
    with open_output(out) as stream:
        if format_ == "csv":
            write_census_csv(rows, stream)
        elif format_ == "json":
            write_census_json(census, rows, stream)
        else:
            from rich.console import Console

            text = io.StringIO()
            plain = Console(file=text, width=_FILE_WIDTH, no_color=True, markup=False, emoji=False, highlight=False)
            _print(plain, census, rows, as_of)
            stream.write(text.getvalue().encode("utf-8"))


def _print(console: Console, census: Census, rows: tuple[CensusRow, ...], as_of: date) -> None:
    from rich.table import Table

    from explorer.text import safe

    for log in census.logs:
        head = "" if log.is_verified else "; head unverified"
        untold = f"; issuer not told of {log.unattributed:,}" if log.unattributed else ""
        ranges = ", ".join(f"{first:,}-{last - 1:,}" for first, last in log.ranges)
        console.print(
            f"{safe(log.description)} ({log.name[:12]}): {log.entries:,} entries counted ({ranges}), "
            f"{log.unread:,} unreadable{untold}{head}; public suffix list of {log.suffix_lists}"
        )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        "issuer",
        "key",
        "precertificates",
        "certificates",
        "distinct",
        "unexpired",
        "domains",
        "issued",
        "head",
    ):
        table.add_column(
            title, overflow="fold", justify="left" if title in ("issuer", "key", "issued", "head") else "right"
        )
    for row in rows[:_SHOWN]:
        table.add_row(
            safe("; ".join(row.issuer_names), _NAME_WIDTH),
            row.spki_sha256[:12],
            f"{row.precertificates:,}",
            f"{row.certificates:,}",
            _short(row.distinct.value, row.distinct.is_exact),
            _short(row.unexpired.value, row.unexpired.is_exact),
            _short(row.domains.value, row.domains.is_exact),
            f"{row.first_issuance} to {row.last_issuance}",
            row.tree_head,
        )
    if rows:
        console.print(table)
    more = f"; {len(rows) - _SHOWN:,} more in the files (--format csv)" if len(rows) > _SHOWN else ""
    console.print(
        f"{len(rows):,} issuing keys{more}; unexpired on {as_of}; ~ is an estimate, its bounds are in the files. "
        "A key that is not here was not observed, which is not zero."
    )


def _short(value: int, is_exact: bool) -> str:
    return f"{value:,}" if is_exact else f"~{value:,}"
