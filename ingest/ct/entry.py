"""One log entry, read from the bytes that its hash covers and those that come with it (RFC 6962 3.4, 4.6).

`leaf_input` is a MerkleTreeLeaf: version, leaf type, time, entry type, certificate or TBSCertificate, extensions.
`extra_data` is the chain, for a precertificate with the precertificate before it. Certificates stay encoded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ingest.ct.merkle import leaf_hash

MAX_CHAIN = 64  # certificates of one chain; logs refuse chains a fraction as long
X509_ENTRY, PRECERT_ENTRY = 0, 1
KEY_HASH_OCTETS = 32
LEAF_HEAD = 2  # octets of version and leaf type, which a data tile leaves out

_TIME_AND_TYPE = 10  # octets


class EntryError(ValueError):
    """The bytes are no log entry; the message names the bound or the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry. `leaf_input` and what its hash covers are exact; the rest is what the log sent along."""

    index: int
    timestamp: int  # milliseconds since 1970, UTC
    is_precertificate: bool
    issuer_key_hash: bytes | None  # SHA-256 of the final issuer's SPKI; None for certificates
    certificate: bytes  # DER; of a precertificate the precertificate itself, poison included
    tbs: bytes  # of a precertificate the TBSCertificate that the log signed for; empty for certificates
    chain: tuple[bytes, ...]  # DER, the issuer first; empty where only fingerprints are at hand
    chain_fingerprints: tuple[bytes, ...]  # SHA-256 of each, raw, in the same order
    leaf_input: bytes

    @property
    def leaf_hash(self) -> bytes:
        """The hash of the entry in the tree."""
        return leaf_hash(self.leaf_input)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableEntry:
    """An entry whose bytes could not be understood. Its hash is known all the same, so the tree stays whole."""

    index: int
    reason: str
    leaf_input: bytes
    extra_data: bytes

    @property
    def leaf_hash(self) -> bytes:
        """The hash of the entry in the tree."""
        return leaf_hash(self.leaf_input)


def read_leaf(leaf_input: bytes, extra_data: bytes, index: int) -> LogEntry:
    """The entry at `index`; raises `EntryError`."""
    if leaf_input[:LEAF_HEAD] != b"\x00\x00":
        raise EntryError(f"version and leaf type {leaf_input[:LEAF_HEAD].hex() or 'missing'} instead of 0000")
    timestamp, kind, key_hash, signed, at = read_timestamped(leaf_input, LEAF_HEAD)
    if at != len(leaf_input):
        raise EntryError(f"{len(leaf_input) - at} octets behind the leaf")
    at = 0
    certificate, tbs = signed, b""
    if kind == PRECERT_ENTRY:
        certificate, at = opaque(extra_data, 0, 3, "precertificate")
        tbs = signed
    chain = _chain(extra_data, at)
    return LogEntry(
        index=index,
        timestamp=timestamp,
        is_precertificate=kind == PRECERT_ENTRY,
        issuer_key_hash=key_hash,
        certificate=certificate,
        tbs=tbs,
        chain=chain,
        chain_fingerprints=tuple(fingerprint(der) for der in chain),
        leaf_input=leaf_input,
    )


def read_timestamped(data: bytes, at: int) -> tuple[int, int, bytes | None, bytes, int]:
    """TimestampedEntry at `at`: time, entry type, issuer key hash, what was signed for, and where it ends."""
    begin = at
    if at + _TIME_AND_TYPE > len(data):
        raise EntryError(f"truncated in the time at offset {at}")
    timestamp = int.from_bytes(data[at : at + 8], "big")
    kind = int.from_bytes(data[at + 8 : at + 10], "big")
    at += _TIME_AND_TYPE
    key_hash = None
    if kind == PRECERT_ENTRY:
        key_hash = data[at : at + KEY_HASH_OCTETS]
        at += KEY_HASH_OCTETS
    elif kind != X509_ENTRY:
        raise EntryError(f"entry type {kind} at offset {begin + 8} is neither certificate nor precertificate")
    signed, at = opaque(data, at, 3, "certificate or TBSCertificate")
    _, at = opaque(data, at, 2, "extensions")
    return timestamp, kind, key_hash, signed, at


def opaque(data: bytes, at: int, octets: int, what: str) -> tuple[bytes, int]:
    """The bytes behind a length of so many octets, and where they end."""
    begin = at + octets
    end = begin + int.from_bytes(data[at:begin], "big")
    if end > len(data):
        raise EntryError(f"truncated in the {what} at offset {at}")
    return data[begin:end], end


def _chain(extra_data: bytes, at: int) -> tuple[bytes, ...]:
    listed, end = opaque(extra_data, at, 3, "chain")
    if end != len(extra_data):
        raise EntryError(f"{len(extra_data) - end} octets behind the chain")
    chain = []
    at = 0
    while at < len(listed):
        der, at = opaque(listed, at, 3, "chain")
        chain.append(der)
        if len(chain) > MAX_CHAIN:
            raise EntryError(f"a chain of more than {MAX_CHAIN} certificates (MAX_CHAIN)")
    return tuple(chain)


@lru_cache(maxsize=1 << 10)
def fingerprint(der: bytes) -> bytes:
    """SHA-256 of a chain's certificate, raw: few issuers stand in many chains."""
    return sha256(der).digest()
