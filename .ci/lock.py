"""One lock of requirements/ as pins: name, exact version, for which systems, and the digests that may be installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENT = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One package of the lock."""

    name: str
    version: str
    marker: str  # PEP 508, empty: everywhere
    digests: tuple[str, ...]  # SHA-256 in hex, sorted; one for each file that may be installed


def pins(lock: Path) -> tuple[Pin, ...]:
    """Every package, in the order of the lock. Raises ValueError on a line that is none of the two forms."""
    found: list[Pin] = []
    for entry in lock.read_text(encoding="ascii").replace(" \\\n    --hash=sha256:", " #").splitlines():
        head, *digests = entry.split(" #")
        match = REQUIREMENT.fullmatch(head)
        if match is None or not digests:
            raise ValueError(f"{lock}: {head!r} is no pin with digests")
        found.append(
            Pin(
                name=match["name"],
                version=match["version"],
                marker=match["marker"] or "",
                digests=tuple(sorted(digests)),
            )
        )
    return tuple(found)
