"""True on a day, and known on a day: the world of `as_of` without what nobody could know on `known_at`.

What the store can say honestly: a list was known from its own day on, whenever it was brought in. A certificate was
known from the day of the first stored list that names it; one that no list names, from the day on which the last
input without a day (certificates, registers) was received, for which input brought it is not kept. The same holds
for records of the key-lifecycle register. CRLs and OCSP responses carry their own dates.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from explorer.model.ids import CertificateId
from explorer.store.catalog import RECORDS, ROOT_STORE, Store
from explorer.store.snapshot import Snapshot

_UNDATED = ("ccadb-pems", "pem", "der", "root-certificates", "evidence", "affiliates")  # kinds of input


def snapshot_of(store: Store, as_of: date | None, known_at: date | None, *, above: str | None = None) -> Snapshot:
    """The snapshot of a day, by default all that the store holds of it; with `known_at` only what was known then.

    Lists are those of the earlier of both days. A later `known_at` adds what was learnt of `as_of` afterwards:
    certificates disclosed late, and the first word of a root store. `above`: only what bears on the paths of what
    these words name; with `known_at` all is read.
    """
    if known_at is None:
        return store.snapshot(as_of, above=above)
    day = as_of or store.default_day()
    whole = store.snapshot(min(day, known_at))
    named = _named_by(store, known_at)
    received = _last_undated(store)
    is_all = received is not None and received <= known_at
    certificates = {id_: c for id_, c in whole.certificates.items() if is_all or id_ in named}
    opaque = {id_: why for id_, why in whole.opaque.items() if is_all or id_ in named}
    evidence = whole.evidence if is_all else ()
    left_out = len(whole.certificates) - len(certificates)
    warnings = list(whole.manifest.warnings)
    if left_out:
        warnings.append(f"as known on {known_at}: {left_out} certificates that no list up to then names are left out")
    if len(evidence) != len(whole.evidence):
        warnings.append(f"as known on {known_at}: the key-lifecycle register was received later and is left out")
    return replace(
        whole,
        manifest=replace(
            whole.manifest,
            id=hashlib.sha256(f"{whole.manifest.id} {day} {known_at}".encode()).hexdigest().upper(),
            as_of=day,
            lists=tuple(listed for listed in whole.manifest.lists if listed.day <= known_at),
            certificates=len(certificates),
            opaque=len(opaque),
            warnings=tuple(warnings),
        ),
        certificates=certificates,
        opaque=opaque,
        links=tuple(link for link in whole.links if link.certificate in certificates),
        anchors=tuple(anchor for anchor in whole.anchors if anchor.day <= known_at),
        evidence=evidence,
    )


def _named_by(store: Store, known_at: date) -> set[CertificateId]:
    """Certificates that CCADB records (as subject or parent) or root stores of stored days up to `known_at` name."""
    found: set[CertificateId] = set()
    for columns, table, beginning in (
        ("certificate, parent_certificate", "disclosure", RECORDS),
        ("certificate, NULL", "anchor", ROOT_STORE),
    ):
        rows = store.connection.execute(
            f"SELECT DISTINCT {columns} FROM {table} JOIN span ON span.item = {table}.id JOIN list ON list.id = span.list "  # noqa: S608  constants only
            "WHERE substr(list.name, 1, length(?)) = ? AND span.first <= ?",
            (beginning, beginning, known_at.toordinal()),
        )
        for row in rows:
            found.update(CertificateId(octets.hex().upper()) for octets in row if octets is not None)
    return found


def _last_undated(store: Store) -> date | None:
    """The day on which the last input without a day of its own was received, UTC."""
    marks = ", ".join("?" * len(_UNDATED))
    row = store.connection.execute(f"SELECT max(received) FROM input WHERE kind IN ({marks})", _UNDATED).fetchone()  # noqa: S608  marks only
    return None if row[0] is None else datetime.fromtimestamp(row[0], UTC).date()
