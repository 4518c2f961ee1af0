"""Receipts: how each raw input was received, in a small file beside it, so that a rebuild needs no database.

`<store>.raw/ab/<sha256>.json` lists what the same bytes were once read as: the name as given, the kind, the program
and the day, all as they were settled then; `<sha256>.<day>.json` is one more day of a history. Bytes without a receipt belong to a run that never got that far.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from explorer.errors import IntegrityAlarm
from explorer.model.ids import parse_sha256
from explorer.model.program import Program
from explorer.store.receipt_seals import is_sealed_right, receipt_digest
from explorer.terminal.files import write_file
from ingest.sources.recognise import Kind

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One input as it was once received and read."""

    sha256: str  # of the bytes as received, upper-case hex
    file: str  # its name as given
    kind: Kind
    program: Program | None  # of root-store rows
    day: date | None  # the day it speaks for; None: certificates and registers
    received: datetime  # UTC, the same for all inputs of one run


def write_receipt(folder: Path, receipt: Receipt, unsynced: set[Path] | None = None) -> None:
    """Keep the receipt beside its bytes; an older one of the same kind, program and day gives way.

    With `unsynced` its name is on disk when the folders put there are synced.
    """
    held = _receipts_in(_path(folder, receipt.sha256))
    if receipt in held:
        return
    others = [r for r in held if _subject(r) != _subject(receipt)]
    path = _path(folder, receipt.sha256)
    plain = [_plain(r) for r in sorted((*others, receipt), key=_order)]
    write_file(path, _sealed(plain, 1), sync_name=unsynced is None)
    if unsynced is not None:
        unsynced.add(path.parent)


def write_receipt_of_day(folder: Path, receipt: Receipt) -> None:
    """Keep the receipt of one more day of the same bytes in a file of its own: a year of equal days stays cheap."""
    assert receipt.day is not None
    path = _path(folder, receipt.sha256)
    write_file(path.with_suffix(f".{receipt.day}.json"), _sealed([_plain(receipt)]))


def read_receipts(folder: Path) -> tuple[Receipt, ...]:
    """Every receipt, in the order in which the inputs were received. Raises `IntegrityAlarm` for an unreadable one."""
    found = [receipt for path in folder.glob("??/*.json") for receipt in _receipts_in(path)]
    return tuple(sorted(found, key=_order))


def _path(folder: Path, sha256: str) -> Path:
    name = sha256.lower()
    return folder / name[:2] / f"{name}.json"


def _receipts_in(path: Path) -> list[Receipt]:
    if not path.exists():
        return []
    try:
        document = json.loads(path.read_bytes())
        digest = parse_sha256(path.name.partition(".")[0])
        if digest is None or document["schema"] != SCHEMA:
            raise ValueError("of another schema")
        if not is_sealed_right(document):
            raise ValueError("not what was written")
        return [
            Receipt(
                sha256=digest,
                file=plain["file"],
                kind=Kind(plain["kind"]),
                program=Program(plain["program"]) if plain["program"] else None,
                day=date.fromisoformat(plain["day"]) if plain["day"] else None,
                received=datetime.fromisoformat(plain["received"]),
            )
            for plain in document["receipts"]
        ]
    except (ValueError, LookupError, TypeError) as error:
        raise IntegrityAlarm(
            f"the receipt can't be read: {error}",
            where=str(path),
            done="nothing was changed",
            remedy="put the file back from a copy, or move it away with its bytes and ingest that input again",
        ) from error


def _sealed(receipts: list[dict[str, str]], indent: int | None = None) -> bytes:
    document = {"schema": SCHEMA, "receipts": receipts, "sha256": receipt_digest(receipts)}
    return json.dumps(document, indent=indent).encode("ascii") + b"\n"


def _plain(receipt: Receipt) -> dict[str, str]:
    return {
        "file": receipt.file,
        "kind": receipt.kind.value,
        "program": receipt.program.value if receipt.program else "",
        "day": receipt.day.isoformat() if receipt.day else "",
        "received": receipt.received.isoformat(),
    }


def _subject(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.kind.value, receipt.program or "", receipt.day.isoformat() if receipt.day else ""


def _order(receipt: Receipt) -> tuple[datetime, str, str, tuple[str, str, str]]:
    return receipt.received, receipt.file, receipt.sha256, _subject(receipt)
