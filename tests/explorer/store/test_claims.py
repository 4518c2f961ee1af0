"""Claims come back equal, and each is kept once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from explorer.model.evidence import Evidence
from explorer.model.ids import CertificateId, SpkiHash
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import Purpose
from explorer.model.revocation import RevocationEntry
from explorer.store import claims
from explorer.store.catalog import ONECRL, open_store
from explorer.store.schema import TABLES
from tests.explorer.store.lists import put

D = date(2021, 1, 1)
FOREIGN = st.text(max_size=12)  # lone surrogates among them
PLAIN = st.text(st.characters(codec="utf-8"), max_size=12)
DIGESTS = st.binary(min_size=32, max_size=32).map(lambda octets: octets.hex().upper())
MOMENTS = st.none() | st.integers(-62_135_596_800, 253_402_300_799).map(
    lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
DAYS = st.none() | st.dates()
ANCHORS = st.builds(
    TrustAnchor,
    program=st.just(Program.MOZILLA), certificate=DIGESTS.map(CertificateId), purpose=PLAIN.map(Purpose), policy=PLAIN,
    disabled_from=MOMENTS, not_before_until=MOMENTS, label=PLAIN, source=st.just("root-store:Mozilla"), day=st.just(D),
)  # fmt: skip
ENTRIES = st.builds(
    RevocationEntry,
    source=st.just(ONECRL), issuer=st.binary(max_size=20), serial=PLAIN, since=DAYS, reason=FOREIGN,
)  # fmt: skip
EVIDENCE = st.builds(
    Evidence,
    id=DIGESTS, event=FOREIGN, event_date=DAYS, precision=FOREIGN,
    keys=st.lists(DIGESTS.map(SpkiHash), max_size=2).map(tuple),
    certificates=st.lists(DIGESTS.map(CertificateId), max_size=2).map(tuple),
    owner=FOREIGN, holder=FOREIGN, form=FOREIGN, copies=FOREIGN, auditor=FOREIGN, document_sha256=DIGESTS,
    document_locator=FOREIGN, source_level=FOREIGN, supersedes=st.lists(DIGESTS, max_size=2).map(tuple),
    fields=st.lists(st.tuples(FOREIGN, FOREIGN), max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(ANCHORS, max_size=6, unique=True))
def test_anchors_come_back_equal(anchors: list[TrustAnchor]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)
    numbers = claims.write_anchors(connection, anchors)
    assert claims.write_anchors(connection, anchors) == numbers, "known rows keep their number"
    assert len(set(numbers)) == len(anchors)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.executemany("INSERT INTO span VALUES (1, ?, ?, NULL)", [(n, D.toordinal()) for n in numbers])
    read = claims.read_anchors(connection, 1, "root-store:Mozilla", [D.toordinal()], D.toordinal())
    assert sorted(map(repr, read)) == sorted(map(repr, anchors))


@given(st.lists(ENTRIES, max_size=6, unique=True))
def test_revocations_come_back_equal_but_for_what_no_text_can_hold(entries: list[RevocationEntry]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)
    numbers = claims.write_revocations(connection, entries)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.executemany("INSERT OR IGNORE INTO span VALUES (1, ?, 1, NULL)", [(n,) for n in numbers])
    read = claims.read_revocations(connection, 1, 1)
    expected = {replace(e, reason=claims.storable(e.reason)) for e in entries}
    assert sorted(map(repr, read)) == sorted(map(repr, expected))


@given(st.lists(EVIDENCE, max_size=4, unique_by=lambda e: e.id))
def test_evidence_comes_back_equal(evidence: list[Evidence]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)
    assert claims.write_evidence(connection, evidence) == len(evidence)
    assert claims.write_evidence(connection, evidence) == 0
    assert claims.read_evidence(connection) == tuple(sorted(evidence, key=lambda e: e.id))


def test_a_lone_surrogate_in_a_reason_is_kept_as_its_escape(tmp_path: Path) -> None:
    entry = RevocationEntry(source=ONECRL, issuer=b"i", serial="01", since=None, reason="why \ud800")
    put(tmp_path / "s.sqlite", ONECRL, D, [entry], file="odd \udcff.json")
    with open_store(tmp_path / "s.sqlite") as opened:
        assert opened.snapshot().revocation_entries[0].reason == "why \\ud800"
        assert opened.days()[0].file == "odd \\udcff.json"
