"""What a server said of a body that was accepted from it, so that the next run asks only for what changed.

A row is written only with a body that was stored, or that was there already. It also remembers since when the
body has been the same: that is how a frozen source is noticed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.store.claims import storable
from explorer.store.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """The last accepted answer of one address."""

    url: str
    source: str  # as the configuration names it
    etag: str  # empty: the server gave none
    last_modified: str  # as the server wrote it
    sha256: str  # of the raw input, hex
    changed: datetime  # when this body first came, UTC
    received: datetime  # when the server last confirmed it, UTC


def write_validators(writer: Writer, validators: Iterable[Validator]) -> None:
    """Remember them; an address has one."""
    writer.connection.executemany(
        "INSERT OR REPLACE INTO validator VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                storable(v.url), storable(v.source), storable(v.etag), storable(v.last_modified),
                bytes.fromhex(v.sha256), int(v.changed.timestamp()), int(v.received.timestamp()),
            )
            for v in validators
        ],
    )  # fmt: skip


def read_validators(connection: sqlite3.Connection) -> dict[str, Validator]:
    """All of them, by address."""
    return {
        url: Validator(
            url=url,
            source=source,
            etag=etag,
            last_modified=last_modified,
            sha256=sha256.hex().upper(),
            changed=datetime.fromtimestamp(changed, UTC),
            received=datetime.fromtimestamp(received, UTC),
        )
        for url, source, etag, last_modified, sha256, changed, received in connection.execute(
            "SELECT url, source, etag, last_modified, sha256, changed, received FROM validator ORDER BY url"
        )
    }
