"""The test suite of RFC 1319 A.5."""

from __future__ import annotations

import pytest

from ingest.link.md2 import md2

VECTORS = {
    "": "8350e5a3e24c153df2275c9f80692773",
    "a": "32ec01ec4a6dac72c0ab96fb34c0b5d1",
    "abc": "da853b0d3f88d99b30283a69e6ded6bb",
    "message digest": "ab4f496bfb2a530b219ff33031fe06b0",
    "abcdefghijklmnopqrstuvwxyz": "4e8ddff3650292ab5a4108c3aa47940b",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890": "d5976f79d83d3a0dc9806c3c66f3efd8",
}


@pytest.mark.parametrize(("message", "digest"), VECTORS.items())
def test_vectors(message: str, digest: str) -> None:
    assert md2(message.encode()).hex() == digest
