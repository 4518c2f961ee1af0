"""Verdict: whether one program believes one certificate for one purpose, the path that proves it, why others fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.trust.conditions import Clause


class State(StrEnum):
    """How a path, or the best of all paths, ends (docs/trust.md)."""

    LIVE = "live"
    CONDITIONAL = "conditional"  # only what was issued up to a date
    UNKNOWN = "unknown"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The first condition of a path that fails, and at which certificate."""

    certificate: CertificateId
    clause: Clause
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPath:
    """One path, anchor (or topmost certificate) first, held to every condition for one program and purpose."""

    path: tuple[CertificateId, ...]
    state: State
    until: date | None  # CONDITIONAL: last day of issuance that counts
    refusal: Refusal | None  # DEAD and UNKNOWN: why


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer for one certificate, program and purpose.

    `proof` is empty exactly when no path holds every condition. `refused` lists other paths, up to the
    cap of the question; `more` says that there are more than those listed. `further` counts the listed paths that hold too,
    beside the proof.
    """

    certificate: CertificateId
    program: Program
    purpose: Purpose
    state: State
    until: date | None
    proof: tuple[CertificateId, ...]
    refused: tuple[JudgedPath, ...]
    more: bool
    note: str  # which anchor statements were used, where they are not of the day
    further: int = 0
    unshown: int = 0  # refused paths that were listed and are beyond the cap
    is_cut: bool = False  # depth or steps of the listing left paths out
    of_itself: Refusal | None = None  # what refuses the certificate on whatever path; None: nothing
