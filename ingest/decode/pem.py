"""PEM blocks out of raw bytes (RFC 7468): reports, bundles, mail, quoted CSV cells alike.

The pattern cannot backtrack: the body of a block holds no hyphen. What cannot be read is
reported with its place, never dropped. Private keys are reported and neither decoded nor echoed.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

_BLOCK = re.compile(rb"-----BEGIN ([^-\r\n]{0,64})-----([^-]*)(?:-----END ([^-\r\n]{0,64})-----)?")
_BLANKS = b" \t\r\n\x0b\x0c"
_CERTIFICATES = frozenset({b"CERTIFICATE", b"X509 CERTIFICATE"})
MAX_BODY = 1 << 20  # base64 octets of one block


class PemBlock(NamedTuple):
    """One block: where it begins in the input, and its bytes or why there are none."""

    offset: int
    der: bytes  # empty exactly when there is a problem
    problem: str = ""


def pem_blocks(data: bytes) -> Iterator[PemBlock]:
    """Every PEM block of `data` in order; blocks that are no readable certificate carry a problem."""
    for found in _BLOCK.finditer(data):
        label = found[1]
        if label in _CERTIFICATES and found[3] == label:
            body = found[2]
            if len(body) > MAX_BODY:
                yield PemBlock(found.start(), b"", f"block of more than {MAX_BODY} octets (MAX_BODY)")
                continue
            try:
                der = _decode(body)
            except binascii.Error as error:
                yield PemBlock(found.start(), b"", f"bad base64: {error}")
                continue
            yield PemBlock(found.start(), der, "" if der else "empty block")
        else:
            yield PemBlock(found.start(), b"", _problem(label, found[3]))


def _decode(body: bytes) -> bytes:
    """Strict base64 with blanks and line breaks inside."""
    return binascii.a2b_base64(body.translate(None, _BLANKS), strict_mode=True)


def _problem(label: bytes, end: bytes | None) -> str:
    if label.endswith(b"PRIVATE KEY"):
        return "a private key: not read"
    if end is None:
        return "no END line"
    if label not in _CERTIFICATES:
        return f"a block labelled {label.decode('ascii', 'replace')!r}, not a certificate"
    return "BEGIN and END lines differ"
