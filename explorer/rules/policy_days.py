"""Which of a rule's texts were in force on the day of issuance and on the day judged: never one without the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from explorer.rules.citations import Citation


def texts_of_both_days(citations: Iterable[Citation], issued: date, as_of: date) -> str:
    """The paragraphs of policies in force on each day, as one sentence; RFCs are no policies and are left out."""
    policies = [c for c in citations if not c.document.startswith("RFC")]
    return f"in force when it was issued, {issued}: {_on(policies, issued)}; on {as_of}: {_on(policies, as_of)}"


def _on(policies: list[Citation], day: date) -> str:
    held = [str(citation) for citation in policies if citation.since is None or citation.since <= day]
    return ", ".join(held) if held else "none of the texts cited"
