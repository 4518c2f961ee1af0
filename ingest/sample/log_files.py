"""A sample log as both protocols serve it: files of a static-ct-api log, answers of an RFC 6962 log, its signed head.

Written entry by entry, so that a log of any size needs little memory.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.ct.checkpoint import key_id
from ingest.ct.folder import CHECKPOINT, GET_ENTRIES, ROOTS, STH, issuer_path
from ingest.ct.heads import TreeHead
from ingest.ct.merkle import CompactRange, leaf_hash, root_of
from ingest.ct.tiles import TILE_WIDTH, Tile
from ingest.sample.keys import Key, spki
from ingest.sample.log import SampleEntry, SampleLog
from ingest.sample.signing import sign

_SHA256_ECDSA = (4, 3)  # RFC 5246 7.4.1.4.1


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIdentity:
    """Who signs the heads of a log, and under which name; the key follows from the origin."""

    origin: str  # "alder.example/2026h2"

    @property
    def key(self) -> Key:
        """The key, as public as all of the sample."""
        return Key(label=f"log {self.origin}", kind="P-256")

    @property
    def id(self) -> bytes:
        """SHA-256 of its SPKI."""
        return hashlib.sha256(spki(self.key)).digest()

    def listed(self, url: str, *, is_tiled: bool) -> dict[str, object]:
        """The log's place in a log list, version 3."""
        addresses = {"submission_url": url, "monitoring_url": url} if is_tiled else {"url": url}
        return {
            "description": f"Sample {self.origin}",
            "log_id": base64.b64encode(self.id).decode(),
            "key": base64.b64encode(spki(self.key)).decode(),
            "mmd": 86400,
            "state": {"usable": {"timestamp": "2026-01-01T00:00:00Z"}},
        } | addresses

    def head(self, size: int, timestamp: int, root: bytes) -> TreeHead:
        """A head of this log, signed; `timestamp` in milliseconds."""
        octets = TreeHead(
            size=size, timestamp=timestamp, root=root, algorithms=_SHA256_ECDSA, signature=b"", signed=b""
        ).signed_octets
        value = sign(self.key, "sha256-ecdsa", octets)
        return TreeHead(
            size=size, timestamp=timestamp, root=root, algorithms=_SHA256_ECDSA, signature=value, signed=b""
        )

    def checkpoint(self, size: int, timestamp: int, root: bytes) -> bytes:
        """The head as a signed note, with a witness's line that nobody here can check."""
        signed = _digitally_signed(self.head(size, timestamp, root))
        line = base64.b64encode(key_id(self.origin, self.id) + timestamp.to_bytes(8, "big") + signed).decode()
        witness = base64.b64encode(bytes(72)).decode()
        body = f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        return f"{body}\n— witness.example {witness}\n— {self.origin} {line}\n".encode()

    def sth(self, size: int, timestamp: int, root: bytes) -> bytes:
        """The head as a get-sth answer."""
        return json.dumps(
            {
                "tree_size": size,
                "timestamp": timestamp,
                "sha256_root_hash": base64.b64encode(root).decode(),
                "tree_head_signature": base64.b64encode(_digitally_signed(self.head(size, timestamp, root))).decode(),
            }
        ).encode()


ALDER = LogIdentity(origin="alder.example/2026h2")


def log_list(*logs: dict[str, object]) -> bytes:
    """A log list, version 3, of one operator."""
    tiled = [log for log in logs if "monitoring_url" in log]
    plain = [log for log in logs if "monitoring_url" not in log]
    operator = {"name": "Alder Trust", "email": [], "logs": plain, "tiled_logs": tiled}
    return json.dumps({"version": "1.0", "operators": [operator]}, indent=1).encode()


def tiled_files(log: SampleLog, identity: LogIdentity = ALDER) -> Iterator[tuple[str, bytes]]:
    """(path, octets) of everything below the monitoring prefix; the checkpoint comes last."""
    issuers: set[bytes] = set()
    hashes: list[bytes] = []
    parts: list[bytes] = []
    number = timestamp = 0
    for entry in log.entries():
        timestamp = entry.timestamp
        fingerprints = []
        for der in entry.chain:
            fingerprint = hashlib.sha256(der).digest()
            fingerprints.append(fingerprint)
            if fingerprint not in issuers:
                issuers.add(fingerprint)
                yield issuer_path(fingerprint), der
        parts.append(_tile_entry(entry, b"".join(fingerprints)))
        hashes.append(leaf_hash(entry.leaf_input))
        if len(parts) == TILE_WIDTH:
            yield Tile(level=None, number=number, width=TILE_WIDTH).path, b"".join(parts)
            parts, number = [], number + 1
    if parts:
        yield Tile(level=None, number=number, width=len(parts)).path, b"".join(parts)
    yield from _hash_tiles(hashes)
    yield CHECKPOINT, identity.checkpoint(len(hashes), timestamp, root_of(hashes))


def rfc6962_files(log: SampleLog, identity: LogIdentity = ALDER, *, page: int = 1_000) -> Iterator[tuple[str, bytes]]:
    """(path, octets) of the answers of an RFC 6962 log, so many entries each; the head comes last."""
    tree = CompactRange()
    listed: list[dict[str, str]] = []
    timestamp = 0
    for entry in log.entries():
        timestamp = entry.timestamp
        listed.append(answer_entry(entry))
        tree.append(leaf_hash(entry.leaf_input))
        if len(listed) == page:
            yield _page(listed, tree.size)
            listed = []
    if listed:
        yield _page(listed, tree.size)
    roots = [base64.b64encode(member.der).decode() for member in (log.cast.root, log.cast.superfluous)]
    yield ROOTS, json.dumps({"certificates": roots}).encode()
    yield STH, identity.sth(tree.size, timestamp, tree.root())


def answer_entry(entry: SampleEntry) -> dict[str, str]:
    """One entry of a get-entries answer."""
    chain = b"".join(len(der).to_bytes(3, "big") + der for der in entry.chain)
    extra = _precertificate(entry) + len(chain).to_bytes(3, "big") + chain
    return {
        "leaf_input": base64.b64encode(entry.leaf_input).decode(),
        "extra_data": base64.b64encode(extra).decode(),
    }


def _page(listed: list[dict[str, str]], end: int) -> tuple[str, bytes]:
    return f"{GET_ENTRIES}/{end - len(listed)}-{end - 1}.json", json.dumps({"entries": listed}).encode()


def _tile_entry(entry: SampleEntry, fingerprints: bytes) -> bytes:
    return entry.leaf_input[2:] + _precertificate(entry) + len(fingerprints).to_bytes(2, "big") + fingerprints


def _precertificate(entry: SampleEntry) -> bytes:
    return len(entry.precertificate).to_bytes(3, "big") + entry.precertificate if entry.precertificate else b""


def _hash_tiles(hashes: list[bytes]) -> Iterator[tuple[str, bytes]]:
    level, below = 0, hashes
    while below:
        above: list[bytes] = []
        for number, begin in enumerate(range(0, len(below), TILE_WIDTH)):
            held = below[begin : begin + TILE_WIDTH]
            yield Tile(level=level, number=number, width=len(held)).path, b"".join(held)
            if len(held) == TILE_WIDTH:
                above.append(root_of(held))
        level, below = level + 1, above


def _digitally_signed(head: TreeHead) -> bytes:
    return bytes(head.algorithms) + len(head.signature).to_bytes(2, "big") + head.signature
