"""The part of the certificates that decides where one CA is trusted: what its words name, and all that stands above.

A question about the paths of one CA then reads some dozen certificates instead of all. The part is closed over names:
with a certificate come all of its subject's name and all of its issuer's name, whoever signed them, so issuers,
siblings, rollovers and namesakes whose keys fail are the same in the graph of the part as in that of the whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from explorer.model.authority import LinkState
from explorer.store.certificates import number_of

_HEX = frozenset("0123456789ABCDEF")
_DIGITS = 64  # of a SHA-256


def certificates_above(connection: sqlite3.Connection, text: str, until: int) -> list[int]:
    """Numbers of the certificates that `text` may name (`explorer/views/lookup.py`) and of those that bear on their paths.

    `until` is the last notBefore, in Unix seconds. Cost: linear in certificates and names, two integers of each.
    """
    rows = connection.execute("SELECT id, subject, issuer FROM certificate WHERE not_before <= ?", (until,)).fetchall()
    key_of: dict[int, str] = dict(connection.execute("SELECT id, key FROM name"))
    of_subject: dict[str, list[int]] = {}
    names_of: dict[int, tuple[str, str]] = {}
    for id_, subject, issuer in rows:
        names_of[id_] = key_of[subject], key_of[issuer]
        of_subject.setdefault(key_of[subject], []).append(id_)
    part: set[int] = set()
    new = _named(connection, text) & names_of.keys()
    while new:
        names = {name for id_ in new for name in names_of[id_]}
        part |= new
        beside = {id_ for name in names for id_ in of_subject.get(name, ())}
        new = (beside | (_verifiers(connection, new) & names_of.keys())) - part
    return sorted(part | (_proofs_of_cas(connection, part) & names_of.keys()))


def _named(connection: sqlite3.Connection, text: str) -> set[int]:
    """Certificates whose fingerprint, CA, SPKI hash or key begins so, or whose subject is called so."""
    wanted = text.strip()
    hexed = wanted.replace(":", "").upper()
    found = {
        id_
        for (id_,) in connection.execute(
            "SELECT certificate.id FROM name JOIN certificate ON subject = name.id WHERE text = ? OR common_name = ?",
            (wanted, wanted),
        )
    }
    if hexed and len(hexed) <= _DIGITS and _HEX.issuperset(hexed):
        least, most = (bytes.fromhex(hexed.ljust(_DIGITS, fill)) for fill in "0F")
        found.update(
            id_
            for (id_,) in connection.execute(
                "SELECT id FROM certificate WHERE sha256 BETWEEN :least AND :most OR ca BETWEEN :least AND :most "
                "OR spki BETWEEN :least AND :most OR key BETWEEN :least AND :most",
                {"least": least, "most": most},
            )
        )
    return found


def _verifiers(connection: sqlite3.Connection, certificates: Iterable[int]) -> set[int]:
    """Certificates that hold a key which verifies one of these, under whatever name."""
    rows = connection.execute(
        "SELECT id FROM certificate WHERE spki IN (SELECT spki FROM link WHERE state = ? "
        "AND certificate IN (SELECT value FROM json_each(?)))",
        (number_of(LinkState.VERIFIES), json.dumps(sorted(certificates))),
    )
    return {id_ for (id_,) in rows}


def _proofs_of_cas(connection: sqlite3.Connection, certificates: Iterable[int]) -> set[int]:
    """For each that does not say whether it is a CA: one certificate that its key verifies, which makes it one."""
    rows = connection.execute(
        "SELECT min(link.certificate) FROM certificate JOIN link ON link.spki = certificate.spki "
        "WHERE is_ca IS NULL AND state = ? AND certificate.id IN (SELECT value FROM json_each(?)) GROUP BY link.spki",
        (number_of(LinkState.VERIFIES), json.dumps(sorted(certificates))),
    )
    return {id_ for (id_,) in rows}
