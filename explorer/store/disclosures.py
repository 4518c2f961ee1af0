"""Disclosures in the store: each row kept once, the columns we reason about apart, the whole row packed beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId
from explorer.store.row_text import RowTexts, read_values


class Row(Protocol):
    """One row as a reader offers it; what it says is worked out only when the store does not know it yet."""

    @property
    def digest(self) -> str:
        """SHA-256 of the row as hex, independent of the order of columns."""

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The whole row: header and value, in file order."""

    def disclosure(self, *, day: date, since: date, row: int) -> Disclosure:
        """The row as a claim."""


def write_disclosures(
    connection: sqlite3.Connection,
    rows: Iterable[Row],
    day: date,
    known: dict[bytes, int] | None = None,
    texts: RowTexts | None = None,
) -> list[int]:
    """Store rows; returns the number of each, known or new, in order. A known row costs its digest.

    `known` holds the digests of stored rows with their numbers, where somebody keeps them; new ones are added.
    `texts` packs the rows of several calls.
    """
    if not known:
        known = {} if known is None else known
        known.update((digest, id_) for id_, digest in connection.execute("SELECT id, digest FROM disclosure"))
    texts = texts or RowTexts(connection)
    layouts: dict[tuple[str, ...], int] = {}
    numbers = []
    for row in rows:
        digest = bytes.fromhex(row.digest)
        number = known.get(digest)
        if number is None:
            headers = tuple(header for header, _ in row.cells)
            layout = layouts.get(headers)
            if layout is None:
                layout = layouts[headers] = _layout(connection, headers)
            claim = row.disclosure(day=day, since=day, row=0)
            cursor = connection.execute(
                f"INSERT INTO disclosure VALUES (NULL, {', '.join('?' * 29)})",  # noqa: S608  constants only
                (digest, *_columns(claim), layout, texts.pack(claim.record, [value for _, value in row.cells])),
            )
            texts.stored(claim.record, int(cursor.lastrowid or 0))
            number = known[digest] = int(cursor.lastrowid or 0)
        numbers.append(number)
    return numbers


def _columns(d: Disclosure) -> tuple[str | int | bytes | None, ...]:
    return (
        d.record,
        _octets(d.certificate),
        "" if d.certificate_cell == d.certificate else d.certificate_cell,  # the usual spelling is not kept twice
        d.name,
        d.kind.value,
        d.owner,
        d.subordinate_owner,
        d.parent_record,
        d.parent_name,
        _octets(d.parent_certificate),
        d.revocation.value,
        d.technically_constrained,
        d.audits_same_as_parent,
        d.standard_audit_url,
        None if d.standard_audit_end is None else d.standard_audit_end.toordinal(),
        d.tls_ev_audit_url,
        d.apple_status,
        d.chrome_status,
        d.microsoft_status,
        d.mozilla_status,
        d.derived_trust_bits,
        d.valid_from,
        d.valid_to,
        d.audits_packed,
        d.full_crl,
        d.partitioned_crls,
    )


def read_disclosures(
    connection: sqlite3.Connection,
    list_: int,
    name: str,
    listed: date,
    day: int,
    part: Iterable[CertificateId] | None = None,
) -> list[Disclosure]:
    """The rows that a list holds on a day, by record id, in an order that does not depend on that of the files.

    `listed` is the list's own day. `part`: only rows of roots and of these certificates.
    """
    condition = "span.list = :list AND span.first <= :day AND (span.last IS NULL OR span.last > :day)"
    values: dict[str, str | int] = {"list": list_, "day": day}
    if part is not None:
        condition += " AND (kind = :root OR hex(certificate) IN (SELECT value FROM json_each(:part)))"
        values |= {"root": RecordKind.ROOT.value, "part": json.dumps(list(part))}
    rows = read_versions(connection, name, condition, values, listed)
    return [disclosure for disclosure, _, _ in rows]


