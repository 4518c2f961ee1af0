"""The fingerprint of a finding: the same on every day and under every version, so that runs can be compared."""

from __future__ import annotations

from explorer.model.ids import sha256_hex


def fingerprint_of(rule: str, subject: str) -> str:
    """SHA-256 over the id of the rule and the id of the subject, in this order."""
    return sha256_hex(f"{rule}{subject}".encode("utf-8", "surrogatepass"))
