"""The registrable domain of a name: the public suffix and one label more, by the list that comes with the package."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList

_KNOWN = 1 << 17  # names remembered; most stand in several certificates
_HEAD = 4096  # octets of the list in which its version stands
_VERSION = re.compile(r"^// VERSION: (\d{4}-\d\d-\d\d)", re.MULTILINE)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=False)


@lru_cache(maxsize=_KNOWN)
def registrable_domain(dns_name: bytes) -> str:
    """The registrable domain of a dNSName as encoded; empty when it has none or is no name.

    A wildcard counts as the domain it stands below; private suffixes of the list (hosting platforms) count as suffixes.
    """
    try:
        name = dns_name.decode("ascii").lower().removeprefix("*.").removesuffix(".")
    except UnicodeDecodeError:
        return ""
    return _suffixes().privatesuffix(name) or ""


def list_date() -> str:
    """The day of the public suffix list in use, as the list says; empty when it does not."""
    with Path(PSLFILE).open(encoding="utf-8") as stream:
        found = _VERSION.search(stream.read(_HEAD))
    return found[1] if found else ""
