"""True on a day, known on a day: what nobody could know then is left out, and what can't be told is said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from explorer.store.catalog import RECORDS, Store
from explorer.store.changed import changed_records, versions_of
from explorer.store.known import snapshot_of
from tests.explorer.store.lists import Row, fingerprint, opened, put
from tests.ingest.sources.reports import report, row
from tests.ingest.test_build import take

D = date(2026, 1, 1)


def day(offset: int) -> date:
    return D + timedelta(offset)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Record 1 changes on the third day, 2 comes on the second and goes on the fourth, 3 stays."""
    path = tmp_path / "store.sqlite"
    put(path, RECORDS, day(0), [Row("1", "a", "x"), Row("3", "c")])
    put(path, RECORDS, day(1), [Row("1", "a", "x"), Row("2", "b"), Row("3", "c")])
    put(path, RECORDS, day(2), [Row("1", "a", "y"), Row("2", "b"), Row("3", "c")])
    put(path, RECORDS, day(3), [Row("1", "a", "y"), Row("3", "c")])
    return opened(path)


def owners(store: Store, as_of: date, known_at: date | None) -> list[tuple[str, str]]:
    return [(d.record, d.owner) for d in snapshot_of(store, as_of, known_at).disclosures]


def test_without_a_day_of_knowledge_everything_counts(store: Store) -> None:
    assert snapshot_of(store, day(2), None) == store.snapshot(day(2))
    assert snapshot_of(store, None, None) == store.snapshot()


def test_a_list_is_known_from_its_day_on(store: Store) -> None:
    assert owners(store, day(3), day(0)) == [("1", "x"), ("3", "")]
    assert owners(store, day(0), day(3)) == [("1", "x"), ("3", "")]
    assert snapshot_of(store, day(3), day(0)).manifest.as_of == day(3)


def test_the_identity_of_a_snapshot_tells_what_was_known(store: Store) -> None:
    ids = {snapshot_of(store, day(2), known).manifest.id for known in (None, day(0), day(1), day(2))}
    assert len(ids) == 4


def test_a_certificate_that_no_list_named_yet_is_left_out(sample_store: Path) -> None:
    store = opened(sample_store)
    last = store.default_day()
    early = snapshot_of(store, last, last - timedelta(3650))
    assert not early.certificates and not early.evidence
    late = snapshot_of(store, last, date(2999, 1, 1))
    assert late.certificates == store.snapshot(last).certificates and late.evidence
    then = snapshot_of(store, last, last)
    assert {d.certificate for d in then.disclosures} & late.certificates.keys() <= then.certificates.keys()
    assert then.certificates.keys() < late.certificates.keys()
    assert any("are left out" in warning for warning in then.manifest.warnings)


def test_later_root_stores_do_not_speak_backwards(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    rows = "sha256_fingerprint,label,purpose_oid,purpose,disabled_from,notbefore_until\r\n"
    rows += f"{1:064X},R,1.3.6.1.5.5.7.3.1,Server Authentication,,\r\n"
    take(path, {"All_2026-01-01.csv": report([row(1)]), "mozilla_2026-03-01_trust.csv": rows.encode()})
    store = opened(path)
    assert store.snapshot(D).anchors
    assert not snapshot_of(store, D, D).anchors
    assert snapshot_of(store, D, date(2026, 3, 1)).anchors


# -- claims that changed --------------------------------------------------------------------------------------


WINDOWS = {
    "nothing": (0, 0, []),
    "one came": (0, 1, [("2", 1, 3)]),
    "one changed": (1, 2, [("1", 0, 2), ("1", 2, None)]),
    "one went": (2, 3, [("2", 1, 3)]),
    "all of it": (0, 3, [("1", 0, 2), ("1", 2, None), ("2", 1, 3)]),
    "before the first day": (-9, 0, [("1", 0, 2), ("3", 0, None)]),
}


@pytest.mark.parametrize(("start", "end", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_rows_that_changed(start: int, end: int, expected: list[tuple[str, int, int | None]], store: Store) -> None:
    found = [(v.disclosure.record, v.first, v.last) for v in changed_records(store, day(start), day(end))]
    assert found == [(r, day(f), None if last is None else day(last)) for r, f, last in expected]


def test_versions_of_a_certificate(store: Store) -> None:
    assert [v.disclosure.owner for v in versions_of(store, [fingerprint("a")])] == ["x", "y"]
    assert versions_of(store, []) == ()
