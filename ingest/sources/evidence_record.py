"""One record of the key-life register: its fields, its faults, its meaning (rules page 6.4).

A record is a text file of `Field: value` lines sorted by field; a continuation line begins with one space,
repeatable fields repeat. It is named by the SHA-256 of its bytes, and the file name carries the first digits of
that, so that a record edited after it was filed is found out. A fault that touches the meaning makes the
record unusable; one of form is told, and the record is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from explorer.errors import InputRejected
from explorer.model.evidence import Evidence
from explorer.model.ids import CertificateId, SpkiHash, parse_sha256, sha256_hex
from ingest.sources.csv_table import read_text

RECORD_LIMIT = 256 * 1024  # bytes of one record
LINE_LIMIT = 2000
UNRESOLVED = "unresolved"

EVENTS = ("generated", "parked", "certified", "revoked", "retired", "destroyed", "used", "misuse-excluded")
PRECISIONS = ("day", "month", "before", "unknown")
FORMS = (
    "auditor_destruction_report",
    "auditor_lifecycle_report",
    "audit_statement",
    "auditor_period_report",
    "ca_statement_witnessed",
    "ca_statement",
    "third_party_note",
)  # strongest first (rules page 6.2)
COPIES = ("all", "backup-remains", "unstated")
LEVELS = ("primary", "secondary")
REQUIRED = ("Event", "Event-Date-Precision", "Key-SPKI-SHA256", "Owner", "Form", "Document-Locator", "Source-Level")
REPEATABLE = frozenset({"Key-SPKI-SHA256", "Certificate-SHA256", "CA-Subject", "Note", "Supersedes"})
KNOWN = (
    frozenset(REQUIRED)
    | REPEATABLE
    | frozenset(
        {
            "Event-Date",
            "Holder",
            "Copies",
            "Method",
            "Auditor",
            "Auditor-Standard",
            "Document-Title",
            "Document-Date",
            "Document-SHA256",
            "Quote-Page",
            "Entered-By",
            "Entered-Date",
        }
    )
)

_WORDS = {
    "Event": EVENTS,
    "Event-Date-Precision": PRECISIONS,
    "Form": FORMS,
    "Copies": COPIES,
    "Source-Level": LEVELS,
}
_FIELD = re.compile(r"([A-Z][A-Za-z0-9-]*):(.*)", re.ASCII)
_FILED = re.compile(r"(?P<event>[a-z-]+?)-(?P<date>\d{4}-\d\d-\d\d|undated)-(?P<digits>[0-9A-Fa-f]{12})\.txt", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault of one record, where it stands, and what would mend it."""

    file: str
    line: int  # 0: the file as a whole
    what: str
    remedy: str
    is_fatal: bool  # the record is not used

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    value: str
    line: int


def looks_like_record(text: str) -> bool:
    """Whether a text is a register record: its first line is a field we know, and one line is an `Event:`."""
    lines = text.splitlines()[:LINE_LIMIT]
    first = _FIELD.fullmatch(lines[0]) if lines else None
    return first is not None and first[1] in KNOWN and any(line.startswith("Event:") for line in lines)


def read_record(data: bytes, *, file: str) -> tuple[Evidence | None, tuple[Problem, ...]]:
    """One record and its faults; None when one of them is fatal."""
    try:
        text = read_text(data, where=file, limit=RECORD_LIMIT)
    except InputRejected as error:
        return None, (Problem(file=file, line=0, what=error.what, remedy="write it again as UTF-8", is_fatal=True),)
    fields, faults = _fields_of(text, file)
    by_name: dict[str, list[_Field]] = {}
    for field in fields:
        by_name.setdefault(field.name, []).append(field)
    faults += _faults_of_form(data, text, fields, file)
    faults += _faults_of_meaning(by_name, file)
    identity = sha256_hex(data)
    faults += _faults_of_name(file, identity, by_name)
    if any(fault.is_fatal for fault in faults):
        return None, tuple(faults)
    return _evidence_of(identity, fields, by_name), tuple(faults)


def _fields_of(text: str, file: str) -> tuple[list[_Field], list[Problem]]:
    """The fields in file order, continuation lines joined by a line end."""
    fields: list[_Field] = []
    faults: list[Problem] = []
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > LINE_LIMIT:
        return [], [fatal(file, 0, f"more than {LINE_LIMIT} lines", "split it into several records")]
    for number, line in enumerate((line.rstrip("\r") for line in lines), 1):
        if line.startswith(" ") and fields:
            last = fields.pop()
            fields.append(_Field(name=last.name, value=f"{last.value}\n{line[1:].strip()}".strip(), line=last.line))
        elif (found := _FIELD.fullmatch(line)) is not None:
            fields.append(_Field(name=found[1], value=found[2].strip(), line=number))
        else:
            faults.append(fatal(file, number, "no field", "write `Field: value`, or begin a continuation with a space"))
    return fields, faults


def _faults_of_form(data: bytes, text: str, fields: list[_Field], file: str) -> list[Problem]:
    """What breaks merging but not meaning: order, line ends, unknown fields."""
    faults = []
    names = [field.name for field in fields]
    for field, before in zip(fields[1:], names, strict=False):
        if field.name < before:
            faults.append(slip(file, field.line, f"{field.name} stands after {before}", "sort the fields by name"))
            break
    if b"\r" in data or not data.endswith(b"\n") or text.encode() != data:
        faults.append(
            slip(file, 0, "line ends are not LF, or a byte-order mark leads", "save it as plain UTF-8 with LF")
        )
    faults += [
        slip(file, field.line, f"unknown field {field.name}", "see `subca evidence template`")
        for field in fields
        if field.name not in KNOWN
    ]
    return faults


