"""PEM blocks: what is found, what is reported, and that a lenient decoder hides nothing."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode.pem import MAX_BODY, PemBlock, pem_blocks

DER = bytes(range(1, 200))
BEGIN, END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


def wrapped(width: int = 64, newline: bytes = b"\n") -> bytes:
    body = base64.b64encode(DER)
    lines = [body[start : start + width] for start in range(0, len(body), width)]
    return newline.join([BEGIN, *lines, END]) + newline


READ = {
    "lines of 64": wrapped(),
    "CR LF": wrapped(newline=b"\r\n"),
    "one line": wrapped(10_000),
    "no line breaks at all": BEGIN + base64.b64encode(DER) + END,
    "in a quoted CSV cell": b'AA,"' + wrapped() + b'"\r\n',
    "in single quotes": b"'" + wrapped() + b"'",
    "indented": wrapped().replace(b"\n", b"\n\t "),
    "the old label": wrapped().replace(b"CERTIFICATE", b"X509 CERTIFICATE"),
    "openssl text in front": b"Certificate:\n    Data: - - \n" + wrapped(),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_read(data: bytes) -> None:
    assert list(pem_blocks(data)) == [PemBlock(data.index(b"-----BEGIN"), DER)]


PROBLEMS = {
    "bad character": (wrapped().replace(b"AQ", b"!Q", 1), "bad base64"),
    "character missing": (wrapped(10_000).replace(b"AQ", b"Q", 1), "bad base64"),
    "padding in the middle": (BEGIN + b"QQ==QQ==" + END, "bad base64"),
    "empty": (BEGIN + b"\n" + END, "empty block"),
    "no end": (BEGIN + b"\nQUJD\n", "no END line"),
    "other end": (BEGIN + b"QUJD" + b"-----END X509 CRL-----", "differ"),
    "a CRL": (b"-----BEGIN X509 CRL-----\nQUJD\n-----END X509 CRL-----", "not a certificate"),
    "too large": (BEGIN + b"A" * (MAX_BODY + 4) + END, "MAX_BODY"),
}


@pytest.mark.parametrize(("data", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_reported(data: bytes, problem: str) -> None:
    (block,) = pem_blocks(data)
    assert block.der == b"" and problem in block.problem


@pytest.mark.parametrize("label", [b"PRIVATE KEY", b"RSA PRIVATE KEY", b"ENCRYPTED PRIVATE KEY", b"EC PRIVATE KEY"])
def test_a_private_key_is_neither_decoded_nor_echoed(label: bytes) -> None:
    secret = b"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2VjcmV0"
    data = b"-----BEGIN " + label + b"-----\n" + secret + b"\n-----END " + label + b"-----\n" + wrapped()
    key, certificate = pem_blocks(data)
    assert key == PemBlock(0, b"", "a private key: not read")
    assert certificate.der == DER


def test_offsets_and_order() -> None:
    data = b"x" * 10 + wrapped() + b"yy" + wrapped()
    assert [block.offset for block in pem_blocks(data)] == [10, 12 + len(wrapped())]


@given(st.binary(max_size=40), st.integers(0, 60), st.integers(0, 30))
def test_damage_never_decodes_to_something_else(junk: bytes, at: int, cut: int) -> None:
    body = base64.b64encode(DER)
    damaged = body[:at] + junk.replace(b"-", b"*") + body[at + cut :]
    for block in pem_blocks(BEGIN + damaged + END):
        if block.der:
            assert block.der == binascii.a2b_base64(b"".join(damaged.split()), strict_mode=True)
        else:
            assert block.problem
