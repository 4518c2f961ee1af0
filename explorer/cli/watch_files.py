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
from explorer.exports.atom import write_news_feed
from explorer.exports.changes_files import write_changes_csv, write_changes_json
from explorer.exports.csv_tables import write_flags
from explorer.exports.html_report import write_html
from explorer.exports.junit import write_junit
from explorer.exports.sarif import write_sarif
from explorer.model.finding import Severity
from explorer.model.fingerprint import fingerprint_of
from explorer.store.catalog import Store
from explorer.terminal.files import open_output, write_file
from explorer.views.background import Background, Compared
from explorer.views.changes import ChangeFilters, ChangeList, compare
from explorer.views.filters import Filters
from explorer.views.report import report_of, scope_in_words
from explorer.views.rows import FindingRow, finding_rows
from explorer.views.scope import everything
from explorer.views.words import command_line

MEMORY = "told.json"  # which findings were told, and of which day, for the next run
SUMMARY = "summary.json"
FEED = "feed.xml"
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
    background: Background  # seen from the last run and the baseline
    earlier: bytes  # feed of the last run, or empty


def _write_html(results: Results, stream: BinaryIO) -> None:
    graph, day = results.assessment.facts.graph, results.assessment.manifest.as_of
    scope = everything(graph)
    chosen, command = f"As of {day.isoformat()}: {scope_in_words(graph, scope)}", command_line(Filters(), day)
    write_html(report_of(results.assessment, results.rows, scope, chosen=chosen, command=command), stream)


def _write_feed(results: Results, stream: BinaryIO) -> None:
    known = results.background.compared or {}
    own = [row for row in results.rows if row.status == "open"]
    states = [known.get(fingerprint_of(row.rule_id, row.subject_id), Compared.NEW) for row in own]
    news = [row for row, state in zip(own, states, strict=True) if state is not Compared.UNCHANGED]
    write_news_feed(results.assessment.manifest.as_of, news, results.changes, results.earlier, stream)


FILES: dict[str, Callable[[Results, BinaryIO], None]] = {
    "flags.csv": lambda results, stream: write_flags(results.rows, stream),
    "flags.sarif": lambda results, stream: write_sarif(
        results.assessment, results.rows, stream, background=results.background
    ),
    "flags.junit.xml": lambda results, stream: write_junit(
        results.assessment, results.rows, stream, background=results.background
    ),
    "changes.csv": lambda results, stream: write_changes_csv(results.changes.rows, stream),
    "changes.json": lambda results, stream: write_changes_json(results.changes, stream),
    FEED: _write_feed,
    "report.html": _write_html,
}


def write_results(
    folder: Path, assessment: Assessment, changes: ChangeList, background: Background, earlier: bytes
) -> tuple[str, ...]:
    """Write every file that is made from the assessment; their names."""
    rows = finding_rows(assessment, Filters())
    results = Results(assessment=assessment, rows=rows, changes=changes, background=background, earlier=earlier)
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


def read_feed(out: Path) -> bytes:
    """The feed of the last run; empty when there is none."""
    try:
        return (out / FEED).read_bytes()
    except OSError:
        return b""


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