def _faults_of_meaning(by_name: dict[str, list[_Field]], file: str) -> list[Problem]:
    """What makes a record unusable: a field that is missing, doubled, or not of its kind."""
    faults = [
        fatal(file, 0, f"no {name}", f"add a line `{name}: ...`")
        for name in REQUIRED
        if not any(field.value for field in by_name.get(name, ()))
    ]
    for name, fields in by_name.items():
        if len(fields) > 1 and name not in REPEATABLE:
            faults.append(fatal(file, fields[1].line, f"{name} stands twice", "keep one; a correction is a new record"))
        for field in fields:
            faults += _faults_of_field(field, file)
    precision = by_name["Event-Date-Precision"][0] if "Event-Date-Precision" in by_name else None
    is_dated = any(field.value for field in by_name.get("Event-Date", ()))
    if precision is not None and precision.value in {"day", "month", "before"} and not is_dated:
        faults.append(fatal(file, precision.line, f"precision {precision.value} without Event-Date", "add the date"))
    keys = {field.value for field in by_name.get("Key-SPKI-SHA256", ())}
    if UNRESOLVED in keys and len(keys) > 1:
        faults.append(fatal(file, 0, "Key-SPKI-SHA256 is both unresolved and a hash", "split it into two records"))
    return faults


def _faults_of_field(field: _Field, file: str) -> list[Problem]:
    """One field against the words or the form it must have."""
    words = _WORDS.get(field.name)
    if words is not None and field.value and field.value not in words:
        return [fatal(file, field.line, f"{field.name} {field.value!r} is no word for it", f"use {', '.join(words)}")]
    if field.name.endswith("-SHA256") or field.name == "Supersedes":
        is_open = field.name == "Key-SPKI-SHA256" and field.value == UNRESOLVED
        if field.value and not is_open and parse_sha256(field.value) is None:
            return [fatal(file, field.line, f"{field.name} is no SHA-256", "write 64 hex digits")]
    if field.name.endswith("-Date") and field.value and iso_day(field.value) is None:
        return [fatal(file, field.line, f"{field.name} {field.value!r} is no day", "write YYYY-MM-DD")]
    return []


def _faults_of_name(file: str, identity: str, by_name: dict[str, list[_Field]]) -> list[Problem]:
    """The file name proves the record: digits that differ mean that it was edited after it was filed."""
    event, when = _first(by_name, "Event"), _first(by_name, "Event-Date") or "undated"
    keys = sorted(parse_sha256(field.value) or UNRESOLVED for field in by_name.get("Key-SPKI-SHA256", ()))
    folder = keys[0][:16] if keys else UNRESOLVED
    expected = f"{folder}/{event}-{when}-{identity[:12].lower()}.txt"
    *folders, name = file.replace("\\", "/").split("/")
    filed = _FILED.fullmatch(name)
    if filed is None:
        return [slip(file, 0, "the file name does not prove the record", f"name it {expected}")]
    if filed["digits"].upper() != identity[:12]:
        remedy = "restore the record, and write the change as a new one with `Supersedes:`"
        return [fatal(file, 0, f"the file was edited after it was named ({identity[:12].lower()} now)", remedy)]
    if filed["event"] != event or filed["date"] != when or (folders and folders[-1].upper() != folder.upper()):
        return [slip(file, 0, "folder or name do not fit the record", f"name it {expected}")]
    return []


def _evidence_of(identity: str, fields: list[_Field], by_name: dict[str, list[_Field]]) -> Evidence:
    """The record as a word of the field; its fields are known to be right."""

    def hashes(name: str) -> tuple[str, ...]:
        found = (parse_sha256(field.value) for field in by_name.get(name, ()))
        return tuple(digest for digest in found if digest)

    when = _first(by_name, "Event-Date")
    return Evidence(
        id=identity,
        event=_first(by_name, "Event"),
        event_date=iso_day(when) if when else None,
        precision=_first(by_name, "Event-Date-Precision"),
        keys=tuple(SpkiHash(digest) for digest in hashes("Key-SPKI-SHA256")),
        certificates=tuple(CertificateId(digest) for digest in hashes("Certificate-SHA256")),
        owner=_first(by_name, "Owner"),
        holder=_first(by_name, "Holder"),
        form=_first(by_name, "Form"),
        copies=_first(by_name, "Copies") or "unstated",
        auditor=_first(by_name, "Auditor"),
        document_sha256="".join(hashes("Document-SHA256")),
        document_locator=_first(by_name, "Document-Locator"),
        source_level=_first(by_name, "Source-Level"),
        supersedes=hashes("Supersedes"),
        fields=tuple((field.name, field.value) for field in fields),
    )


def _first(by_name: dict[str, list[_Field]], name: str) -> str:
    return by_name[name][0].value if name in by_name else ""


def iso_day(cell: str) -> date | None:
    """A day of the form YYYY-MM-DD."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def fatal(file: str, line: int, what: str, remedy: str) -> Problem:
    """A fault that makes the record unusable."""
    return Problem(file=file, line=line, what=what, remedy=remedy, is_fatal=True)


def slip(file: str, line: int, what: str, remedy: str) -> Problem:
    """A fault of form."""
    return Problem(file=file, line=line, what=what, remedy=remedy, is_fatal=False)
