"""Filters as a sentence: what a screen shows, so that nobody reads a filtered count as the whole."""

from __future__ import annotations

import shlex
from datetime import date

from explorer.model.finding import Severity
from explorer.views.filters import Filters


def filters_in_words(filters: Filters, day: date, text: str = "") -> str:
    """What is shown, in words. Foreign words in it are not yet made safe."""
    parts = []
    if filters.programs or filters.purposes:
        programs = " or ".join(filters.programs) or "any program"
        purposes = " or ".join(filters.purposes) or "any purpose"
        parts.append(f"trusted by {programs} for {purposes}")
    elif filters.live_only:
        parts.append("trusted by some program")
    if filters.rules:
        parts.append("rule " + " or ".join(filters.rules))
    if filters.min_severity is not Severity.INFO:
        parts.append(f"{filters.min_severity} or worse")
    if filters.owner:
        parts.append(f"owner contains “{filters.owner}”")
    if filters.operator:
        parts.append(f"operator contains “{filters.operator}”")
    if text:
        parts.append(f"name or hash contains “{text}”")
    if filters.unknown:
        parts.append("where a rule could not tell, too")
    return f"As of {day.isoformat()}: {', '.join(parts) or 'everything'}"


def command_line(filters: Filters, day: date | None) -> str:
    """The command that gives the same rows; words that a shell would read are quoted."""
    words = ["subca", "flags", "--format", "csv"]
    if day:
        words += ["--as-of", day.isoformat()]
    for program in filters.programs:
        words += ["--program", program.value]
    for purpose in filters.purposes:
        words += ["--purpose", str(purpose)]
    for rule in filters.rules:
        words += ["--rule", rule]
    if filters.owner:
        words += ["--owner", filters.owner]
    if filters.operator:
        words += ["--operator", filters.operator]
    if filters.min_severity is not Severity.INFO:
        words += ["--min-severity", filters.min_severity.value]
    words += ["--live-only"] * filters.live_only + ["--unknown"] * filters.unknown
    return shlex.join(words)
