"""The census as CSV and JSON; names of columns are a promise (docs/csv-columns.md is made from this file)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from explorer.exports.csv_tables import write_rows
from explorer.model.census import Census, Estimate
from explorer.views.census import CensusRow

SCHEMA = 1  # raised when a name goes or changes its meaning

CENSUS_COLUMNS: dict[str, str] = {
    "spki_sha256": "SHA-256 of the issuing key's SubjectPublicKeyInfo.",
    "issuer_names": "Issuer names in its entries.",
    "tree_head": "verified: the entries are in a tree that the log signed; else head unverified.",
    "logs": "Logs, or folders of entries, that show any of it.",
    "precertificates": "Precertificate entries seen; one certificate may stand in several logs.",
    "certificates": "Certificate entries seen.",
    "distinct": "Distinct (issuing key, serial number) over both.",
    "distinct_low": "Lower bound of it, at 95 %; the same number where it is exact.",
    "distinct_high": "Upper bound of it.",
    "unexpired": "Of these, not expired on the day.",
    "unexpired_low": "Lower bound of it.",
    "unexpired_high": "Upper bound of it.",
    "first_issuance": "Earliest notBefore seen.",
    "last_issuance": "Latest notBefore seen.",
    "domains": "Distinct registrable domains in dNSNames.",
    "domains_low": "Lower bound of it.",
    "domains_high": "Upper bound of it.",
    "as_of": "The day of unexpired.",
}


def write_census_csv(rows: Iterable[CensusRow], stream: BinaryIO) -> None:
    """One key a row, header first."""
    write_rows(CENSUS_COLUMNS, ([_cell(value) for value in _values(row).values()] for row in rows), stream)


def write_census_json(census: Census, rows: Iterable[CensusRow], stream: BinaryIO) -> None:
    """One document: which entries of which log were counted, and the keys."""
    document = {
        "schema": SCHEMA,
        "logs": [
            {
                "log": log.name,
                "description": log.description,
                "tree_head": "verified" if log.is_verified else "head unverified",
                "entries": log.entries,
                "unreadable": log.unread,
                "issuer_not_told": log.unattributed,
                "ranges": [list(one) for one in log.ranges],
                "public_suffix_lists": log.suffix_lists,
            }
            for log in census.logs
        ],
        "keys": [{name: _json(value) for name, value in _values(row).items()} for row in rows],
    }
    stream.write(json.dumps(document, indent=1).encode("ascii") + b"\n")


def _values(row: CensusRow) -> dict[str, object]:
    """The values of a row by column, in the order promised."""
    values: dict[str, object] = {}
    for name in CENSUS_COLUMNS:
        base, _, bound = name.rpartition("_")
        whole = getattr(row, base if bound in ("low", "high") else name)
        if isinstance(whole, Estimate):
            values[name] = whole.low if bound == "low" else whole.high if bound == "high" else whole.value
        else:
            values[name] = whole
    return values


def _cell(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value if isinstance(value, int | None) else str(value)
