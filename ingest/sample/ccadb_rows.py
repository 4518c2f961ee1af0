"""CCADB's all-records report of the sample, in the layout of the day: V1 with 50 columns, V4 with 84."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from datetime import date, timedelta

from explorer.model.ids import sha256_hex
from explorer.model.program import Program
from explorer.model.purpose import CODE_SIGN, EMAIL_PROTECTION, SERVER_AUTH
from ingest.sample.ccadb_formulas import derived_trust_bits, root_bits, technically_constrained, top_of
from ingest.sample.draw import AS_OF, NO_AUDIT, NOT_REVOKED, OWN, SAME, STALE, Record, World
from ingest.sample.keys import key_identifier
from ingest.sample.naming import common_name_of
from ingest.sample.report_columns import AUDITS, V1_50, V1_NAMES, V4_84

V1_UNTIL = date(2025, 1, 1)

_AUDIT_ENDS = {date(2024, 9, 1): date(2024, 3, 31), date(2026, 6, 1): date(2025, 3, 31), AS_OF: date(2026, 3, 31)}
_STALE_END = date(2021, 3, 31)
_STATUS = {"Apple Status": Program.APPLE, "Chrome Status": Program.CHROME, "Microsoft Status": Program.MICROSOFT}
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def all_records(world: World, encoded: dict[str, bytes], day: date) -> bytes:
    """The whole report of a day, rows by record id."""
    is_v1 = day < V1_UNTIL
    columns = V1_50 if is_v1 else V4_84
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="")
    end_of_line = ",\n" if is_v1 else "\n"  # V1 ends lines in a comma
    writer.writerow(columns)
    stream.write(end_of_line)
    for record in sorted(listed(world, day), key=lambda record: record_id(record.label)):
        cells = _cells(world, encoded, record, day)
        if is_v1:
            cells = {V1_NAMES.get(name, name): _v1_value(value) for name, value in cells.items()}
        row = [cells.get(column, "") for column in columns]
        for _ in range(2 if record.label in world.repeated else 1):
            writer.writerow(row)
            stream.write(end_of_line)
    return stream.getvalue().encode("utf-8")


def listed(world: World, day: date) -> Iterable[Record]:
    """The records that stand in the report of a day."""
    for record in world.records.values():
        first = record.entry.listed or world.plans[record.certificate].not_before.date() + timedelta(days=5)
        if first <= day < record.entry.gone:
            yield record


def record_id(label: str) -> str:
    """The Salesforce record id of a row: 18 signs that follow from its label."""
    number = int.from_bytes(hashlib.sha256(label.encode()).digest(), "big")
    signs = []
    for _ in range(11):
        number, place = divmod(number, 62)
        signs.append(_BASE62[place])
    return "0018S00" + "".join(signs)


def _cells(world: World, encoded: dict[str, bytes], record: Record, day: date) -> dict[str, str]:
    plan, entry = world.plans[record.certificate], record.entry
    is_root = (entry.kind or ("root" if plan.self_signed else "intermediate")) == "root"
    revoked = entry.revocation if entry.revoked_since <= day else NOT_REVOKED
    fingerprint = sha256_hex(encoded[record.certificate])
    constrained = technically_constrained(plan) if entry.constrained is None else entry.constrained
    cells = {
        "CA Owner": entry.owner or record.owner.title,
        "Salesforce Record ID": record_id(record.label),
        "Certificate Name": entry.title or common_name_of(plan.subject),
        "Certificate Record Type": "Root Certificate" if is_root else "Intermediate Certificate",
        "Subordinate CA Owner": entry.operator,
        "Revocation Status": "" if is_root else revoked,
        "SHA-256 Fingerprint": _fingerprint_cell(entry.fingerprint, fingerprint),
        "Valid From (GMT)": _day(plan.not_before.date()),
        "Valid To (GMT)": _day(plan.not_after.date()),
        "Authority Key Identifier": "" if plan.self_signed else _identifier(key_identifier(plan.issuer_key)),
        "Subject Key Identifier": _identifier(key_identifier(plan.key)),
        "Technically Constrained": str(constrained),
        "Derived Trust Bits": derived_trust_bits(world, record, day),
        "Full CRL Issued By This CA": f"http://crl.{record.owner.host}/{plan.key.label}.crl",
        "JSON Array of Partitioned CRLs": json.dumps([]),
        "Country": record.owner.country,
        "TLS Capable": str(plan.eku is None or SERVER_AUTH in plan.eku),
        "S/MIME Capable": str(plan.eku is None or EMAIL_PROTECTION in plan.eku),
        "Code Signing Capable": str(plan.eku is None or CODE_SIGN in plan.eku),
        "TLS EV Capable": "False",
    }
    if record.parent:
        parent = world.records[record.parent]
        cells["Parent Salesforce Record ID"] = record_id(parent.label)
        cells["Parent Certificate Name"] = parent.entry.title or common_name_of(world.plans[parent.certificate].subject)
        cells["Parent SHA-256 Fingerprint"] = sha256_hex(encoded[parent.certificate])
    cells |= _statuses(world, record, day, is_root)
    cells |= _audits(world, record, day, is_root)
    cells |= entry.cells
    if day != AS_OF:
        cells |= entry.earlier
    return cells


def _fingerprint_cell(form: str | None, digest: str) -> str:
    if form is None:
        return digest
    colons = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
    return form.format(upper=digest, colons=colons.lower())


def _statuses(world: World, record: Record, day: date, is_root: bool) -> dict[str, str]:
    top = top_of(world, record)
    bits = world.trust.get(top.certificate, ()) if top else ()
    included = {bit.program for bit in bits if bit.since <= day < bit.gone}
    words = {program: "Included" if program in included else "Not Included" for program in Program}
    if not is_root:
        text = "; ".join(f"{name}: {words[p]}" for name, p in _PROGRAM_NAMES)
        return {
            **dict.fromkeys(_STATUS, "Not Included"),
            "Mozilla Status": "Provided by CA",
            "Status of Root Cert": text,
        }
    found = {column: words[program] for column, program in _STATUS.items()}
    found["Mozilla Status"] = "Included" if Program.MOZILLA in included else "Not Yet Included"
    oids = root_bits(world, record, day)
    found["Trust Bits for Root Cert"] = ";".join(name for oid, name in _ROOT_BITS if oid in oids)
    return found


_PROGRAM_NAMES = (
    ("Apple", Program.APPLE),
    ("Google Chrome", Program.CHROME),
    ("Microsoft", Program.MICROSOFT),
    ("Mozilla", Program.MOZILLA),
)
_ROOT_BITS = (
    (SERVER_AUTH, "Server Authentication"),
    (EMAIL_PROTECTION, "Secure Email"),
    (CODE_SIGN, "Code Signing"),
)


def _audits(world: World, record: Record, day: date, is_root: bool) -> dict[str, str]:
    choice = record.entry.audits or (OWN if is_root else SAME)
    cells = {f"{document} Same as Parent": str(choice == SAME) for document in ("Audits", "CP", "CPS", "CP/CPS")}
    cells["MD/AsciiDoc CP/CPS Same as Parent"] = str(choice == SAME)
    if choice in (SAME, NO_AUDIT):
        return cells
    end = _STALE_END if choice == STALE else _AUDIT_ENDS[day]
    host = _audited_host(world, record)
    cells["Auditor"] = record.owner.auditor
    cells["Certificate Practice & Policy Statement"] = f"https://{host}/cps.pdf"
    cells["CP/CPS Effective Date"] = _day(end)
    for kind in _audit_kinds(world, record, day):
        cells |= {
            f"{kind} Audit URL": f"https://audits.{host}/{end.year}/{_slug(kind)}.pdf",
            f"{kind} Audit Type": "WebTrust",
            f"{kind} Audit Statement Date": _day(end + timedelta(days=76)),
            f"{kind} Audit Period Start Date": _day(end.replace(year=end.year - 1) + timedelta(days=1)),
            f"{kind} Audit Period End Date": _day(end),
        }
    return cells


def _audit_kinds(world: World, record: Record, day: date) -> tuple[str, ...]:
    """The audits that CCADB-P 2.1 section 5 asks for, by what the certificate can be used for."""
    plan = world.plans[record.certificate]
    purposes = frozenset(plan.eku) if plan.eku else root_bits(world, record, day)
    needed = {
        "TLS BR": SERVER_AUTH in purposes,
        "TLS EVG": SERVER_AUTH in purposes and plan.self_signed,
        "Code Signing": CODE_SIGN in purposes,
        "S/MIME BR": EMAIL_PROTECTION in purposes,
        "VMC": False,
    }
    return tuple(kind for kind in AUDITS if needed.get(kind, True))


def _audited_host(world: World, record: Record) -> str:
    """Where the statement lies: with the owner for its roots, else with whoever was audited."""
    operator = record.entry.operator
    if not operator:
        return record.owner.host if not record.parent else f"{record.label}.example"
    for owner in world.owners:
        if owner.title == operator:
            return owner.host
    return f"{_slug(operator)}.example"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _identifier(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _day(day: date) -> str:
    return day.strftime("%Y.%m.%d")


def _v1_value(value: str) -> str:
    return value.lower() if value in ("True", "False") else value
