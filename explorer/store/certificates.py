"""Certificates in the store: facts decoded once, DER kept beside them, checked signatures kept for ever."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate, Name, Tier
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash
from explorer.store.column_texts import (
    constraints_from_json,
    constraints_to_json,
    joined,
    names_from_json,
    names_to_json,
    pss_from_text,
    pss_to_text,
    split_set,
    split_text,
)

_K = TypeVar("_K")
_V = TypeVar("_V")

NameRow = tuple[bytes, str, str, str, str]  # DER, text, key, common name, organisation
Fact = int | str | bytes | None

_STATES = tuple(LinkState)
_NUMBERS = {state: number for number, state in enumerate(_STATES)}
_MOST = 2**63 - 1  # an integer of SQLite
_COLUMNS = (
    "subject, issuer, sha256, tier, tier_reason, unread, ca, spki, key, version, serial, not_before, not_after, "
    "signature_algorithm, signature_encoding, pss, key_algorithm, key_bits, key_problem, is_ca, path_length, key_usage, eku, "
    "name_constraints, policies, aki, aki_pins_issuer, ski, nocheck, has_san, alternative_names, crl_urls, "
    "ocsp_urls, issuer_urls, cps_urls, critical, unknown_critical"
)
_INSERT = f"INSERT INTO certificate (id, {_COLUMNS}) VALUES ({', '.join('?' * 38)})"  # noqa: S608  constants only
_SELECT = f"SELECT {_COLUMNS} FROM certificate WHERE not_before <= :until ORDER BY sha256"  # noqa: S608  constants only
_PART = "id IN (SELECT value FROM json_each(:part))"
_SELECT_PART = f"SELECT {_COLUMNS} FROM certificate WHERE not_before <= :until AND {_PART} ORDER BY sha256"  # noqa: S608
_NAMES_OF_PART = f"""
SELECT * FROM name WHERE id IN (
    SELECT subject FROM certificate WHERE {_PART} UNION SELECT issuer FROM certificate WHERE {_PART}
)
"""  # noqa: S608  constants only


class PackedCertificate(NamedTuple):
    """A certificate as the store keeps it: plain values, cheap to hand from one process to another."""

    subject: NameRow
    issuer: NameRow
    facts: tuple[Fact, ...]  # the columns behind the two names, the fingerprint first


def packed(certificate: Certificate) -> PackedCertificate:
    """The rows of a certificate."""
    return PackedCertificate(_name_row(certificate.subject), _name_row(certificate.issuer), _facts(certificate))


def write_certificates(connection: sqlite3.Connection, certificates: Iterable[tuple[PackedCertificate, bytes]]) -> int:
    """Store certificates with their DER; those already there are left alone. Returns how many were new."""
    newest_name, newest = _newest(connection, "name"), _newest(connection, "certificate")
    is_empty = newest == 0  # nothing to look for
    names: dict[bytes, int] = {}
    name_rows: list[tuple[int | str | bytes, ...]] = []
    rows: list[tuple[Fact, ...]] = []
    ders: list[tuple[int, bytes]] = []

    def number(name: NameRow) -> int:
        nonlocal newest_name
        known = names.get(name[0])
        if known is None and not is_empty:
            found = connection.execute("SELECT id FROM name WHERE der = ?", (name[0],)).fetchone()
            known = None if found is None else int(found[0])
        if known is None:
            newest_name = known = newest_name + 1
            name_rows.append((known, *name))
        names[name[0]] = known
        return known

    for (subject, issuer, facts), der in certificates:
        if is_empty or not connection.execute("SELECT 1 FROM certificate WHERE sha256 = ?", facts[:1]).fetchone():
            newest += 1
            rows.append((newest, number(subject), number(issuer), *facts))
            ders.append((newest, der))
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", name_rows)
    connection.executemany(_INSERT, rows)
    connection.executemany("INSERT INTO der VALUES (?, ?)", ders)
    return len(rows)


def _newest(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608  constants only


def write_opaque(connection: sqlite3.Connection, found: Iterable[tuple[CertificateId, str, bytes]]) -> None:
    """Store certificates of which nothing could be read: fingerprint, reason, bytes."""
    connection.executemany(
        "INSERT OR IGNORE INTO opaque VALUES (?, ?, ?)", [(bytes.fromhex(id_), why, der) for id_, why, der in found]
    )


def certificate_ids(connection: sqlite3.Connection) -> set[CertificateId]:
    """Every certificate that the store holds, unreadable ones included."""
    rows = connection.execute("SELECT sha256 FROM certificate UNION ALL SELECT sha256 FROM opaque")
    return {CertificateId(sha256.hex().upper()) for (sha256,) in rows}


def ids_until(connection: sqlite3.Connection, until: datetime) -> list[CertificateId]:
    """Every certificate whose notBefore is at or before `until`, in order."""
    rows = connection.execute(
        "SELECT sha256 FROM certificate WHERE not_before <= ? ORDER BY sha256", (int(until.timestamp()),)
    )
    return [_certificate_id(sha256) for (sha256,) in rows]


def read_certificates(
    connection: sqlite3.Connection, until: datetime, part: Sequence[int] | None = None
) -> dict[CertificateId, Certificate]:
    """Every certificate whose notBefore is at or before `until`, by id, in order of id; `part`: only of these numbers."""
    values = {"until": int(until.timestamp()), "part": json.dumps(part)}
    names = {
        id_: Name(der=der, text=text, key=key, common_name=common_name, organisation=organisation)
        for id_, der, text, key, common_name, organisation in connection.execute(
            "SELECT * FROM name" if part is None else _NAMES_OF_PART, values
        )
    }
    ids = _Remembered(_certificate_id)
    cas = _Remembered(_ca_id)
    spkis = _Remembered(_spki_hash)
    keys = _Remembered(_key_id)
    sets = _Remembered(split_set)
    lists = _Remembered(split_text)
    moments = _Remembered(_moment)
    constraints_of = _Remembered(constraints_from_json)
    names_of = _Remembered(names_from_json)
    pss_of = _Remembered(pss_from_text)
    tiers = {tier.value: tier for tier in Tier}
    truths = {None: None, 0: False, 1: True}
    found: dict[CertificateId, Certificate] = {}
    for (
        subject, issuer, sha256, tier, tier_reason, unread, ca, spki, key, version, serial, not_before, not_after,
        signature_algorithm, signature_encoding, pss, key_algorithm, key_bits, key_problem, is_ca, path_length,
        key_usage, eku, constraints, policies, aki, aki_pins_issuer, ski, nocheck, has_san, alternative_names,
        crl_urls, ocsp_urls, issuer_urls, cps_urls, critical, unknown_critical,
    ) in connection.execute(_SELECT if part is None else _SELECT_PART, values):  # fmt: skip
        certificate = Certificate(
            id=ids[sha256],
            tier=tiers[tier],
            tier_reason=tier_reason,
            unread=sets[unread],
            ca=cas[ca],
            spki=spkis[spki],
            key=keys[key],
            subject=names[subject],
            issuer=names[issuer],
            version=version,
            serial=serial,
            not_before=moments[not_before],
            not_after=moments[not_after],
            signature_algorithm=signature_algorithm,
            signature_encoding=signature_encoding,
            pss=None if pss is None else pss_of[pss],
            key_algorithm=key_algorithm,
            key_bits=key_bits,
            key_problem=key_problem,
            is_ca=truths[is_ca],
            path_length=path_length,
            key_usage=None if key_usage is None else sets[key_usage],
            eku=None if eku is None else sets[eku],
            name_constraints=None if constraints is None else constraints_of[constraints],
            policies=lists[policies],
            aki=aki,
            aki_pins_issuer=aki_pins_issuer == 1,
            ski=ski,
            nocheck=nocheck,
            has_san=has_san == 1,
            alternative_names=names_of[alternative_names] if alternative_names else (),
            crl_urls=lists[crl_urls],
            ocsp_urls=lists[ocsp_urls],
            issuer_urls=lists[issuer_urls],
            cps_urls=lists[cps_urls],
            critical=sets[critical],
            unknown_critical=lists[unknown_critical],
        )
        found[certificate.id] = certificate
    return found


class _Remembered(dict[_K, _V]):
    """Values made from what the file holds, each once: certificates repeat keys, names of purposes, dates and URLs."""

    def __init__(self, make: Callable[[_K], _V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _K) -> _V:
        value = self[key] = self._make(key)
        return value


def read_der(connection: sqlite3.Connection, certificate: CertificateId) -> bytes | None:
    """The certificate as it was read, or None when the store does not hold it."""
    row = connection.execute(
        "SELECT body FROM der JOIN certificate ON der.certificate = certificate.id WHERE sha256 = ?",
        (bytes.fromhex(certificate),),
    ).fetchone()
    return None if row is None else bytes(row[0])


def every_der(
    connection: sqlite3.Connection, part: Sequence[int] | None = None
) -> Iterator[tuple[CertificateId, bytes]]:
    """Every certificate with its DER, by id; `part`: only of these numbers."""
    question = "SELECT sha256, body FROM certificate JOIN der ON der.certificate = certificate.id"
    condition = "" if part is None else f" WHERE {_PART}"
    for sha256, body in connection.execute(f"{question}{condition} ORDER BY sha256", {"part": json.dumps(part)}):
        yield CertificateId(sha256.hex().upper()), body


def write_links(connection: sqlite3.Connection, links: Iterable[Link]) -> int:
    """Store checked signatures of stored certificates; returns how many were new.

    A check is made once in the life of a store.
    """
    rows = [(bytes.fromhex(link.issuer_spki), _NUMBERS[link.state], bytes.fromhex(link.certificate)) for link in links]
    before = connection.total_changes
    connection.executemany("INSERT OR IGNORE INTO link SELECT id, ?, ? FROM certificate WHERE sha256 = ?", rows)
    return connection.total_changes - before


def number_of(state: LinkState) -> int:
    """How the store writes it."""
    return _NUMBERS[state]


def read_links(connection: sqlite3.Connection, part: Sequence[int] | None = None) -> tuple[Link, ...]:
    """Every checked signature, in no particular order; `part`: only of the certificates with these numbers."""
    question = "SELECT sha256, link.spki, state FROM link JOIN certificate ON link.certificate = certificate.id"
    rows = connection.execute(question if part is None else f"{question} WHERE {_PART}", {"part": json.dumps(part)})
    spkis = _Remembered(_spki_hash)
    return tuple(
        Link(certificate=_certificate_id(sha256), issuer_spki=spkis[spki], state=_STATES[state])
        for sha256, spki, state in rows
    )


def _name_row(name: Name) -> NameRow:
    return name.der, name.text, name.key, name.common_name, name.organisation


def _facts(c: Certificate) -> tuple[Fact, ...]:
    return (
        bytes.fromhex(c.id),
        c.tier.value,
        c.tier_reason,
        joined(sorted(c.unread)),
        bytes.fromhex(c.ca),
        bytes.fromhex(c.spki),
        bytes.fromhex(c.key),
        c.version,
        c.serial,
        int(c.not_before.timestamp()),
        int(c.not_after.timestamp()),
        c.signature_algorithm,
        c.signature_encoding,
        None if c.pss is None else pss_to_text(c.pss),
        c.key_algorithm,
        c.key_bits,
        c.key_problem,
        c.is_ca,
        None if c.path_length is None else min(c.path_length, _MOST),  # no chain is that long
        None if c.key_usage is None else joined(sorted(c.key_usage)),
        None if c.eku is None else joined(sorted(c.eku)),
        None if c.name_constraints is None else constraints_to_json(c.name_constraints),
        joined(c.policies),
        c.aki,
        c.aki_pins_issuer,
        c.ski,
        c.nocheck,
        c.has_san,
        names_to_json(c.alternative_names),
        joined(c.crl_urls),
        joined(c.ocsp_urls),
        joined(c.issuer_urls),
        joined(c.cps_urls),
        joined(sorted(c.critical)),
        joined(c.unknown_critical),
    )


def _certificate_id(octets: bytes) -> CertificateId:
    return CertificateId(octets.hex().upper())


def _ca_id(octets: bytes) -> CaId:
    return CaId(octets.hex().upper())


def _spki_hash(octets: bytes) -> SpkiHash:
    return SpkiHash(octets.hex().upper())


def _key_id(octets: bytes) -> KeyId:
    return KeyId(octets.hex().upper())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
