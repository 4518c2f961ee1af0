"""The files of one run of `subca watch`: written into a folder that is not in place yet, and its memory read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from explorer.analysis.assess import Assessment
from explorer.analysis.news import Told
from explorer.exports.csv_tables import write_flags
from explorer.model.finding import Severity
from explorer.terminal.files import open_output, write_file
from explorer.views.filters import Filters
from explorer.views.rows import FindingRow, finding_rows

MEMORY = "told.json"  # which findings were told, and of which day, for the next run
SUMMARY = "summary.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the runs before this one told."""

    as_of: date  # the day that the last of them judged
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What the files of one run are made from."""

    assessment: Assessment
    rows: tuple[FindingRow, ...]
    before: Memory | None  # None: there is no run before


FILES: dict[str, Callable[[Results, BinaryIO], None]] = {
    "flags.csv": lambda results, stream: write_flags(results.rows, stream),
}


def write_results(folder: Path, assessment: Assessment, before: Memory | None) -> tuple[str, ...]:
    """Write every file that is made from the assessment; their names."""
    results = Results(assessment=assessment, rows=finding_rows(assessment, Filters()), before=before)
    for name, write in FILES.items():
        with open_output(folder / name) as stream:
            write(results, stream)
    return tuple(FILES)


def read_memory(out: Path) -> Memory | None:
    """What earlier runs told; None: there is none, or their memory cannot be read, so everything is news."""
    try:
        document = json.loads((out / MEMORY).read_bytes())
        if document["schema"] != _SCHEMA:
            return None
        told = {str(identity): Severity(word) for identity, word in document["told"].items()}
        return Memory(as_of=date.fromisoformat(document["as_of"]), told=told)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def write_memory(folder: Path, memory: Memory) -> None:
    """Remember for the next run."""
    told = {identity: memory.told[identity].value for identity in sorted(memory.told)}
    document = {"schema": _SCHEMA, "as_of": memory.as_of.isoformat(), "told": told}
    write_file(folder / MEMORY, json.dumps(document, indent=0).encode("ascii") + b"\n")
