"""The machine-readable summary of one run: written always, on failure too (reliability contract section 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from explorer.terminal.exit_codes import ExitCode

SCHEMA = 1  # raised when a name goes or changes its meaning; new names do not raise it

Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that bears on the exit code: where, what, what was done, what to do."""

    code: ExitCode
    where: str
    what: str
    done: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a monitoring system needs to know of a run."""

    version: str
    run: str
    verb: str
    started: datetime  # UTC
    ended: datetime  # UTC
    code: ExitCode
    causes: tuple[Cause, ...]
    counts: Mapping[str, Json]  # by the verb: records read, findings by severity, ...

    def to_json(self) -> bytes:
        """ASCII JSON with one final newline; foreign text is escaped by the serializer."""
        document = {
            "schema": SCHEMA,
            "program": "subca",
            "version": self.version,
            "run": self.run,
            "verb": self.verb,
            "started": _utc(self.started),
            "ended": _utc(self.ended),
            "exit_code": int(self.code),
            "exit_name": self.code.name.lower(),
            "causes": [
                {"code": int(c.code), "where": c.where, "what": c.what, "done": c.done, "remedy": c.remedy}
                for c in self.causes
            ],
            "counts": self.counts,
        }
        return json.dumps(document, indent=2).encode("ascii") + b"\n"


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
