"""Certificates that may have issued new ones, or been issued by them: all that linking needs of a large store.

Linking looks for issuers by name, as bytes and as RFC 5280 compares, and by key identifier. What is related in none of
these ways can't be a candidate of a new certificate, nor a new one a candidate of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.certificate import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """How new certificates hang together with others: names as comparison keys, identifiers as hex."""

    subjects: frozenset[str]
    issuers: frozenset[str]
    subject_keys: frozenset[str]
    authority_keys: frozenset[str]


def ties_of(certificates: Iterable[Certificate]) -> Ties:
    """The ties of these certificates."""
    found = list(certificates)
    return Ties(
        subjects=frozenset(c.subject.key for c in found),
        issuers=frozenset(c.issuer.key for c in found),
        subject_keys=frozenset(c.ski for c in found if c.ski),
        authority_keys=frozenset(c.aki for c in found if c.aki),
    )


def related_certificates(connection: sqlite3.Connection, ties: Ties) -> list[int]:
    """Numbers of the stored certificates that can be issuers, siblings or subjects of those with these ties, in order."""
    rows = connection.execute(
        """
        SELECT id FROM certificate
        WHERE subject IN (SELECT id FROM name WHERE key IN (SELECT value FROM json_each(:above)))
        OR issuer IN (SELECT id FROM name WHERE key IN (SELECT value FROM json_each(:below)))
        OR ski IN (SELECT value FROM json_each(:held)) OR aki IN (SELECT value FROM json_each(:own)) ORDER BY id
        """,
        {
            "above": json.dumps(sorted(ties.subjects | ties.issuers)),
            "below": json.dumps(sorted(ties.subjects)),
            "held": json.dumps(sorted(ties.subject_keys | ties.authority_keys)),
            "own": json.dumps(sorted(ties.subject_keys)),
        },
    )
    return [id_ for (id_,) in rows]
