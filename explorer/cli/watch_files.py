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
from explorer.exports.changes_files import write_changes_csv, write_changes_json
from explorer.exports.csv_tables import write_flags
from explorer.model.finding import Severity
from explorer.store.catalog import Store
from explorer.terminal.files import open_output, write_file
from explorer.views.changes import ChangeFilters, ChangeList, compare
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
    changes: ChangeList  # since the last run; none on the first


FILES: dict[str, Callable[[Results, BinaryIO], None]] = {
    "flags.csv": lambda results, stream: write_flags(results.rows, stream),
    "changes.csv": lambda results, stream: write_changes_csv(results.changes.rows, stream),
    "changes.json": lambda results, stream: write_changes_json(results.changes, stream),
}


def write_results(folder: Path, assessment: Assessment, changes: ChangeList) -> tuple[str, ...]:
    """Write every file that is made from the assessment; their names."""
    results = Results(assessment=assessment, rows=finding_rows(assessment, Filters()), changes=changes)
    for name, write in FILES.items():
        with open_output(folder / name) as stream:
            write(results, stream)
    return tuple(FILES)


def changes_since(store: Store, assessment: Assessment, before: Memory | None) -> ChangeList:
    """What changed since the day that the last run judged; nothing on the first run, or when the day is the same."""
    manifest = assessment.manifest
    if before is not None and before.as_of < manifest.as_of:
        return compare(store, before.as_of, manifest.as_of, ChangeFilters())
    return ChangeList(
        from_day=manifest.as_of,
        to_day=manifest.as_of,
        from_snapshot=manifest.id,
        to_snapshot=manifest.id,
        warnings=assessment.warnings,
        rows=(),
        untyped=0,
    )


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
