"""The yardsticks: the least that any program doing the same work must spend, measured in the process that asks.

Signature floor: one signature check per certificate, in a tight loop over prepared calls. Parse floor: one certificate
object per certificate, nothing read from it. CSV floor: `csv.reader` over the decoded bytes.
"""

from __future__ import annotations

import csv
import functools
import io
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measure import seconds
from explorer.model.authority import LinkState
from ingest.decode.algorithms import read_scheme
from ingest.decode.pem import pem_blocks
from ingest.decode.skim import Skim, skim
from ingest.link.issuers import LinkInput, link
from ingest.link.signatures import load_key

Calls = list[Callable[[], object]]


def unpack(path: Path) -> bytes:
    """A gzip file in one call of the library, which holds no lock meanwhile."""
    packed = path.read_bytes()
    size = int.from_bytes(packed[-4:], "little")  # of the content (RFC 1952): one call, one release of the lock
    return zlib.decompress(packed, wbits=31, bufsize=min(size + 1, 1 << 26))


def read_skims(data: Path, pool: ThreadPoolExecutor | None = None) -> Iterator[Skim]:
    """Every certificate of the PEM reports once; with a pool, all files are unpacked first."""
    paths = sorted((data / "pem").glob("*.csv.gz"))
    contents = list(pool.map(unpack, paths)) if pool else map(unpack, paths)
    seen: set[bytes] = set()
    for content in contents:
        for block in pem_blocks(content):
            if block.der and block.der not in seen:
                seen.add(block.der)
                yield skim(block.der)


def signature_calls(data: Path) -> Calls:
    """One prepared call of the library per certificate whose signature it verifies."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    digests = {
        "md5": hashes.MD5(),
        "sha1": hashes.SHA1(),
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    inputs = [LinkInput.of_skim(outer) for outer in read_skims(data)]
    by_id = {one.id: one for one in inputs}
    spki_of = {one.spki: one.skimmed().spki for one in inputs}
    calls: Calls = []
    for found in link(inputs, [], [], 1):
        outer = by_id[found.certificate].skimmed()
        key, scheme = load_key(spki_of[found.issuer_spki]), read_scheme(outer.algorithm)
        if found.state is not LinkState.VERIFIES or scheme.digest not in digests:
            continue
        digest, signature, tbs = digests[scheme.digest], outer.signature, outer.tbs
        if scheme.kind == "rsa" and key.rsa_key:
            calls.append(functools.partial(key.rsa_key.verify, signature, tbs, padding.PKCS1v15(), digest))
        elif scheme.kind == "ecdsa" and key.ec_key:
            calls.append(functools.partial(key.ec_key.verify, signature, tbs, ec.ECDSA(digest)))
    return calls


def signature_floor(calls: Calls) -> float:
    """Seconds for one pass over the calls."""

    def loop() -> None:
        for call in calls:
            call()

    return seconds(loop)


def parse_floor(ders: list[bytes]) -> float:
    """Seconds to make one certificate object of each; those that the library refuses cost what refusing costs."""
    from cryptography.x509 import load_der_x509_certificate

    def loop() -> None:
        for der in ders:
            try:
                load_der_x509_certificate(der)
            except ValueError:
                continue

    return seconds(loop)


def csv_rows(data: bytes) -> int:
    """Decode, split, keep: the number of rows without the header."""
    return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1


def csv_floor(data: bytes) -> float:
    """Seconds of that."""
    return seconds(lambda: csv_rows(data))
