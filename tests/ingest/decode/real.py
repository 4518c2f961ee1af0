"""The published CA certificates, where they are at hand."""

from __future__ import annotations

import zlib
from functools import cache

from ingest.decode.pem import pem_blocks
from tests.real_data import DATA


@cache
def real_ders() -> tuple[bytes, ...]:
    """Every certificate of the PEM reports once; empty where there are no reports."""
    if DATA is None:
        return ()
    found: dict[bytes, None] = {}
    for path in sorted((DATA / "pem").glob("*.csv.gz")):
        for block in pem_blocks(zlib.decompress(path.read_bytes(), wbits=31)):
            assert not block.problem, (path.name, block.offset)
            found[block.der] = None
    return tuple(found)
