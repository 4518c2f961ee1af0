"""How sure we are that another organisation runs a CA (docs/method.md)."""

from __future__ import annotations

from enum import StrEnum


class OperatorBasis(StrEnum):
    """Weakest first; the order of the words is the order of strength."""

    E0 = "E0"  # nothing
    E1 = "E1"  # hint, shown only: subject organisation and hosts differ
    E2 = "E2"  # indicated: own audit, cross-certified by another owner, or register entry
    E3 = "E3"  # declared, without an audit of its own
    E4 = "E4"  # declared, with an audit of its own
