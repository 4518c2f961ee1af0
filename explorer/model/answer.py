"""Three-valued answers: UNKNOWN is never read as safe and never as guilty (docs/method.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """An answer as tables print it. SILENT: the definition does not speak to this certificate."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    SILENT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A truth with the reason for it, in a few words."""

    truth: Truth
    reason: str
