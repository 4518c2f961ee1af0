"""Filters as a sentence: what a screen shows, so that nobody reads a filtered count as the whole."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date

from explorer.model.finding import Severity
from explorer.views.filters import Filters, Known

DEFAULT_BASIS = "mrsp"  # of the command line, too
BASES = (DEFAULT_BASIS, "v25", "v29", "crtsh", "ccadb")  # definitions that can decide "constrained" in a run


def filters_in_words(filters: Filters, day: date, basis: str = DEFAULT_BASIS) -> str:
    """What is shown, in words. Foreign words in it are not yet made safe."""
    parts = [words for _, words in chosen_words(filters)]
    if basis != DEFAULT_BASIS:
        parts.append(f"constrained as {basis} decides")
    return f"As of {day.isoformat()}: {', '.join(parts) or 'everything'}"


def chosen_words(filters: Filters) -> list[tuple[Filters, str]]:
    """Each filter that is set, in words, with the filters that are left when only that one is removed."""
    nobody = "" if filters.live_only else " or by nobody"
    found = [
        (filters.programs, {"programs": ()}, f"trusted by {' or '.join(filters.programs)}{nobody}"),
        (filters.purposes, {"purposes": ()}, f"trusted for {' or '.join(filters.purposes)}{nobody}"),
        (filters.rules, {"rules": ()}, f"rule {' or '.join(filters.rules)}"),
        (
            filters.min_severity is not Severity.INFO,
            {"min_severity": Severity.INFO},
            f"{filters.min_severity} or worse",
        ),
        (filters.external, {"external": None}, _known(filters.external, "external", "not known to be external")),
        (filters.revoked, {"revoked": None}, _known(filters.revoked, "revoked", "not revoked")),
        (filters.expired, {"expired": None}, _known(filters.expired, "expired", "expired hidden")),
        (filters.key_states, {"key_states": ()}, f"key {' or '.join(filters.key_states)}"),
        (filters.owner, {"owner": ""}, f"owner contains “{filters.owner}”"),
        (filters.operator, {"operator": ""}, f"operator contains “{filters.operator}”"),
        (filters.text, {"text": ""}, f"name or hash contains “{filters.text}”"),
        (filters.below, {"below": ""}, f"at or below {filters.below}"),
        (filters.live_only, {"live_only": False}, "trusted by some program"),
        (filters.unknown, {"unknown": False}, "where a rule could not tell, too"),
    ]
    return [(replace(filters, **without), words) for is_set, without, words in found if is_set]  # type: ignore[arg-type]  # fields of Filters


def command_line(filters: Filters, day: date | None, basis: str = DEFAULT_BASIS) -> str:
    """The command that gives the same rows; words that a shell would read are quoted."""
    parts = [
        ("--as-of", day.isoformat() if day else ""),
        *(("--program", program.value) for program in filters.programs),
        *(("--purpose", str(purpose)) for purpose in filters.purposes),
        *(("--rule", rule) for rule in filters.rules),
        ("--owner", filters.owner),
        ("--operator", filters.operator),
        ("--text", filters.text),
        ("--below", filters.below),
        ("--min-severity", "" if filters.min_severity is Severity.INFO else filters.min_severity.value),
        ("--external", filters.external or ""),
        ("--revoked", filters.revoked or ""),
        ("--expired", filters.expired or ""),
        *(("--key-state", state.value) for state in filters.key_states),
        ("--basis", "" if basis == DEFAULT_BASIS else basis),
    ]
    words = ["subca", "flags", "--format", "csv"]
    words += [word for option, value in parts if value for word in (option, value)]
    words += ["--live-only"] * filters.live_only + ["--unknown"] * filters.unknown
    return shlex.join(words)


def _known(wanted: Known | None, yes: str, no: str) -> str:
    return yes if wanted is Known.YES else no
