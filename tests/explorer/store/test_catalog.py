"""Which lists speak for a day, and the world that follows from them."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from explorer.errors import StoreError, UsageError
from explorer.model.affiliate import Affiliate
from explorer.model.program import Program, TrustAnchor
from explorer.model.revocation import RevocationEntry
from explorer.store.catalog import ONECRL, RECORDS, RECORDS_OLD, RECORDS_RECENT, open_store
from explorer.store.claims import write_affiliates
from explorer.store.snapshot import Snapshot
from explorer.store.writer import open_writer
from tests.explorer.store.lists import NOW, Row, anchor, entry, fingerprint, put

MOZILLA = "root-store:Mozilla"
D1, D2, D3, D4, D5 = (date(2021, 1, day) for day in (1, 2, 3, 4, 5))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def snapshot(store: Path, day: date | None = None) -> Snapshot:
    with open_store(store) as opened:
        return opened.snapshot(day)


def says(store: Path, day: date | None = None) -> list[tuple[str, str]]:
    return [(d.record, d.owner) for d in snapshot(store, day).disclosures]


# -- the day ---------------------------------------------------------------------------------------


def test_default_day_is_that_of_the_newest_records(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a")])
    put(store, RECORDS, D3, [Row("a")])
    put(store, MOZILLA, D5, [anchor("R")])
    assert snapshot(store).manifest.as_of == D3


def test_default_day_without_records_is_that_of_the_newest_other_list(store: Path) -> None:
    put(store, MOZILLA, D2, [anchor("R")])
    put(store, ONECRL, D4, [entry("01")])
    assert snapshot(store).manifest.as_of == D4


def test_no_dated_list_is_wrong_usage(store: Path) -> None:
    with open_writer(store, lock_wait=0, now=NOW):
        pass
    with pytest.raises(UsageError, match="holds no dated list"):
        snapshot(store)


def test_each_list_speaks_by_its_newest_day_not_after_the_day_judged(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a", says="one")])
    put(store, RECORDS, D3, [Row("a", says="three")])
    assert says(store, D2) == [("a", "one")]
    assert says(store, D3) == says(store, D5) == [("a", "three")]
    assert [(listed.name, listed.day) for listed in snapshot(store, D5).manifest.lists] == [(RECORDS, D3)]


def test_before_the_first_records_owners_are_unknown_and_it_is_said(store: Path) -> None:
    put(store, RECORDS, D3, [Row("a")])
    before = snapshot(store, D2)
    assert before.disclosures == ()
    assert any("no CCADB records" in warning for warning in before.manifest.warnings)


def test_a_day_replaced_leaves_nothing_of_the_old_one(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a", says="first"), Row("b")])
    put(store, RECORDS, D1, [Row("a", says="again")])
    assert says(store, D1) == [("a", "again")]


def test_since_is_the_first_day_of_an_unbroken_row(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a"), Row("b")])
    put(store, RECORDS, D2, [Row("a")])
    put(store, RECORDS, D3, [Row("a"), Row("b")])
    assert {d.record: d.since for d in snapshot(store, D4).disclosures} == {"a": D1, "b": D3}


# -- V4a and V4b -----------------------------------------------------------------------------------

FULL, RECENT, OLD = [Row("full")], [Row("recent")], [Row("old")]
CHOICES = {
    "both parts replace an older full list": (((RECORDS, D1), (RECORDS_RECENT, D2), (RECORDS_OLD, D2)), "old recent"),
    "a newer full list replaces both parts": (((RECORDS_RECENT, D1), (RECORDS_OLD, D1), (RECORDS, D2)), "full"),
    "a full list of the same day replaces both parts": (
        ((RECORDS_RECENT, D1), (RECORDS_OLD, D1), (RECORDS, D1)),
        "full",
    ),
    "a newer V4a joins an older V4b": (((RECORDS_OLD, D1), (RECORDS_RECENT, D2)), "old recent"),
    "V4a alone is used and told": (((RECORDS_RECENT, D1),), "recent"),
    "V4b alone is used and told": (((RECORDS_OLD, D1),), "old"),
    "V4a alone replaces an older full list": (((RECORDS, D1), (RECORDS_RECENT, D2)), "recent"),
    "V4b alone never replaces a full list": (((RECORDS, D1), (RECORDS_OLD, D2)), "full"),
}


@pytest.mark.parametrize(("lists", "held"), CHOICES.values(), ids=CHOICES)
def test_parts_and_full_lists(lists: tuple[tuple[str, date], ...], held: str, store: Path) -> None:
    rows = {RECORDS: FULL, RECORDS_RECENT: RECENT, RECORDS_OLD: OLD}
    for name, day in lists:
        put(store, name, day, rows[name])
    found = snapshot(store, D5)
    assert " ".join(d.record for d in found.disclosures) == held
    half = {RECORDS_RECENT: "V4a", RECORDS_OLD: "V4b"}
    parts = [half[name] for name, _ in lists if name in half]
    told = [w for w in found.manifest.warnings if "V4" in w]
    assert bool(told) is (len(parts) == 1)
    assert all(parts[0] in w for w in told)


# -- root stores -----------------------------------------------------------------------------------


def anchors(store: Path, day: date) -> list[tuple[str, str, date]]:
    words = {fingerprint(word): word for word in "PQRS"}
    return [(words[a.certificate], a.purpose, a.day) for a in snapshot(store, day).anchors]


def test_a_root_store_speaks_backwards_by_its_first_list(store: Path) -> None:
    put(store, MOZILLA, D3, [anchor("R")])
    put(store, MOZILLA, D5, [anchor("R", "email")])
    assert anchors(store, D1) == [("R", "tls-server", D3)]
    assert [listed.day for listed in snapshot(store, D1).manifest.lists] == [D3]


def test_a_root_that_left_keeps_its_last_statement_and_one_that_comes_its_first(store: Path) -> None:
    put(store, MOZILLA, D1, [anchor("P"), anchor("R")])
    put(store, MOZILLA, D3, [anchor("R"), anchor("R", "email")])
    put(store, MOZILLA, D5, [anchor("R", "email"), anchor("S")])
    by_day = {
        D2: {("P", "tls-server", D1), ("R", "tls-server", D1), ("S", "tls-server", D5)},
        D4: {("P", "tls-server", D1), ("R", "tls-server", D3), ("R", "email", D3), ("S", "tls-server", D5)},
        D5: {("P", "tls-server", D1), ("R", "email", D5), ("S", "tls-server", D5)},
    }
    for day, expected in by_day.items():
        assert set(anchors(store, day)) == expected, day


def test_onecrl_does_not_speak_backwards(store: Path) -> None:
    put(store, ONECRL, D3, [entry("01")])
    assert snapshot(store, D2).revocation_entries == ()
    assert [e.serial for e in snapshot(store, D3).revocation_entries] == ["01"]


# -- order and identity ----------------------------------------------------------------------------

Item = Row | TrustAnchor | RevocationEntry
LISTS: tuple[tuple[str, date, tuple[Item, ...]], ...] = (
    (RECORDS, D1, (Row("a", "R", "one"), Row("b", "S", "x"))),
    (RECORDS, D3, (Row("a", "R", "two"), Row("a", "R", "three"), Row("b", "S", "x"), Row("c", "S", "y"))),
    (MOZILLA, D2, (anchor("R", label="x"), anchor("R", label="y"), anchor("S"))),
    (ONECRL, D2, (entry("01", "b"), entry("01", "a"), entry("02"))),
)


def comparable(found: Snapshot) -> tuple[object, ...]:
    rows = tuple((d.record, d.source, d.day, d.since, d.certificate, d.owner) for d in found.disclosures)
    return found.manifest, rows, found.anchors, found.revocation_entries, found.affiliates


def test_neither_the_order_of_lists_nor_of_rows_matters(tmp_path: Path) -> None:
    """Row numbers apart, which are handles of one store."""
    expected = None
    for number, order in enumerate(permutations(LISTS)):
        store = tmp_path / f"{number}.sqlite"
        for name, day, items in order:
            put(store, name, day, items)
        found = comparable(snapshot(store, D4))
        expected = expected or found
        assert found == expected
    reversed_rows = tmp_path / "rows.sqlite"
    for name, day, items in LISTS:
        put(reversed_rows, name, day, tuple(reversed(items)))
    assert expected is not None
    assert comparable(snapshot(reversed_rows, D4))[1:] == expected[1:]


def test_affiliates_are_read_in_one_order(tmp_path: Path) -> None:
    pairs = [Affiliate(group="g", member="m", since=None, until=until, source="s") for until in (D1, None, D2)]
    read = []
    for number, order in enumerate(permutations(pairs)):
        with open_writer(tmp_path / f"{number}.sqlite", lock_wait=0, now=NOW) as writer:
            assert write_affiliates(writer.connection, order) == 3
            assert write_affiliates(writer.connection, order) == 0
        read.append(snapshot(tmp_path / f"{number}.sqlite", D1).affiliates)
    assert len(set(read)) == 1


def test_the_id_changes_with_every_day_that_has_a_say(store: Path) -> None:
    put(store, RECORDS, D2, [Row("a")])
    put(store, MOZILLA, D2, [anchor("R")])
    ids = [snapshot(store, D4).manifest.id]
    for name, day, items in (
        (RECORDS, D1, (Row("a"),)),  # now the row stands since a day earlier
        (MOZILLA, D1, (anchor("Q"),)),  # one more root, that left
        (MOZILLA, D5, (anchor("S"),)),  # one more root, that comes
        (RECORDS, D3, (Row("b"),)),
        (ONECRL, D1, (entry("01"),)),
    ):
        put(store, name, day, items)
        ids.append(snapshot(store, D4).manifest.id)
    assert len(set(ids)) == len(ids)


def test_the_id_keeps_when_a_later_day_of_records_comes(store: Path) -> None:
    put(store, RECORDS, D2, [Row("a")])
    before = snapshot(store, D4).manifest.id
    put(store, RECORDS, D5, [Row("b")])
    put(store, ONECRL, D5, [entry("01")])
    assert snapshot(store, D4).manifest.id == before


# -- reading ---------------------------------------------------------------------------------------


def test_one_reading_sees_one_state(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a", says="old")])
    with open_store(store) as opened:
        assert [d.day for d in opened.days()] == [D1]
        put(store, RECORDS, D1, [Row("a", says="new")])
        put(store, RECORDS, D2, [Row("b")])
        assert [d.day for d in opened.days()] == [D1]
        assert [d.owner for d in opened.snapshot().disclosures] == ["old"]
    assert says(store, D1) == [("a", "new")]


def test_no_store_is_wrong_usage(store: Path) -> None:
    with pytest.raises(UsageError, match="no such store"), open_store(store):
        pass
    assert not store.exists()


def test_a_row_that_makes_no_sense_is_a_damaged_store(store: Path) -> None:
    put(store, RECORDS, D1, [Row("a")])
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        writer.connection.execute("UPDATE disclosure SET kind = 'nonsense', body = x'00'")
    with pytest.raises(StoreError, match="can't be read"):
        snapshot(store)
    with open_store(store) as opened, pytest.raises(StoreError, match="can't be read"):
        opened.columns_of(1)


def test_the_whole_row_reads_back(store: Path) -> None:
    row = Row("a", "R", "text with \x1f, \n and \U0001f511")
    put(store, RECORDS, D1, [row])
    with open_store(store) as opened:
        (found,) = opened.snapshot().disclosures
        kept = tuple((name, value.replace("\x1f", "\u241f")) for name, value in row.cells)
        assert opened.columns_of(found.row) == kept


def test_quarantine_is_listed_with_its_bytes(sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        held = opened.quarantined()
        assert held
        assert opened.snapshot().manifest.quarantined == len(held)
    assert all(record.raw and record.reason and record.parser and record.position for record in held)
    assert [*held] == sorted(held, key=lambda r: r.file)


def test_words_of_programs_are_those_of_lists() -> None:
    assert {f"root-store:{program}" for program in Program} == {
        anchor("R", program=program).source for program in Program
    }
