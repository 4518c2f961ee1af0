"""What CCADB computes by itself and prints in a record, as published (docs/constrained.md, docs/trust.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from explorer.model.purpose import (
    ANY_EKU,
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL_PROTECTION,
    MICROSOFT_SGC,
    NETSCAPE_STEP_UP,
    OCSP_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
)
from ingest.sample.draw import NOT_REVOKED, Record, World
from ingest.sample.shape import EXTENDED_VALIDATION, Limits, Plan

_STEP_UP_ENDS = datetime(2016, 8, 23, tzinfo=UTC)
_IPSEC = ("1.3.6.1.5.5.7.3.5", "1.3.6.1.5.5.7.3.6", "1.3.6.1.5.5.7.3.7")
_MICROSOFT_SIGNING = ("1.3.6.1.4.1.311.2.1.22", "1.3.6.1.4.1.311.61.1.1")
_KNOWN = frozenset(
    (
        ANY_EKU,
        SERVER_AUTH,
        CLIENT_AUTH,
        CODE_SIGN,
        EMAIL_PROTECTION,
        TIME_STAMP,
        OCSP_SIGN,
        MICROSOFT_SGC,
        NETSCAPE_STEP_UP,
        *_IPSEC,
        *_MICROSOFT_SIGNING,
    )
)
_WORDS = {
    SERVER_AUTH: "Server Authentication",
    CLIENT_AUTH: "Client Authentication",
    EMAIL_PROTECTION: "Secure Email",
    CODE_SIGN: "Code Signing",
    TIME_STAMP: "Time Stamping",
    OCSP_SIGN: "OCSP Signing",
    "1.3.6.1.4.1.311.10.3.12": "Document Signing",
}
PURPOSE_LABELS = {**_WORDS, EXTENDED_VALIDATION: "EV Server Authentication (policy OID)"}


def technically_constrained(plan: Plan) -> bool:
    """The column of that name: the reading that CCADB's code had in 2025 (`v25`)."""
    eku = frozenset(plan.eku or ())
    limits = plan.limits if plan.limits is not None and not plan.limits.raw else Limits()
    if not eku & _KNOWN or (EMAIL_PROTECTION in eku and not limits.count("email")) or ANY_EKU in eku:
        return False
    if SERVER_AUTH not in eku and not (NETSCAPE_STEP_UP in eku and plan.not_before < _STEP_UP_ENDS):
        return True
    dns = limits.count("dns") or any(form == "dns" for form, _ in limits.excluded)
    addresses = {value for form, value in limits.excluded if form == "ip"}
    return bool(dns) and (limits.count("ip") > 0 or {"0.0.0.0/0", "::/0"} <= addresses)


def root_bits(world: World, record: Record, day: date) -> frozenset[str]:
    """Purposes for which any program lists the record's root that day; the root is found by the parent pointers."""
    top = top_of(world, record)
    bits = world.trust.get(top.certificate, ()) if top else ()
    return frozenset(bit.oid for bit in bits if bit.since <= day < bit.gone and bit.oid in _WORDS)


def top_of(world: World, record: Record) -> Record | None:
    """The record at the end of the parent pointers; None when they go round."""
    seen = {record.label}
    while record.parent:
        record = world.records[record.parent]
        if record.label in seen:
            return None
        seen.add(record.label)
    return record


def derived_trust_bits(world: World, record: Record, day: date) -> str:
    """Derived Trust Bits: EKU within the bits of the parents, empty where expired, revoked or in no store."""
    bits = _bits(world, record, day, frozenset())
    return ";".join(word for oid, word in _WORDS.items() if oid in bits)


def _bits(world: World, record: Record, day: date, seen: frozenset[str]) -> frozenset[str]:
    plan = world.plans[record.certificate]
    of_root = root_bits(world, record, day)
    expired = plan.not_after.date() < day
    revoked = record.entry.revocation != NOT_REVOKED and record.entry.revoked_since <= day
    if expired or revoked or not of_root or record.label in seen:
        return frozenset()
    own = frozenset(plan.eku) & _WORDS.keys() if plan.eku else of_root
    parent = world.records.get(record.parent)
    if parent is None or not parent.parent:
        return own
    return own & _bits(world, parent, day, seen | {record.label})
