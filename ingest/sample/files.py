"""The sample world as files, named and laid out as their publishers do."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from explorer.model.ids import sha256_hex
from explorer.model.program import Program
from ingest.sample.ccadb_formulas import PURPOSE_LABELS
from ingest.sample.ccadb_rows import all_records
from ingest.sample.certificates import serial_of
from ingest.sample.draw import AS_OF, DAYS, World
from ingest.sample.keys import spki
from ingest.sample.naming import common_name_of, encode_name
from ingest.sample.status import encode_status

_SINCE_DAYS = {
    Program.MOZILLA: DAYS,
    Program.MICROSOFT: (DAYS[0], AS_OF),
    Program.CHROME: (AS_OF,),
    Program.APPLE: (AS_OF,),
}
_PEM_WIDTH = 64


def all_files(world: World, encoded: dict[str, bytes]) -> dict[str, bytes]:
    """Every file by its path, in order of path."""
    files = {f"ccadb/AllCertificateRecords_{day}.csv": all_records(world, encoded, day) for day in DAYS}
    files |= _pem_reports(world, encoded)
    files |= _root_stores(world, encoded)
    files["onecrl/onecrl.json"] = _onecrl(world)
    files |= register_files(world, encoded)
    files["register/affiliates.csv"] = _table(("group", "member", "from", "until", "source"), world.affiliates)
    for name, labels in world.loose.items():
        files[f"responders/{name}"] = "".join(pem(encoded[label]) for label in labels).encode("ascii")
    for name, body in encode_status(world.status, world.plans, encoded).items():
        files[f"status/{name}"] = body
    return dict(sorted(files.items()))


def pem(certificate: bytes) -> str:
    """A certificate as PEM, lines of 64."""
    text = base64.b64encode(certificate).decode("ascii")
    lines = (text[i : i + _PEM_WIDTH] for i in range(0, len(text), _PEM_WIDTH))
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))


def _pem_reports(world: World, encoded: dict[str, bytes]) -> dict[str, bytes]:
    """One report a year of notBefore; only the PEM is quoted, as CCADB does."""
    loose = {label for labels in world.loose.values() for label in labels}
    years: dict[int, dict[str, str]] = {}
    for label, plan in world.plans.items():
        if label not in world.without_pem and label not in loose:
            held = world.mismatched.get(label, label)
            rows = years.setdefault(plan.not_before.year, {})
            rows[sha256_hex(encoded[label])] = pem(encoded[held]).rstrip("\n")
    header = "SHA-256 Fingerprint,X.509 Certificate (PEM)\n"
    return {
        f"pem/AllCertificatePEMsCSVFormat_NotBeforeYear_{year}.csv": (
            header + "".join(f'{fingerprint},"{text}"\n' for fingerprint, text in sorted(rows.items()))
        ).encode("ascii")
        for year, rows in years.items()
    }


def _root_stores(world: World, encoded: dict[str, bytes]) -> dict[str, bytes]:
    header = ("sha256_fingerprint", "label", "purpose_oid", "purpose", "disabled_from", "notbefore_until")
    files = {}
    for program, days in _SINCE_DAYS.items():
        for day in days:
            rows = []
            for label, bits in world.trust.items():
                plan = world.plans[label]
                title = common_name_of(plan.subject)
                for bit in bits:
                    if bit.program is program and max(bit.since, plan.not_before.date()) <= day < bit.gone:
                        purpose = PURPOSE_LABELS[bit.oid]
                        rows.append((sha256_hex(encoded[label]), title, bit.oid, purpose, bit.disabled_from, bit.until))
            files[f"rootstores/{program.lower()}_{day}_trust.csv"] = _table(header, sorted(rows))
    return files


def _onecrl(world: World) -> bytes:
    entries = []
    for revoked in world.onecrl:
        plan = world.plans[revoked.certificate]
        at = datetime(revoked.on.year, revoked.on.month, revoked.on.day, tzinfo=UTC)
        digest = hashlib.sha256(revoked.certificate.encode()).hexdigest()
        entries.append(
            {
                "schema": int(at.timestamp() * 1000),
                "details": {
                    "bug": "",
                    "who": "",
                    "why": revoked.why,
                    "name": common_name_of(plan.subject),
                    "created": f"{revoked.on}T00:00:00Z",
                },
                "enabled": True,
                "issuerName": base64.b64encode(encode_name(plan.issuer_name)).decode("ascii"),
                "serialNumber": base64.b64encode(plan.serial or serial_of(plan.label)).decode("ascii"),
                "id": "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])),
                "last_modified": int(at.timestamp() * 1000),
            }
        )
    return (json.dumps({"data": entries}, indent=2) + "\n").encode("ascii")


def register_files(world: World, encoded: dict[str, bytes]) -> dict[str, bytes]:
    """Register records by path, named by their content (docs/evidence.md)."""
    return dict(evidence_records(world, encoded).values())


def evidence_records(world: World, encoded: dict[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Label -> path and bytes of a register record.

    Values may point into the world: `key:LABEL`, `certificate:LABEL`, `record:LABEL` (one told earlier),
    `document:TEXT` (a digest that stands for a document).
    """
    found: dict[str, tuple[str, bytes]] = {}

    def resolved(value: str) -> str:
        kind, _, label = value.partition(":")
        if kind == "key":
            return sha256_hex(spki(world.key(label)))
        if kind == "certificate":
            return sha256_hex(encoded[label])
        if kind == "record":
            return sha256_hex(found[label][1])
        return sha256_hex(label.encode()) if kind == "document" else value

    for label, fields in world.evidence.items():
        values = {name: tuple(sorted(map(resolved, given))) for name, given in sorted(fields.items())}
        text = "".join(f"{name}: {value}\n" for name, given in values.items() for value in given).encode()
        when = values.get("Event-Date", ("undated",))[0]
        name = f"{values['Event'][0]}-{when}-{sha256_hex(text)[:12].lower()}.txt"
        found[label] = (f"register/{values['Key-SPKI-SHA256'][0][:16]}/{name}", text)
    return found


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")
