"""Findings: one rule, one subject, with the argument and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.model.ids import CaId, CertificateId, KeyId, RecordId
from explorer.model.program import Program
from explorer.model.purpose import Purpose


class Severity(StrEnum):
    """How bad if true; from worst to least."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical … 4 for info."""
        return _RANKS[self]

    def lowered(self, steps: int = 1) -> Severity:
        """The severity so many steps below, INFO at the least."""
        return _ORDER[min(self.rank + steps, len(_ORDER) - 1)]

    def raised(self) -> Severity:
        """The severity one above, CRITICAL at the most."""
        return _ORDER[max(self.rank - 1, 0)]


_ORDER = tuple(Severity)
_RANKS = {severity: rank for rank, severity in enumerate(_ORDER)}


class Confidence(StrEnum):
    """How we know; an axis of its own, never used to soften a severity."""

    CERTAIN = "certain"
    DISCLOSED = "disclosed"  # the operator is declared (E4, E3)
    INFERRED = "inferred"  # the operator is indicated (E2, E1)


class SubjectKind(StrEnum):
    """What a finding is about."""

    CERTIFICATE = "certificate"
    CA = "ca"
    KEY = "key"
    RECORD = "record"
    OWNER = "owner"
    RUN = "run"


class Status(StrEnum):
    """OPEN unless accepted in a baseline; UNKNOWN when the rule could not tell."""

    OPEN = "open"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Use:
    """A program and purpose in which the subject is live, with the cut-off that applies."""

    program: Program
    purpose: Purpose
    until: date | None = None  # certificates issued later are not trusted

    def __str__(self) -> str:
        tail = f" (until {self.until.isoformat()})" if self.until else ""
        return f"{self.program}:{self.purpose}{tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding is one (rule, subject); its programs and purposes are a list inside it."""

    rule: str  # rule id
    kind: SubjectKind
    subject: str  # id of the subject, as its kind is identified
    severity: Severity
    confidence: Confidence
    status: Status = Status.OPEN
    because: tuple[str, ...]  # the argument, one sentence each; for an unknown, what is missing
    uses: tuple[Use, ...] = ()  # where the subject is live, sorted; empty: nobody trusts it
    proof: tuple[CertificateId, ...] = ()  # anchor first
    certificate: CertificateId | None = None
    ca: CaId | None = None
    key: KeyId | None = None
    record: RecordId | None = None
    owner: str = ""
    reach_certificates: int | None = None  # None: not counted for this rule
    reach_owners: int | None = None
