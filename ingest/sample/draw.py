"""The drawing language: owners, their roots, what these sign, and what CCADB and the programs say of it.

A story reads `owner.root(...)`, `root.sub(...)`, `root.cross(other, ...)`, `sub.responder(...)`; each
names what it draws by a label, under which `expected.py` finds it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Unpack

from explorer.model.ids import ca_id
from explorer.model.program import Program
from explorer.model.purpose import (
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL_PROTECTION,
    OCSP_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
)
from ingest.sample.keys import Key, spki
from ingest.sample.naming import NameSpec, encode_name, name
from ingest.sample.shape import AnswerPlan, CrlPlan, Plan, Shape

AS_OF = date(2026, 9, 1)
DAYS = (date(2024, 9, 1), date(2026, 6, 1), AS_OF)

SAME, OWN, STALE, NO_AUDIT = "same", "own", "stale", "none"
NOT_REVOKED, REVOKED, PARENT_REVOKED = "Not Revoked", "Revoked", "Parent Cert Revoked"
NOCHECK = b"\x05\x00"
FOR_EVER = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """One purpose for which a program lists a root."""

    program: Program
    oid: str
    disabled_from: str = ""  # as the root-store file writes it
    until: str = ""
    since: date = date.min  # first day listed
    gone: date = FOR_EVER  # first day no longer listed


def bits(**purposes: tuple[str, ...]) -> tuple[Bit, ...]:
    """Bits by program name: `bits(mozilla=(SERVER_AUTH,))`."""
    return tuple(Bit(program=Program[p.upper()], oid=oid) for p, oids in purposes.items() for oid in oids)


WEB = bits(mozilla=(SERVER_AUTH,), chrome=(SERVER_AUTH,), apple=(SERVER_AUTH,), microsoft=(SERVER_AUTH, CLIENT_AUTH))
MAIL = bits(mozilla=(EMAIL_PROTECTION,), apple=(EMAIL_PROTECTION,), microsoft=(EMAIL_PROTECTION, CLIENT_AUTH))
CODE = bits(microsoft=(CODE_SIGN, TIME_STAMP))
BOTH = bits(
    mozilla=(SERVER_AUTH, EMAIL_PROTECTION),
    chrome=(SERVER_AUTH,),
    apple=(SERVER_AUTH, EMAIL_PROTECTION, CLIENT_AUTH),
    microsoft=(SERVER_AUTH, CLIENT_AUTH, EMAIL_PROTECTION, CODE_SIGN, TIME_STAMP),
)
NOWHERE: tuple[Bit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What CCADB records of a certificate; the defaults are those of a tidy disclosure."""

    owner: str = ""  # CA Owner cell; empty: the owner's own name
    operator: str = ""  # Subordinate CA Owner cell
    audits: str = ""  # SAME, OWN, STALE, NO_AUDIT; empty: OWN for roots, SAME below
    revocation: str = NOT_REVOKED
    revoked_since: date = date.min  # until then the record said Not Revoked
    constrained: bool | None = None  # None: what CCADB computes
    parent: str | None = None  # label of the parent record; None: the issuer's; empty: none
    kind: str = ""  # "root" or "intermediate"; empty: by the certificate
    title: str = ""  # Certificate Name cell; empty: the common name
    fingerprint: str | None = None  # the cell as written; None: right
    listed: date | None = None  # None: a few days after notBefore
    gone: date = FOR_EVER  # first day on which the record is missing
    cells: Mapping[str, str] = field(default_factory=dict)  # by column of V4
    earlier: Mapping[str, str] = field(default_factory=dict)  # cells on every day before the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the all-records report."""

    label: str  # of the row
    certificate: str  # label of the certificate
    owner: Owner
    entry: Entry
    parent: str  # label of the parent row; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedEntry:
    """One OneCRL entry for a certificate."""

    certificate: str
    on: date
    why: str


