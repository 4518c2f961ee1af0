"""A register of key evidence as a folder: every record with every fault, and the register that comes with subca."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from explorer.errors import UsageError
from explorer.model.evidence import Evidence
from ingest.sources.evidence_record import RECORD_LIMIT, Problem, fatal, read_record, slip
from ingest.sources.inputs import files_below, read_file

RECORD_SUFFIX = ".txt"
_BESIDE = frozenset({".md", ".csv"})  # what may lie beside records: a page that explains, the list of affiliates


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFolder:
    """Records by the file they stand in, and what is wrong, by file and line."""

    records: tuple[tuple[str, Evidence], ...]
    problems: tuple[Problem, ...]


def read_register_folder(folder: Path) -> RegisterFolder:
    """Read every record below a folder, or one record; raises `UsageError` when there is none to read."""
    base = folder if folder.is_dir() else folder.parent
    records: list[tuple[str, Evidence]] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}  # id -> file
    for path in files_below(folder):
        name = path.relative_to(base).as_posix()
        if path.suffix != RECORD_SUFFIX:
            if path.suffix not in _BESIDE:
                problems.append(slip(name, 0, "no record", f"records end in {RECORD_SUFFIX}; move it elsewhere"))
            continue
        found, faults = read_record(read_file(path, limit=4 * RECORD_LIMIT), file=name)
        problems += faults
        if found is None:
            continue
        if found.id in first:
            problems.append(slip(name, 0, f"the same record as {first[found.id]}", "remove one of the two"))
            continue
        first[found.id] = name
        records.append((name, found))
    problems += _dangling(records, first)
    if not records and not problems:
        raise UsageError("holds no record", where=str(folder), remedy=f"records are files that end in {RECORD_SUFFIX}")
    return RegisterFolder(records=tuple(records), problems=tuple(sorted(problems, key=lambda p: (p.file, p.line))))


def public_register() -> Path:
    """The folder of the public register that is packaged with subca."""
    return Path(str(files("ingest").joinpath("registers", "public")))


def _dangling(records: list[tuple[str, Evidence]], first: dict[str, str]) -> Iterator[Problem]:
    """Records that replace one that is not there, or themselves in a ring."""
    by_id = {record.id: record for _, record in records}
    for name, record in records:
        for target in record.supersedes:
            if target not in first:
                yield slip(
                    name, 0, f"supersedes {target[:12].lower()}, which is not here", "add the record it replaces"
                )
            elif record.id in by_id[target].supersedes:
                yield fatal(name, 0, f"it and {first[target]} supersede each other", "one of them has to go")
