"""Certificates as PEM, each with a line that says which it is; what does not fit is said in the first line."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from textwrap import wrap
from typing import BinaryIO

from explorer.model.ids import CertificateId
from explorer.text import safe

_LINE = 64  # letters of a line of PEM (RFC 7468 section 2)
_NAME_LIMIT = 200


def write_pem(head: str, entries: Iterable[tuple[CertificateId, str, bytes]], stream: BinaryIO) -> None:
    """Write fingerprint, subject and DER of each, in the order given; text outside the marks is a remark (RFC 7468)."""
    stream.write(_remark(head))
    for id_, subject, der in entries:
        body = "\n".join(wrap(base64.b64encode(der).decode("ascii"), _LINE))
        stream.write(_remark(f"{id_} {subject}"))
        stream.write(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode("ascii"))


def _remark(text: str) -> bytes:
    """One line that no reader of PEM takes for a mark."""
    return f"# {safe(text, _NAME_LIMIT).replace('-----', '- - -')}\n".encode()