@dataclass(slots=True)
class World:
    """All that is drawn, in the order it was drawn."""

    plans: dict[str, Plan] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    trust: dict[str, tuple[Bit, ...]] = field(default_factory=dict)
    without_pem: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)  # rows that stand twice, octet for octet
    loose: dict[str, list[str]] = field(default_factory=dict)  # file name -> certificates, outside the yearly reports
    mismatched: dict[str, str] = field(default_factory=dict)  # a row of the PEM report that holds another certificate
    onecrl: list[RevokedEntry] = field(default_factory=list)
    status: list[CrlPlan | AnswerPlan] = field(default_factory=list)
    evidence: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    affiliates: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)

    def owner(self, title: str, host: str, country: str = "XA", auditor: str = "Plumb Line Audit") -> Owner:
        """An organisation that answers for roots; `host` is its domain."""
        owner = Owner(world=self, title=title, host=host, country=country, auditor=auditor)
        self.owners.append(owner)
        return owner

    def key(self, label: str) -> Key:
        """The key of a certificate."""
        return self.plans[label].key

    def row(self, label: str, certificate: Authority, entry: Entry, *, parent: str = "") -> None:
        """One more row for a certificate, under a label of its own."""
        assert label not in self.records, label
        self.records[label] = Record(
            label=label, certificate=certificate.label, owner=certificate.owner, entry=entry, parent=parent
        )

    def claim(self, label: str, **fields: str | tuple[str, ...]) -> None:
        """A register record; field names with `_` for `-`, several values as a tuple (docs/evidence.md)."""
        values = {k: (v,) if isinstance(v, str) else v for k, v in fields.items()}
        self.evidence[label] = {k.replace("_", "-"): v for k, v in values.items()}

    def add(self, plan: Plan, owner: Owner, parent: str, entry: Entry | None) -> Authority:
        """Keep a drawn certificate and, unless it is undisclosed, its row."""
        assert plan.label not in self.plans, plan.label
        self.plans[plan.label] = plan
        authority = Authority(owner=owner, label=plan.label, name=plan.subject, key=plan.key)
        if entry is not None:
            self.row(plan.label, authority, entry, parent=parent if entry.parent is None else entry.parent)
        return authority


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Owner:
    """A CA owner."""

    world: World
    title: str  # as CCADB writes it
    host: str
    country: str
    auditor: str

    def root(
        self,
        label: str,
        common_name: str,
        since: str,
        until: str,
        *,
        key: Key | None = None,
        kind: str = "P-384",
        organisation: str = "",
        subject: NameSpec | None = None,
        trust: tuple[Bit, ...] = WEB,
        entry: Entry | None = Entry(),
        **shape: Unpack[Shape],
    ) -> Authority:
        """A self-signed CA, listed by the programs as `trust` says."""
        subject = subject or name(common_name, organisation or self.title, self.country)
        own: Shape = {"eku": None, "policies": (), "path_length": None, "issuer_name": subject}
        own.update(shape)
        plan = _plan(label, subject, key or Key(label=label, kind=kind), since, until, self.host)
        plan = replace(plan, issuer_key=plan.key, **own)
        self.world.trust[label] = trust
        return self.world.add(plan, self, "", entry)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Authority:
    """A CA as one certificate names it; it signs others."""

    owner: Owner
    label: str
    name: NameSpec
    key: Key

    @property
    def ca(self) -> str:
        """Its CA id."""
        return ca_id(encode_name(self.name), spki(self.key))

    def sub(
        self,
        label: str,
        common_name: str,
        since: str,
        until: str,
        *,
        key: Key | None = None,
        kind: str = "P-256",
        organisation: str = "",
        subject: NameSpec | None = None,
        owner: Owner | None = None,
        entry: Entry | None = Entry(),
        **shape: Unpack[Shape],
    ) -> Authority:
        """A CA below this one; `owner` when another organisation answers for the new CA."""
        responsible = owner or self.owner
        subject = subject or name(common_name, organisation or responsible.title, responsible.country)
        plan = _plan(label, subject, key or Key(label=label, kind=kind), since, until, self.owner.host)
        own: Shape = {"issuer_name": self.name}
        own.update(shape)
        plan = replace(plan, issuer_key=self.key, **own)
        return self.owner.world.add(plan, responsible, self.label, entry)

    def cross(
        self,
        of: Authority,
        label: str,
        since: str,
        until: str,
        *,
        entry: Entry | None = Entry(),
        **shape: Unpack[Shape],
    ) -> Authority:
        """One more certificate for a CA that exists, disclosed by the owner of this one."""
        return self.sub(label, "", since, until, key=of.key, subject=of.name, entry=entry, **shape)

    def responder(
        self,
        label: str,
        common_name: str,
        since: str,
        until: str,
        *,
        file: str = "ocsp-responders.pem",
        kind: str = "P-256",
        **shape: Unpack[Shape],
    ) -> Authority:
        """A certificate that signs OCSP answers and is no CA: CCADB does not know it."""
        own: Shape = {
            "is_ca": None,
            "key_usage": ("digitalSignature",),
            "eku": (OCSP_SIGN,),
            "policies": (),
            "nocheck": NOCHECK,
        }
        own.update(shape)
        drawn = self.sub(label, common_name, since, until, kind=kind, entry=None, **own)
        self.owner.world.loose.setdefault(file, []).append(label)
        return drawn


def moment(text: str, *, end: bool = False) -> datetime:
    """The first or the last second of a day."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, *((23, 59, 59) if end else (0, 0, 0)), tzinfo=UTC)


def _plan(label: str, subject: NameSpec, key: Key, since: str, until: str, host: str) -> Plan:
    return Plan(
        label=label,
        subject=subject,
        key=key,
        issuer_name=subject,
        issuer_key=key,
        not_before=moment(since),
        not_after=moment(until, end=True),
        host=host,
    )
