"""Accepted findings: a plain TOML file, made to be kept in git: one table each, sorted, so that merges stay apart.

Read with `tomllib`; written by the few lines below, for all values are strings, lists of strings, and days.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from explorer.errors import UsageError
from explorer.model.ids import parse_sha256
from explorer.terminal.files import write_file

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of a baseline

_HEAD = """\
# Accepted findings of subca. Made by: subca flags --accept RULE:SUBJECT --reason TEXT --author NAME --until DATE
# --baseline FILE. An acceptance counts up to its last day, and until the finding gets worse than stated here.
"""
_TEXTS = ("rule", "subject", "severity", "reason", "author")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Somebody answers for one finding, as it was then, up to a day."""

    fingerprint: str
    rule: str
    subject: str
    severity: str  # as accepted: a worse one is not covered
    programs: tuple[str, ...]  # Program:Purpose as accepted: more are not covered
    reason: str
    author: str
    accepted: date
    until: date  # last day on which it counts


def read_baseline(path: Path) -> dict[str, Acceptance]:
    """Acceptances by fingerprint. Raises `UsageError` for a file that is missing or no baseline."""
    try:
        data = path.read_bytes()
        if len(data) > SIZE_LIMIT:
            raise ValueError(f"more than {SIZE_LIMIT} bytes")
        document = tomllib.loads(data.decode("utf-8"))
        tables = document.get("accepted", {})
        if not isinstance(tables, dict) or set(document) - {"accepted"}:
            raise ValueError("only tables [accepted.FINGERPRINT] may stand in it")
        found = [_acceptance(name, table) for name, table in tables.items()]
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(
            f"can't be read as a baseline: {reason}",
            where=str(path),
            done="nothing was started",
            remedy="mend the file, or begin one with subca flags --accept",
        ) from error
    return {acceptance.fingerprint: acceptance for acceptance in found}


def write_baseline(path: Path, acceptances: Iterable[Acceptance]) -> None:
    """Write a baseline, whole or not at all; sorted by rule and subject."""
    tables = [_HEAD]
    for a in sorted(acceptances, key=lambda a: (a.rule, a.subject)):
        lines = [
            f"[accepted.{a.fingerprint}]",
            *(f"{name} = {_text(getattr(a, name))}" for name in ("rule", "subject", "severity")),
            "programs = [" + ", ".join(map(_text, sorted(a.programs))) + "]",
            *(f"{name} = {_text(getattr(a, name))}" for name in ("reason", "author")),
            f"accepted = {a.accepted.isoformat()}",
            f"until = {a.until.isoformat()}",
        ]
        tables.append("\n".join(lines) + "\n")
    write_file(path, "\n".join(tables).encode("utf-8"))


def _acceptance(name: str, table: object) -> Acceptance:
    fingerprint = parse_sha256(name)
    if fingerprint is None or not isinstance(table, dict):
        raise ValueError(f"[accepted.{name}] is not named by a fingerprint")
    known = {*_TEXTS, "programs", "accepted", "until"}
    if set(table) != known:
        odd = ", ".join(sorted(set(table) ^ known))
        raise ValueError(f"[accepted.{name}] lacks, or does not know: {odd}")
    texts = {key: table[key] for key in _TEXTS}
    programs, accepted, until = table["programs"], table["accepted"], table["until"]
    if not all(isinstance(value, str) and value for value in texts.values()):
        raise ValueError(f"[accepted.{name}]: {', '.join(_TEXTS)} must be text")
    if not isinstance(programs, list) or not all(isinstance(program, str) for program in programs):
        raise ValueError(f"[accepted.{name}]: programs must be a list of texts")
    if type(accepted) is not date or type(until) is not date:
        raise ValueError(f"[accepted.{name}]: accepted and until must be days like 2027-01-31")
    return Acceptance(fingerprint=fingerprint, programs=tuple(programs), accepted=accepted, until=until, **texts)


def _text(value: str) -> str:
    """A basic string of TOML: JSON's escapes are a part of its own, but for DEL; surrogates can't be written."""
    plain = value.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007F")
