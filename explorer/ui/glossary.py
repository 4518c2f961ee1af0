"""Help where a term appears: the words of the screen, and the meaning that docs/glossary.md gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_WORDS = {
    "Owner": "owner",
    "CA owner": "owner",
    "Operator": "operator",
    "Basis": "basis",
    "External": "external",
    "External, valid": "external",
    "SPKI": "SPKI",
    "Key": "SPKI",
    "Destruction": "key state",
    "OCSP power": "delegated responder",
    "Trusted": "live",
    "Trusted by": "live",
    "Proof": "proof",
    "Purpose": "purpose",
    "Technically constrained": "constrained under D",
    "Definition": "definition",
    "Findings": "finding",
    "Quarantined": "quarantine",
    "Can't tell": "unknown",
    "Root": "root",
    "Issuer": "issuer, subject",
    "Indicated": "basis",
    "Severity": "severity",
    "Confidence": "confidence",
    "Status": "status",
    "Reach": "reach",
    "First seen": "first seen",
    "Accepted": "accepted",
    "Self-unrevocable": "self-unrevocable",
    "Cause": "cause, effect",
    "Effect": "cause, effect",
}
"""Word on the screen -> word of the glossary."""


@cache
def glossary() -> Mapping[str, str]:
    """Every word with its meaning, in the order of the page."""
    found: Mapping[str, str] = json.loads(files("explorer.ui").joinpath("glossary.json").read_text(encoding="utf-8"))
    return found


def meaning_of(words: str) -> str:
    """The meaning of a word as the screen writes it; empty for words that need none."""
    return glossary()[_WORDS[words]] if words in _WORDS else ""
