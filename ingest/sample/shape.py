"""What one certificate of the sample looks like, before it is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from explorer.model.purpose import CLIENT_AUTH, SERVER_AUTH
from ingest.sample.keys import Key
from ingest.sample.naming import NameSpec

DOMAIN_VALIDATED = "2.23.140.1.2.1"
EXTENDED_VALIDATION = "2.23.140.1.1"
ANY_POLICY = "2.5.29.32.0"
CA_KEY_USAGE = ("keyCertSign", "cRLSign")

RawExtension = tuple[str, bool, bytes]  # OID, critical, value
Subtrees = tuple[tuple[str, "str | NameSpec | bytes"], ...]  # ("dns", "example"), ("ip", "10.0.0.0/8"), ("dir", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Name constraints as drawn; an empty tuple leaves the field out."""

    permitted: Subtrees = ()
    excluded: Subtrees = ()
    critical: bool = True
    raw: bytes = b""  # the extension value as is, in place of all that

    def count(self, kind: str) -> int:
        """How many permitted subtrees of a form."""
        return sum(1 for form, _ in self.permitted if form == kind)


class Shape(TypedDict, total=False):
    """What may differ from an ordinary issuing CA; the defaults are those of `Plan`."""

    version: int
    signature: str
    serial: bytes
    is_ca: bool | None
    path_length: int | None
    key_usage: tuple[str, ...] | None
    eku: tuple[str, ...] | None
    eku_critical: bool
    limits: Limits | None
    policies: tuple[str, ...]
    nocheck: bytes | None
    aki_pins: bool
    san: str
    raw: tuple[RawExtension, ...]
    twist: str
    tier: str
    issuer_name: NameSpec
    linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One certificate, complete but not yet encoded."""

    label: str
    subject: NameSpec
    key: Key
    issuer_name: NameSpec
    issuer_key: Key
    not_before: datetime
    not_after: datetime
    host: str  # of the issuer: where its CRLs and certificates lie
    version: int = 3
    signature: str = ""  # empty: what the issuer's key usually makes
    serial: bytes = b""  # empty: follows from the label
    is_ca: bool | None = True
    path_length: int | None = 0
    key_usage: tuple[str, ...] | None = CA_KEY_USAGE
    eku: tuple[str, ...] | None = (SERVER_AUTH, CLIENT_AUTH)
    eku_critical: bool = False
    limits: Limits | None = None
    policies: tuple[str, ...] = (DOMAIN_VALIDATED,)
    nocheck: bytes | None = None
    aki_pins: bool = False  # the AKI names issuer and serial of one certificate (docs/model.md)
    san: str = ""
    raw: tuple[RawExtension, ...] = ()  # written after the others, in place of one with the same OID
    twist: str = ""  # "default-false": spells a DEFAULT out; "opaque": cut short inside
    tier: str = "strict"  # how a reader must find it (docs/model.md)
    linked: bool = True  # signed by the issuer; False: signed by a key that nobody knows

    @property
    def self_signed(self) -> bool:
        """Names and keys of subject and issuer are the same."""
        return self.key == self.issuer_key and self.subject == self.issuer_name


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlPlan:
    """A CRL; certificates by label."""

    file: str
    by: str
    on: date  # thisUpdate, noon
    revoked: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPlan:
    """An OCSP response; certificates by label."""

    file: str
    issuer: str
    about: str
    by: str  # the issuer itself, or a delegate
    produced: date  # producedAt, noon
    this_update: date | None = None  # None: the day produced
