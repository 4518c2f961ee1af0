"""Entries spelled out by hand, for tests of the readers: the octets of RFC 6962 and static-ct-api, not our own writer."""

from __future__ import annotations

import base64
import json


def opaque(body: bytes, octets: int) -> bytes:
    """The body behind its length."""
    return len(body).to_bytes(octets, "big") + body


def leaf_of(certificate: bytes, *, timestamp: int = 1_000, key_hash: bytes = b"", extensions: bytes = b"") -> bytes:
    """A MerkleTreeLeaf; with a key hash that of a precertificate, `certificate` then being its TBS."""
    kind = b"\x00\x01" + key_hash if key_hash else b"\x00\x00"
    return b"\x00\x00" + timestamp.to_bytes(8, "big") + kind + opaque(certificate, 3) + opaque(extensions, 2)


def chain_of(*certificates: bytes, precertificate: bytes = b"") -> bytes:
    """The `extra_data` of an entry."""
    before = opaque(precertificate, 3) if precertificate else b""
    return before + opaque(b"".join(opaque(c, 3) for c in certificates), 3)


def tile_entry(leaf: bytes, *fingerprints: bytes, precertificate: bytes = b"") -> bytes:
    """The same entry as a data tile has it."""
    before = opaque(precertificate, 3) if precertificate else b""
    return leaf[2:] + before + opaque(b"".join(fingerprints), 2)


def answer_of(*entries: tuple[bytes, bytes]) -> bytes:
    """A get-entries answer."""
    listed = [
        {"leaf_input": base64.b64encode(a).decode(), "extra_data": base64.b64encode(b).decode()} for a, b in entries
    ]
    return json.dumps({"entries": listed}).encode()
