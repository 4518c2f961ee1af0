"""What earlier runs and the list of accepted findings say of the findings of this one, by fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Compared(StrEnum):
    """A finding, seen from the run before; the words of SARIF."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"  # known, and worse now


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Empty: there is no run before, and nothing is accepted."""

    compared: Mapping[str, Compared] | None = None  # None: no run before; what it does not name is new
    accepted: Mapping[str, str] = field(default_factory=dict)  # why, by whom, until when


NOTHING_KNOWN = Background()
