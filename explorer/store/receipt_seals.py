"""Seals of the receipts beside the raw inputs: a receipt decides how a rebuild reads its bytes, so its own bytes count.

A receipt file is JSON with `schema`, `receipts` and `sha256`, the digest of the second; those written before there were
seals have none and are taken as they are.
"""

from __future__ import annotations

import json
from pathlib import Path

from explorer.model.ids import sha256_hex

FIELDS = frozenset(("schema", "receipts", "sha256"))


def receipt_digest(receipts: object) -> str:
    """The digest of what a receipt file tells, by its content and not its layout."""
    return sha256_hex(json.dumps(receipts, sort_keys=True, separators=(",", ":")).encode("ascii"))


def is_sealed_right(document: object) -> bool:
    """Whether a receipt file is what was written; without a seal nothing speaks against it."""
    if not isinstance(document, dict) or set(document) - FIELDS:
        return False
    return "sha256" not in document or document["sha256"] == receipt_digest(document.get("receipts"))


def broken_receipt(folder: Path) -> Path | None:
    """The first receipt below a folder of raw inputs that is not what was written."""
    for path in sorted(folder.glob("??/*.json")):
        try:
            document = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return path
        if not is_sealed_right(document):
            return path
    return None
