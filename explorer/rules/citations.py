"""Policy documents and stable paragraph references. One constant per paragraph that a rule leans on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A paragraph of a document, and since when its text is in force."""

    document: str  # short name of rules.md section 0: MRSP, CCADB-P, BR, SBR, CRP, ARCP, MSTRP, RFC 5280
    paragraph: str
    since: date | None = None  # None: always, or not known

    def __str__(self) -> str:
        return f"{self.document} {self.paragraph}"
