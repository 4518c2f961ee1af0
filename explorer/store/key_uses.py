"""CRLs and OCSP responses in the store, as verified uses of a key; the entries of a CRL are a list of its own.

The list of a CRL is named `crl:`, the SHA-256 of its signer's SPKI and the beginning of its issuer name's digest: a key
under two names signs two lists, and neither replaces the other. One that covers part of its issuer's certificates has the
beginning of its scope's digest behind that, so that a part never replaces the whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from explorer.model.ids import CertificateId, SpkiHash, sha256_hex
from explorer.model.key_use import KeyUse, StatusAnswer, UseKind
from explorer.store.claims import storable
from explorer.store.writer import Input, SetAside

CRL_LIST = "crl:"
_DIGITS = 12
_INSERT = "INSERT OR IGNORE INTO key_use VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = (
    "SELECT sha256, kind, spki, signer, this_update, produced_at, next_update, signature_algorithm, input, detail "
    "FROM key_use WHERE coalesce(produced_at, this_update) < ? ORDER BY sha256"
)
_DAY = 86_400  # seconds


def crl_list(key: SpkiHash, issuer: str, scope: bytes) -> str:
    """The name of the list that a CRL is one day of.

    `issuer` is the comparable key of its issuer's name (RFC 5280 7.1), `scope` its issuing distribution point, empty for a
    whole list.
    """
    name = f"{CRL_LIST}{key}:{sha256_hex(issuer.encode())[:_DIGITS]}"
    return f"{name}:{sha256_hex(scope)[:_DIGITS]}" if scope else name


def key_of_list(name: str) -> SpkiHash | None:
    """Who signs the list of this name; None: it is no CRL."""
    return SpkiHash(name.split(":")[1]) if name.startswith(CRL_LIST) else None


def is_whole_list(name: str, key: SpkiHash) -> bool:
    """Whether the list of this name is signed by the key and covers all that one name of it issued."""
    return name.startswith(f"{CRL_LIST}{key}:") and name.count(":") == 2  # a part's scope stands behind a third one


def write_key_use(connection: sqlite3.Connection, use: KeyUse, *, list_: str = "", number: int = -1) -> bool:
    """Store one verified object; False when it was there. `list_` and `number` are those of a CRL."""
    detail = {
        "issuers": use.issuers,
        "answers": [[a.issuer, a.serial, a.status, _seconds(a.revoked_at), a.reason] for a in use.answers],
        "number": str(number),  # of up to 20 octets: no integer of SQLite
    }
    row = (
        bytes.fromhex(use.id),
        use.kind.value,
        bytes.fromhex(use.key),
        None if use.signer is None else bytes.fromhex(use.signer),
        _seconds(use.this_update),
        _seconds(use.produced_at),
        _seconds(use.next_update),
        use.signature_algorithm,
        bytes.fromhex(use.input),
        list_,
        json.dumps(detail, separators=(",", ":")),
    )
    return connection.execute(_INSERT, row).rowcount > 0


def newest_of_day(connection: sqlite3.Connection, list_: str, day: date) -> str:
    """The CRL that counts for a day of a list, by its SHA-256: the last one of the day by time, number and digest."""
    begin = _seconds(datetime(day.year, day.month, day.day, tzinfo=UTC)) or 0
    rows = connection.execute(
        "SELECT this_update, detail, sha256 FROM key_use WHERE list = ? AND this_update >= ? AND this_update < ?",
        (list_, begin, begin + _DAY),
    )
    ranked = [(moment, int(json.loads(detail)["number"]), sha256) for moment, detail, sha256 in rows]
    return max(ranked)[2].hex().upper() if ranked else ""


def read_key_uses(connection: sqlite3.Connection, until: date) -> tuple[KeyUse, ...]:
    """Every verified object dated on `until` or before, by id."""
    end = (_seconds(datetime(until.year, until.month, until.day, tzinfo=UTC)) or 0) + _DAY
    found = []
    for sha256, kind, spki, signer, this, produced, following, algorithm, input_, text in connection.execute(
        _SELECT, (end,)
    ):
        detail = json.loads(text)
        found.append(
            KeyUse(
                id=sha256.hex().upper(),
                kind=UseKind(kind),
                key=SpkiHash(spki.hex().upper()),
                signer=None if signer is None else CertificateId(signer.hex().upper()),
                issuers=tuple(SpkiHash(issuer) for issuer in detail["issuers"]),
                this_update=datetime.fromtimestamp(this, UTC),
                produced_at=None if produced is None else datetime.fromtimestamp(produced, UTC),
                next_update=None if following is None else datetime.fromtimestamp(following, UTC),
                signature_algorithm=algorithm,
                input=input_.hex().upper(),
                answers=tuple(_answer(plain) for plain in detail["answers"]),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A signed object that nobody could prove yet, with the input it came in."""

    input: Input
    number: int  # in the input's quarantine
    source: str
    position: str
    raw: bytes


def waiting(connection: sqlite3.Connection, sources: tuple[str, ...]) -> list[Waiting]:
    """What was set aside of these sources, by input and number."""
    marks = ", ".join("?" * len(sources))
    rows = connection.execute(
        f"SELECT sha256, kind, file, size, received, input.parser, number, source, position, raw FROM quarantine "  # noqa: S608  marks only
        f"JOIN input ON input.sha256 = quarantine.input WHERE source IN ({marks}) ORDER BY input, number",
        sources,
    )
    return [
        Waiting(
            input=Input(
                sha256=sha256.hex().upper(),
                kind=kind,
                file=file,
                size=size,
                received=datetime.fromtimestamp(received, UTC),
                parser=parser,
            ),
            number=number,
            source=source,
            position=position,
            raw=raw,
        )
        for sha256, kind, file, size, received, parser, number, source, position, raw in rows
    ]


def take_back(connection: sqlite3.Connection, one: Waiting) -> None:
    """Remove an object from quarantine: it has become a use of a key."""
    connection.execute(
        "DELETE FROM quarantine WHERE input = ? AND number = ?", (bytes.fromhex(one.input.sha256), one.number)
    )


def set_aside_more(connection: sqlite3.Connection, input_: Input, records: Iterable[SetAside]) -> None:
    """Add to what an input has in quarantine already."""
    sha256 = bytes.fromhex(input_.sha256)
    row = connection.execute("SELECT coalesce(max(number), 0) FROM quarantine WHERE input = ?", (sha256,)).fetchone()
    for number, r in enumerate(records, int(row[0]) + 1):
        connection.execute(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)",
            (sha256, number, r.source, storable(r.position), storable(r.reason), r.parser, r.raw),
        )


def _answer(plain: list[str | int | None]) -> StatusAnswer:
    issuer, serial, status, revoked_at, reason = plain
    return StatusAnswer(
        issuer=None if issuer is None else SpkiHash(str(issuer)),
        serial=str(serial),
        status=str(status),
        revoked_at=None if revoked_at is None else datetime.fromtimestamp(int(revoked_at), UTC),
        reason=str(reason),
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
