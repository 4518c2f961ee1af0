"""Checkpoints of static-ct-api logs: a signed note whose text is origin, size and root (C2SP signed-note, tlog-checkpoint).

The log's own signature line is an RFC6962NoteSignature: a time and the signature that an RFC 6962 log would make for
the same tree head. Lines of others (witnesses) are left alone.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from ingest.ct.heads import TreeHead, digitally_signed
from ingest.ct.merkle import HASH_OCTETS, MAX_SIZE
from ingest.sources.interface import rejected

CHECKPOINT_LIMIT = 64 * 1024  # octets
MAX_SIGNATURES = 64
RFC6962_NOTE = b"\x05"  # the signature type in the key id

_MARK = "— "  # U+2014 and a blank begin a signature line
_KEY_ID_OCTETS = 4
_TIME_OCTETS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: who, which key, what."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A checkpoint whose signatures are not yet verified."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[NoteSignature, ...]
    note: bytes  # as received


def key_id(origin: str, log_id: bytes) -> bytes:
    """The key id under which the log of this id signs for this origin."""
    return sha256(origin.encode() + b"\n" + RFC6962_NOTE + log_id).digest()[:_KEY_ID_OCTETS]


def read_checkpoint(note: bytes, *, where: str) -> Checkpoint:
    """The parts of a checkpoint; raises `InputRejected`."""
    if len(note) > CHECKPOINT_LIMIT:
        raise rejected(f"more than {CHECKPOINT_LIMIT} octets (CHECKPOINT_LIMIT)", where=where)
    try:
        text = note.decode()
    except UnicodeDecodeError as error:
        raise rejected(f"a checkpoint that is no UTF-8: {error.reason}", where=where) from error
    body, gap, signed = text.partition("\n\n")
    lines = body.split("\n")
    if not gap or not signed.endswith("\n") or len(lines) < 3 or not lines[0]:
        raise rejected("no signed note of origin, size and root", where=where)
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or str(int(size[:20])) != size or int(size) >= MAX_SIZE:
        raise rejected(f"a size that is none: {size[:40]!r}", where=where)
    found = _base64(root, where)
    if len(found) != HASH_OCTETS:
        raise rejected(f"a root of {len(found)} octets", where=where)
    signatures = signed[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise rejected(f"more than {MAX_SIGNATURES} signatures (MAX_SIGNATURES)", where=where)
    return Checkpoint(
        origin=origin,
        size=int(size),
        root=found,
        signatures=tuple(_signature(line, where) for line in signatures),
        note=note,
    )


def head_of(checkpoint: Checkpoint, log_id: bytes, *, where: str) -> TreeHead:
    """The tree head that the log of this id signed in the checkpoint; raises `InputRejected` when it did not."""
    wanted = key_id(checkpoint.origin, log_id)
    for line in checkpoint.signatures:
        if line.name == checkpoint.origin and line.key_id == wanted:
            algorithms, signature = digitally_signed(line.signature[_TIME_OCTETS:], where=where)
            return TreeHead(
                size=checkpoint.size,
                timestamp=int.from_bytes(line.signature[:_TIME_OCTETS], "big"),
                root=checkpoint.root,
                algorithms=algorithms,
                signature=signature,
                signed=checkpoint.note,
            )
    raise rejected(
        f"no signature of the key {log_id.hex()[:16]}… for the origin {checkpoint.origin[:80]!r}", where=where
    )


def _signature(line: str, where: str) -> NoteSignature:
    name, blank, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not blank or not name:
        raise rejected("a signature line that is none", where=where)
    octets = _base64(encoded, where)
    if len(octets) <= _KEY_ID_OCTETS:
        raise rejected("a signature line without signature", where=where)
    return NoteSignature(name=name, key_id=octets[:_KEY_ID_OCTETS], signature=octets[_KEY_ID_OCTETS:])


def _base64(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise rejected(f"broken base64: {error}", where=where) from error