def read_versions(
    connection: sqlite3.Connection,
    name: str,
    condition: str,
    values: Mapping[str, int | str],
    listed: date | None = None,
) -> list[tuple[Disclosure, int, int | None]]:
    """Rows with their spans, by record and digest, as far as a condition of this package on both tables holds.

    `listed` is the day of the list to name in them; None: the first day of the span.
    """
    kinds = {kind.value: kind for kind in RecordKind}
    statuses = {status.value: status for status in RevocationStatus}
    found = []
    for (
        id_, record, certificate, cell, title, kind, owner, subordinate_owner, parent_record, parent_name,
        parent_certificate, revocation, constrained, same_as_parent, standard_audit_url, audit_end, tls_ev_audit_url, apple, chrome, microsoft,
        mozilla, derived, valid_from, valid_to, audits, full_crl, partitioned, first, last,
    ) in connection.execute(
        "SELECT id, record, certificate, certificate_cell, name, kind, owner, subordinate_owner, parent_record, "  # noqa: S608  constants only
        "parent_name, parent_certificate, revocation, technically_constrained, audits_same_as_parent, "
        "standard_audit_url, standard_audit_end, tls_ev_audit_url, apple_status, chrome_status, microsoft_status, mozilla_status, derived_trust_bits, "
        "valid_from, valid_to, audits, full_crl, partitioned_crls, span.first, span.last FROM span JOIN disclosure ON disclosure.id = span.item "
        f"WHERE {condition} ORDER BY record, digest",
        values,
    ):  # fmt: skip
        since = date.fromordinal(first)
        disclosure = Disclosure(
            record=RecordId(record),
            source=name,
            day=listed or since,
            since=since,
            certificate=_certificate_id(certificate),
            certificate_cell=cell or _certificate_id(certificate) or "",
            name=title,
            kind=kinds[kind],
            owner=owner,
            subordinate_owner=subordinate_owner,
            parent_record=None if parent_record is None else RecordId(parent_record),
            parent_name=parent_name,
            parent_certificate=_certificate_id(parent_certificate),
            revocation=statuses[revocation],
            technically_constrained=None if constrained is None else bool(constrained),
            audits_same_as_parent=None if same_as_parent is None else bool(same_as_parent),
            standard_audit_url=standard_audit_url,
            standard_audit_end=None if audit_end is None else date.fromordinal(audit_end),
            tls_ev_audit_url=tls_ev_audit_url,
            apple_status=apple,
            chrome_status=chrome,
            microsoft_status=microsoft,
            mozilla_status=mozilla,
            derived_trust_bits=derived,
            valid_from=valid_from,
            valid_to=valid_to,
            audits_packed=audits,
            full_crl=full_crl,
            partitioned_crls=partitioned,
            row=id_,
        )
        found.append((disclosure, first, last))
    return found


def read_columns(connection: sqlite3.Connection, row: int) -> tuple[tuple[str, str], ...]:
    """The whole row behind a disclosure: header and value as written, in file order."""
    (headers,) = connection.execute(
        "SELECT headers FROM disclosure JOIN layout ON layout.id = disclosure.layout WHERE disclosure.id = ?", (row,)
    ).fetchone()
    return tuple(zip(json.loads(headers), read_values(connection, row), strict=True))


def _layout(connection: sqlite3.Connection, headers: tuple[str, ...]) -> int:
    text = json.dumps(headers)
    connection.execute("INSERT OR IGNORE INTO layout (headers) VALUES (?)", (text,))
    return int(connection.execute("SELECT id FROM layout WHERE headers = ?", (text,)).fetchone()[0])


def _octets(certificate: CertificateId | None) -> bytes | None:
    return None if certificate is None else bytes.fromhex(certificate)


def _certificate_id(octets: bytes | None) -> CertificateId | None:
    return None if octets is None else CertificateId(octets.hex().upper())


def disclosed_certificates(connection: sqlite3.Connection) -> set[CertificateId]:
    """Every certificate that any stored CCADB list ever named."""
    rows = connection.execute("SELECT DISTINCT certificate FROM disclosure WHERE certificate IS NOT NULL")
    return {CertificateId(octets.hex().upper()) for (octets,) in rows}
