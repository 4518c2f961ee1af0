"""Whose key signed a final certificate: the first member of its chain that has the issuer's name and whose key verifies.

The entry of a final certificate holds no hash of its issuer's key, and submitters may append what does not belong to
the chain, so that only a signature tells. What cannot be told is counted apart under one of the two stand-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256

from explorer.model.authority import LinkState
from explorer.model.census import NOT_AT_HAND, NOT_PROVED
from ingest.decode.der import DerError
from ingest.decode.skim import Skim, skim
from ingest.link.signatures import verify

MAX_TRIED = 8  # members of one chain that bear the issuer's name

ReadIssuer = Callable[[bytes], bytes | None]  # SHA-256 of a certificate, raw -> its DER; None: not at hand


def issuer_key(certificate: bytes, chain: Iterable[bytes]) -> bytes:
    """SHA-256 of the SPKI that signed, or NOT_AT_HAND, or NOT_PROVED when no member of that name verifies.

    `chain` holds the members at hand, DER. Raises `DerError` when the certificate itself cannot be read.
    """
    signed = skim(certificate)
    named = [member for member in map(_member, chain) if member is not None and member.subject == signed.issuer]
    for member in named[:MAX_TRIED]:
        if verify(signed, member.spki) is LinkState.VERIFIES:
            return sha256(member.spki).digest()
    return NOT_PROVED if named else NOT_AT_HAND


@lru_cache(maxsize=1 << 12)
def _member(der: bytes) -> Skim | None:
    """One member of a chain, read once; None when it is no certificate."""
    try:
        return skim(der)
    except DerError:
        return None
