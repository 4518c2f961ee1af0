"""The files of one run of `subca watch`: written into a folder that is not in place yet, and its memory read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.analysis.news import Told
from explorer.exports.csv_tables import write_flags
from explorer.model.finding import Severity
from explorer.terminal.files import open_output, write_file
from explorer.views.filters import Filters
from explorer.views.rows import FindingRow, finding_rows

MEMORY = "told.json"  # which findings were told, for the next run
SUMMARY = "summary.json"
_SCHEMA = 1

Write = Callable[[Assessment, tuple[FindingRow, ...], BinaryIO], None]

FILES: dict[str, Write] = {"flags.csv": lambda assessment, rows, stream: write_flags(rows, stream)}


def write_results(folder: Path, assessment: Assessment) -> tuple[str, ...]:
    """Write every file that is made from the assessment; their names."""
    rows = finding_rows(assessment, Filters())
    for name, write in FILES.items():
        with open_output(folder / name) as stream:
            write(assessment, rows, stream)
    return tuple(FILES)


def read_told(out: Path) -> Told | None:
    """What earlier runs told; None: there is no run before, or its memory cannot be read, so everything is news."""
    try:
        document = json.loads((out / MEMORY).read_bytes())
        if document["schema"] != _SCHEMA:
            return None
        return {str(identity): Severity(word) for identity, word in document["told"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def write_told(folder: Path, told: Told) -> None:
    """Remember for the next run."""
    document = {"schema": _SCHEMA, "told": {identity: told[identity].value for identity in sorted(told)}}
    write_file(folder / MEMORY, json.dumps(document, indent=0).encode("ascii") + b"\n")
