"""Changes between two days: what is different, which claim made it so, and what it did to trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.model.finding import SubjectKind, Use
from explorer.model.ids import CertificateId, RecordId
from explorer.model.program import Program


class ChangeKind(StrEnum):
    """The types of change; the words are those of files and options."""

    VANISHED = "vanished"  # a record is listed no more
    APPEARED = "appeared"
    OWNER_CHANGED = "owner-changed"  # a rename is one change of this kind, about the owner (docs/method.md)
    OPERATOR_CHANGED = "operator-changed"  # effective Subordinate CA Owner
    BECAME_EXTERNAL = "became-external"
    CONSTRAINT_GAINED = "constraint-gained"  # of a record's column, or of all certificates of a CA
    CONSTRAINT_LOST = "constraint-lost"
    REVOKED = "revoked"  # one more source says so
    RETRUSTED = "re-trusted"  # a source takes it back, or a program lifts or moves back a cut-off
    AUDIT_LAPSED = "audit-lapsed"
    PARENT_CORRECTED = "parent-corrected"  # the parent pointer of a record is another
    NEW_CROSS_CERTIFICATE = "new-cross-certificate"
    ANCHOR_ADDED = "anchor-added"  # for one program, for the purposes told
    ANCHOR_REMOVED = "anchor-removed"
    ANCHOR_CUT_OFF = "anchor-cut-off"
    NEW_OCSP_POWER = "new-ocsp-power"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_CONTRADICTED = "evidence-contradicted"


class Aspect(StrEnum):
    """What one value of a day is about; a change is a value that is another on the later day."""

    LISTED = "listed"
    OWNER = "CA Owner"
    OPERATOR = "Subordinate CA Owner"
    EXTERNAL = "externally operated"
    FLAG = "Technically Constrained"
    CONSTRAINED = "all certificates constrained"
    REVOKED = "revoked"
    AUDIT = "Standard audit"
    PARENT = "parent"
    CROSS = "cross-certificate"
    ANCHOR = "anchor"
    OCSP = "OCSP power"
    EVIDENCE = "evidence"
    DESTRUCTION = "destruction of the key"
    TRUST = "trust"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a value stands: what it is about, whose it is, and which part of that."""

    aspect: Aspect
    subject: str
    part: str = ""  # source of a revocation; program and purpose of an anchor


UNKNOWN = "unknown"  # a value that could not be told: neither a change from nor to it is typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The claim behind a change: whose, which, since which stored day, and what it said before.

    `day` is the first stored day on which the new value stood; of what lies in a certificate or the register its own date.
    """

    source: str  # list, "certificate", "key-lifecycle register", "calendar"
    claim: str  # id of the record, certificate or evidence record
    field: str
    day: date | None  # None: no single day can be named
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """One value that differs; None: there was, or is, none."""

    old: str | None
    new: str | None
    cause: Cause | None  # None for `Aspect.TRUST`: an effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One typed difference between two days."""

    kind: ChangeKind
    subject_kind: SubjectKind
    subject: str
    name: str
    certificate: CertificateId | None
    record: RecordId | None
    owner: str
    old: str
    new: str
    note: str  # what the values alone don't tell; empty when nothing
    cause: Cause
    programs: tuple[Program, ...]  # that trust it on either day, or whose anchor it is
    lost: tuple[Use, ...]  # uses of its own certificates that went, or whose cut-off changed
    gained: tuple[Use, ...]
    below_lost: int  # certificates below it that lost a use on the same days
    below_gained: int
