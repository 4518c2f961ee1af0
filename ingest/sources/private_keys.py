"""Private keys that stand by mistake beside certificates: cut out before anything is kept or shown.

The bytes of an input are archived as received, with this one exception (reliability contract 5).
"""

from __future__ import annotations

import re

_BEGIN = re.compile(rb"-----BEGIN [^-\r\n]{0,64}PRIVATE KEY[^-\r\n]{0,16}-----")
_END = b"-----END "
_DASHES = b"-----"
_REPLACEMENT = b"(a private key stood here)"


def without_private_keys(data: bytes) -> tuple[bytes, int]:
    """The input without its PEM private keys, and how many there were; the very same bytes when none.

    A key reaches to the end of its END line, or of the input when there is none.
    """
    kept: list[bytes] = []
    at = count = 0
    while (found := _BEGIN.search(data, at)) is not None:
        count += 1
        kept += (data[at : found.start()], _REPLACEMENT)
        end = data.find(_END, found.end())
        close = data.find(_DASHES, end + len(_END)) if end >= 0 else -1
        at = close + len(_DASHES) if close >= 0 else len(data)
    if not count:
        return data, 0
    kept.append(data[at:])
    return b"".join(kept), count
