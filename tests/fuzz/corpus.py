"""Our own corpus: whole inputs from the sample world cut small, and the ways to damage them.

The damage is that of real life and of malice: bits, cuts, repeats, swaps, numbers of length made huge, signs of the format
where they do not belong, the end of another input. The same draws give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from ingest.decode.pem import pem_blocks
from ingest.sample.world import sample_files
from tests.real_data import DATA

SMALL = 6_000  # bytes of a seed: what damages must be near what decides
TOKENS = tuple(
    [bytes((value,)) for value in (0x00, 0x09, 0x0A, 0x0D, 0x22, 0x2C, 0x30, 0x80, 0xFF)]
    + [
        b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xf3\xa0\x81\x81",
        b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x02\x81\x80", b"\x05\x00", b"\xa0\x80", b"\x1f\x8b\x08\x00",
        b'"', b'""', b'","', b",,,,", b"\r\n", b"\n\n", b"=1+1", b"@x", b"<script>", b"</", b"<!doctype html>", b"]]>", b"&amp;",
        b"null", b"{", b"}", b"[" * 200, b"1e999", b"-0", b"NaN", b"\\ud800", b"-----BEGIN CERTIFICATE-----", b"-----END ",
        b"0000-00-00", b"9999-12-31", b"10000-01-01", b"99991231235959Z", b"\xe2\x80\x94 ", b"%00", b"%2e%2e/", b"?", b"&", b"#", b"/../",
    ]
)  # fmt: skip


def flip(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """One bit."""
    if data:
        data[at % len(data)] ^= 1 << chance.randrange(8)


def put(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """Any octet over what stood there."""
    if data:
        data[at % len(data)] = chance.randrange(256)


def insert(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """A sign of some format."""
    data[at:at] = chance.choice(TOKENS)


def overwrite(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """The same in place of what stood there."""
    token = chance.choice(TOKENS)
    data[at : at + len(token)] = token


def lose(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """Some octets."""
    del data[at : at + chance.choice((1, 2, 16, 300))]


def cut(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """All that follows."""
    del data[at:]


def repeat(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """A piece, up to many times."""
    piece = bytes(data[at : at + chance.choice((1, 8, 100))])
    data[at:at] = piece * chance.choice((1, 2, 40))


def swap(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """Two lines."""
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    data[:] = b"\n".join(lines)


def cross(data: bytearray, at: int, chance: Random, others: Sequence[bytes]) -> None:
    """The end of another input."""
    other = chance.choice(others)
    data[at:] = other[chance.randrange(len(other) + 1) :]


DAMAGES: tuple[Callable[[bytearray, int, Random, Sequence[bytes]], None], ...] = (
    flip, flip, put, insert, insert, overwrite, lose, cut, repeat, swap, cross,
)  # fmt: skip


def damaged(seeds: Sequence[bytes], chance: Random) -> bytes:
    """One of the seeds, damaged in up to five places."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        chance.choice(DAMAGES)(data, chance.randrange(len(data) + 1), chance, seeds)
    return bytes(data)


def damages(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """The same for hypothesis, and now and then noise."""
    mutated = st.integers(0, 2**32 - 1).map(lambda number: damaged(seeds, Random(number)))
    return st.one_of(mutated, mutated, mutated, st.binary(max_size=200))


def sample(*starts: str) -> tuple[bytes, ...]:
    """Files of the sample whose path starts like this, cut small at an end of line."""
    found = [content for name, content in sample_files().items() if name.startswith(starts)]
    return tuple(small(content) for content in found)


def status(ending: str) -> tuple[bytes, ...]:
    """CRLs or OCSP responses of the sample, whole."""
    return tuple(content for name, content in sample_files().items() if name.endswith(ending))


def public(pattern: str) -> tuple[bytes, ...]:
    """Public files cut small, none where there are none: real oddities nobody would think of."""
    return tuple(small(_opened(path)) for path in sorted(DATA.glob(pattern))[-6:]) if DATA else ()


def small(content: bytes) -> bytes:
    """A text cut at an end of line near `SMALL`; what is no text stays whole."""
    if len(content) <= SMALL or b"\n" not in content[:SMALL]:
        return content
    return content[: content.rindex(b"\n", 0, SMALL) + 1]


@cache
def sample_certificates() -> tuple[bytes, ...]:
    """Every certificate of the sample once, odd ones included."""
    content = b"".join(data for name, data in sample_files().items() if name.startswith(("pem/", "responders/")))
    return tuple(dict.fromkeys(block.der for block in pem_blocks(content) if block.der))


@cache
def public_certificates() -> tuple[bytes, ...]:
    """One public certificate in fifty."""
    if DATA is None:
        return ()
    content = b"".join(_opened(path) for path in sorted((DATA / "pem").glob("*.csv.gz")))
    return tuple(block.der for block in pem_blocks(content) if block.der)[::50]


def _opened(path: Path) -> bytes:
    from ingest.sources.recognise import unpacked

    return unpacked(path.read_bytes(), where=path.name)
