"""Disclosures in the store: each row kept once, the columns we reason about apart, the whole row packed beside them."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId

_SEPARATOR = "\x1f"  # between the cells of a stored row; a cell that holds it keeps it as U+241F
_PACKING = 1  # zlib level: rows are short, more effort saves little


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureClaim:
    """One row of an all-records report, ready to be stored; fields as in `Disclosure`."""

    digest: bytes
    record: str
    certificate: CertificateId | None
    certificate_cell: str
    name: str
    kind: RecordKind
    owner: str
    subordinate_owner: str | None
    parent_record: str | None
    parent_name: str
    parent_certificate: CertificateId | None
    revocation: RevocationStatus
    technically_constrained: bool | None
    audits_same_as_parent: bool | None
    standard_audit_url: str | None
    apple_status: str | None
    chrome_status: str | None
    microsoft_status: str | None
    mozilla_status: str | None
    derived_trust_bits: str | None
    valid_from: str | None
    valid_to: str | None
    columns: tuple[tuple[str, str], ...]  # the whole row: header and value, in file order


def write_disclosures(connection: sqlite3.Connection, claims: Iterable[DisclosureClaim]) -> list[int]:
    """Store rows; returns the number of each, known or new, in order."""
    known = {digest: id_ for id_, digest in connection.execute("SELECT id, digest FROM disclosure")}
    layouts: dict[tuple[str, ...], int] = {}
    numbers = []
    for claim in claims:
        number = known.get(claim.digest)
        if number is None:
            headers = tuple(header for header, _ in claim.columns)
            layout = layouts.get(headers)
            if layout is None:
                layout = layouts[headers] = _layout(connection, headers)
            cells = _SEPARATOR.join(value.replace(_SEPARATOR, "\u241f") for _, value in claim.columns)
            cursor = connection.execute(
                f"INSERT INTO disclosure VALUES (NULL, {', '.join('?' * 24)})",  # noqa: S608  constants only
                (
                    claim.digest,
                    claim.record,
                    _octets(claim.certificate),
                    claim.certificate_cell,
                    claim.name,
                    claim.kind.value,
                    claim.owner,
                    claim.subordinate_owner,
                    claim.parent_record,
                    claim.parent_name,
                    _octets(claim.parent_certificate),
                    claim.revocation.value,
                    claim.technically_constrained,
                    claim.audits_same_as_parent,
                    claim.standard_audit_url,
                    claim.apple_status,
                    claim.chrome_status,
                    claim.microsoft_status,
                    claim.mozilla_status,
                    claim.derived_trust_bits,
                    claim.valid_from,
                    claim.valid_to,
                    layout,
                    zlib.compress(cells.encode("utf-8", "surrogatepass"), _PACKING),
                ),
            )
            number = known[claim.digest] = int(cursor.lastrowid or 0)
        numbers.append(number)
    return numbers


def read_disclosures(connection: sqlite3.Connection, list_: int, name: str, listed: date, day: int) -> list[Disclosure]:
    """The rows that a list holds on a day, by record id then row; `listed` is the list's own day."""
    kinds = {kind.value: kind for kind in RecordKind}
    statuses = {status.value: status for status in RevocationStatus}
    found = []
    for (
        id_, record, certificate, cell, title, kind, owner, subordinate_owner, parent_record, parent_name,
        parent_certificate, revocation, constrained, same_as_parent, standard_audit_url, apple, chrome, microsoft,
        mozilla, derived, valid_from, valid_to, first,
    ) in connection.execute(
        "SELECT id, record, certificate, certificate_cell, name, kind, owner, subordinate_owner, parent_record, "
        "parent_name, parent_certificate, revocation, technically_constrained, audits_same_as_parent, "
        "standard_audit_url, apple_status, chrome_status, microsoft_status, mozilla_status, derived_trust_bits, "
        "valid_from, valid_to, span.first FROM span JOIN disclosure ON disclosure.id = span.item "
        "WHERE span.list = ? AND span.first <= ? AND (span.last IS NULL OR span.last > ?) ORDER BY record, id",
        (list_, day, day),
    ):  # fmt: skip
        found.append(
            Disclosure(
                record=RecordId(record),
                source=name,
                day=listed,
                since=date.fromordinal(first),
                certificate=_certificate_id(certificate),
                certificate_cell=cell,
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
                apple_status=apple,
                chrome_status=chrome,
                microsoft_status=microsoft,
                mozilla_status=mozilla,
                derived_trust_bits=derived,
                valid_from=valid_from,
                valid_to=valid_to,
                row=id_,
            )
        )
    return found


def read_columns(connection: sqlite3.Connection, row: int) -> tuple[tuple[str, str], ...]:
    """The whole row behind a disclosure: header and value as written, in file order."""
    headers, body = connection.execute(
        "SELECT headers, body FROM disclosure JOIN layout ON layout.id = disclosure.layout WHERE disclosure.id = ?",
        (row,),
    ).fetchone()
    cells = zlib.decompress(body).decode("utf-8", "surrogatepass").split(_SEPARATOR)
    return tuple(zip(json.loads(headers), cells, strict=True))


def _layout(connection: sqlite3.Connection, headers: tuple[str, ...]) -> int:
    text = json.dumps(headers)
    connection.execute("INSERT OR IGNORE INTO layout (headers) VALUES (?)", (text,))
    return int(connection.execute("SELECT id FROM layout WHERE headers = ?", (text,)).fetchone()[0])


def _octets(certificate: CertificateId | None) -> bytes | None:
    return None if certificate is None else bytes.fromhex(certificate)


def _certificate_id(octets: bytes | None) -> CertificateId | None:
    return None if octets is None else CertificateId(octets.hex().upper())
