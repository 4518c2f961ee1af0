"""Tree heads: what a log signs, in the words of both protocols (RFC 6962 3.5; C2SP static-ct-api, checkpoints).

Verified in `ingest/link/heads.py`. How two heads of one log stand to each other is told here; a log that signed two
heads of which neither can begin the other has forked.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.sources.interface import rejected

_SIGNED_HEAD = 4  # octets of hash algorithm, signature algorithm and length before a signature


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """One head as the log gave it; whether it signed it is checked elsewhere."""

    size: int  # entries
    timestamp: int  # milliseconds since 1970, UTC
    root: bytes
    algorithms: tuple[int, int]  # hash and signature, as TLS 1.2 numbers them (RFC 5246 7.4.1.4.1)
    signature: bytes
    signed: bytes  # the answer or note it was read from, kept as evidence

    @property
    def signed_octets(self) -> bytes:
        """What the signature covers: a TreeHeadSignature (RFC 6962 3.5)."""
        return b"\x00\x01" + self.timestamp.to_bytes(8, "big") + self.size.to_bytes(8, "big") + self.root


def digitally_signed(octets: bytes, *, where: str = "tree head signature") -> tuple[tuple[int, int], bytes]:
    """Algorithms and signature of a DigitallySigned (RFC 5246 4.7); raises `InputRejected`."""
    length = int.from_bytes(octets[2:_SIGNED_HEAD], "big")
    if len(octets) != _SIGNED_HEAD + length:
        raise rejected(f"{len(octets)} octets where a signature of {length} is announced", where=where)
    return (octets[0], octets[1]), octets[_SIGNED_HEAD:]
