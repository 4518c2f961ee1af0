"""The delegation graph as two tables: nodes.csv and edges.csv, quoted and safe in a spreadsheet like flags.csv.

Columns are a promise: docs/csv-columns.md is made from this file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from explorer.exports.csv_tables import cell
from explorer.views.graph_rows import EdgeRow, GraphRows, NodeRow

NODE_COLUMNS: dict[str, str] = {
    "id": "CA id: SHA-256 of subject DER and SPKI DER, of a responder that is no CA likewise.",
    "label": "Common name, else organisation, else the whole name.",
    "kind": "root, intermediate or responder.",
    "name": "The whole subject name (RFC 4514).",
    "organisation": "Organisation in the subject name.",
    "key_id": "SHA-256 of the key in canonical form: one for each key material, however it is encoded.",
    "spki_sha256": "SHA-256 of its SubjectPublicKeyInfo.",
    "owner": "CA Owner of its CCADB record; empty: no record.",
    "operator": "Who runs it, where that is declared to be another than the owner.",
    "operator_basis": "E0 to E4: how well the operator is known (docs/method.md).",
    "standing": "valid, revoked or expired: of its certificates the one that stands best.",
    "trusted": "yes or no: a program trusts it for some purpose on the day.",
    "programs": "Program:Purpose in which it is trusted, with the cut-off where one applies.",
    "marks": "revoked, unconstrained, undecided, constrained (these three: external), responder, cross-signed; empty: none.",
    "key_state": "evidenced, claimed, silent or contradicted: evidence of the key's destruction.",
    "certificates": "How many certificates name it as subject.",
    "valid_certificates": "How many of them are neither expired nor revoked.",
    "not_after": "Latest end of validity of its certificates, UTC.",
    "findings": "How many open findings are about it.",
    "worst_severity": "The worst of their severities; empty: no finding.",
    "rules": "Their rules.",
}
EDGE_COLUMNS: dict[str, str] = {
    "id": "SHA-256 of the certificate; with a number behind it where several CAs may have issued it.",
    "issuer": "CA id of the CA that is proved to have issued it; empty: none is.",
    "subject": "CA id of its subject.",
    "certificate_sha256": "SHA-256 of the certificate.",
    "state": "proved, name_only, sig_only, unverifiable or dangling: what is known of the link to its issuer.",
    "name_match": "byte or rfc5280: how issuer and subject names agree.",
    "relation": "self-signed, rollover, cross-certificate, reissue or issued.",
    "serial": "Serial number, hex.",
    "not_before": "Start of validity, UTC.",
    "not_after": "End of validity, UTC.",
    "expired": "yes or no, on the day.",
    "signature_algorithm": "Algorithm of the issuer's signature.",
    "key_algorithm": "Algorithm of the subject's key, or its curve.",
    "key_bits": "Length of that key; 0: not known.",
    "path_length": "CA certificates that may follow; empty: not limited.",
    "extended_key_usage": "Purposes it names, as OIDs; empty: no such extension.",
    "has_name_constraints": "yes or no.",
    "constrained": "Technically constrained under the basis of this run (--basis).",
    "ccadb_technically_constrained": "What the CCADB column says.",
    "revoked_by": "Sources that call it revoked.",
    "programs": "Program:Purpose in which a path that ends in it holds, with the cut-off where one applies.",
    "owner": "CA Owner of its CCADB record.",
    "operator": "Who runs its subject, as far as the records say.",
    "ccadb_records": "Salesforce ids of its CCADB records.",
    "findings": "How many open findings are about it.",
    "worst_severity": "The worst of their severities; empty: no finding.",
    "rules": "Their rules.",
}

assert tuple(NODE_COLUMNS) == tuple(field.name for field in fields(NodeRow))  # the promise and the row are one
assert tuple(EDGE_COLUMNS) == tuple(field.name for field in fields(EdgeRow))


def write_nodes(rows: GraphRows, stream: BinaryIO, *, raw: bool = False) -> None:
    """One row a CA or responder, by id."""
    _write(tuple(NODE_COLUMNS), rows.nodes(), stream, raw=raw)


def write_edges(rows: GraphRows, stream: BinaryIO, *, raw: bool = False) -> None:
    """One row a certificate and issuer; certificates without a proved issuer come last, their `issuer` empty."""
    _write(tuple(EDGE_COLUMNS), (row for part in (rows.edges(), rows.unlinked()) for row in part), stream, raw=raw)


def _write(columns: tuple[str, ...], rows: Iterable[NodeRow | EdgeRow], stream: BinaryIO, *, raw: bool) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(_plain(getattr(row, name)), raw=raw) for name in columns])
    text.flush()
    text.detach()


def _plain(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, tuple) else str(value)
