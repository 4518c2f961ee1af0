"""flags.csv: columns are a promise (docs/csv-columns.md is made from this file), cells are safe in a spreadsheet.

UTF-8, RFC 4180, every field quoted, CR LF between rows, header always there; the same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.text import safe
from explorer.views.rows import FindingRow

COLUMNS: dict[str, str] = {
    "rule_id": "Rule, never reused.",
    "rule_name": "The rule's name, never changed.",
    "severity": "critical, high, medium, low or info: how bad if true.",
    "confidence": "certain, disclosed (operator declared: E4, E3) or inferred (E2, E1): how we know.",
    "status": "open, accepted, or unknown: the rule could not tell, and the explanation says what is missing.",
    "title": "The rule's title.",
    "explanation": "The argument for this subject, in sentences.",
    "subject_kind": "certificate, ca, key, record, owner or run.",
    "subject_name": "Name of the subject; of a certificate its subject name (RFC 4514).",
    "certificate_sha256": "SHA-256 of the certificate, upper-case hex; empty when the subject has none.",
    "spki_sha256": "SHA-256 of its SubjectPublicKeyInfo.",
    "ca_id": "SHA-256 of subject DER and SPKI DER; empty when the subject is no CA.",
    "ca_owner": "CA Owner of its CCADB record.",
    "subordinate_ca_owner": "Subordinate CA Owner, own or inherited from the parent record; empty when blank or not stated.",
    "operator": "Who runs it, as far as the records say.",
    "operator_basis": "E0 to E4: how well the operator is known (docs/method.md).",
    "issuer_name": "Issuer name of the certificate; of a record without certificate the parent's name in CCADB.",
    "root_names": "Names of the self-signed CAs above it.",
    "programs": "Program:Purpose in which it is trusted, with the cut-off where one applies; empty: nobody trusts it.",
    "not_before": "Start of validity, UTC.",
    "not_after": "End of validity, UTC.",
    "revocation": "Who says that it is revoked, since when.",
    "constrained_default": "Technically constrained under the basis of this run (--basis).",
    "constrained_mozilla_v25": "... under Mozilla's code for policy 2.5, faults included.",
    "constrained_mozilla_v29": "... under Mozilla's code for policy 2.9, faults included.",
    "constrained_crtsh": "... under crt.sh's code.",
    "ccadb_technically_constrained": "What the CCADB column says.",
    "key_state": "evidenced, claimed, silent or contradicted: evidence of the key's destruction.",
    "reach_certificates": "Certificates that the finding puts at risk; empty when not counted.",
    "reach_owners": "CA owners of those; empty when not counted.",
    "citations": "Policies and standards the rule leans on.",
    "proof": "Path from the anchor to the subject as certificate fingerprints, joined by ' > '.",
    "remedy": "What can be done.",
    "first_seen": "Day the finding was first seen; 'at or before' where earlier days were not assessed.",
    "as_of": "Day judged.",
    "snapshot": "Identifier of the snapshot: changes when any input does.",
    "crtsh_url": "Where to look the certificate up; never fetched by subca.",
    "subject_id": "Identifier of the subject, as its kind is identified.",
    "issued_unexpired": "Distinct certificates that its key was seen to issue in Certificate Transparency (of a responder: its "
    "issuer's key), not expired on the day, in entries of verified logs; empty: not observed, or no census is loaded.",
    "issued_domains": "Registrable domains in these, expired ones included; estimated where many; of several keys the "
    "sum, so at most as many.",
    "issuance": "The same in words, with bounds, first and last issuance, and entries without verified head; says so where "
    "no census is loaded or nothing was observed, which is not zero.",
}

assert tuple(COLUMNS) == tuple(field.name for field in fields(FindingRow))  # the promise and the row are one

_RUNS = frozenset("=+-@\t\r\n\0＝＋－＠")  # what makes a spreadsheet read a cell as a formula
_SKIPPED = frozenset("\ufeff\u200b\u200c\u200d\u2060")  # what it skips before it looks


def cell(text: str, *, raw: bool = False) -> str:
    """Text as a cell that no spreadsheet runs: made visible, and with an apostrophe where it would be a formula."""
    shown = safe(text)
    if raw:
        return shown
    for character in text:
        if character in _SKIPPED or (character not in _RUNS and unicodedata.category(character) == "Zs"):
            continue
        return f"'{shown}" if character in _RUNS and not _is_number(text) else shown
    return shown


def write_flags(rows: Iterable[FindingRow], stream: BinaryIO, *, raw: bool = False) -> None:
    """Write flags.csv; `raw` leaves the apostrophes out."""
    write_rows(tuple(COLUMNS), ([plain(name, getattr(row, name)) for name in COLUMNS] for row in rows), stream, raw=raw)


def write_rows(columns: Iterable[str], rows: Iterable[Iterable[str]], stream: BinaryIO, *, raw: bool = False) -> None:
    """Write one table, header first; every text passes `cell`."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(name, raw=raw) for name in columns])
    for row in rows:
        writer.writerow([cell(value, raw=raw) for value in row])
    text.flush()
    text.detach()


def plain(column: str, value: str | int | tuple[str, ...] | None) -> str:
    """A value of a row as the text of one cell: lists joined, unknown numbers empty."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return (" > " if column == "proof" else "; ").join(value)
    return str(value)


def _is_number(text: str) -> bool:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.replace(".", "", 1).isdecimal() and digits.isascii()
