"""One writer, one transaction, all of it or nothing."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm, StoreBusy, StoreError
from explorer.model.ids import sha256_hex
from explorer.store.catalog import RECORDS, open_store
from explorer.store.writer import Input, SetAside, Writer, open_writer
from tests.explorer.store.lists import NOW, Row, fingerprint, put, write

D1, D2, D3 = (date(2021, 1, day) for day in (1, 2, 3))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "new folder" / "store.sqlite"
    put(path, RECORDS, D1, [Row("a", "A"), Row("b", "B")])
    return path


def days(store: Path) -> list[date]:
    with open_store(store) as opened:
        return [d.day for d in opened.days()]


def test_an_error_undoes_everything(store: Path) -> None:
    with pytest.raises(RuntimeError), open_writer(store, lock_wait=0, now=NOW) as writer:
        write(writer, RECORDS, D2, (Row("c"),))
        raise RuntimeError
    assert days(store) == [D1]
    put(store, RECORDS, D3, [Row("c")])
    assert days(store) == [D1, D3]


def test_a_fault_of_the_disk_is_a_store_error_and_undoes_everything(store: Path) -> None:
    def fill(writer: Writer) -> None:
        pages = writer.connection.execute("PRAGMA page_count").fetchone()[0]
        writer.connection.execute(f"PRAGMA max_page_count = {pages}")
        write(writer, RECORDS, D2, tuple(Row(f"r{n}", f"w{n}") for n in range(3000)))

    with pytest.raises(StoreError, match="full") as caught, open_writer(store, lock_wait=0, now=NOW) as writer:
        fill(writer)
    assert caught.value.where and caught.value.done and caught.value.remedy
    assert days(store) == [D1]
    put(store, RECORDS, D3, [Row("c")])
    assert days(store) == [D1, D3]


def test_the_second_writer_is_told_who_holds_the_store(store: Path) -> None:
    with (
        open_writer(store, lock_wait=0, now=NOW),
        pytest.raises(StoreBusy, match=r"held by pid \d+, started 2026-01-01"),
        open_writer(store, lock_wait=0, now=NOW),
    ):
        pass


def test_the_lock_goes_with_the_block(store: Path) -> None:
    for _ in range(2):
        with open_writer(store, lock_wait=0, now=NOW):
            pass
    with pytest.raises(RuntimeError), open_writer(store, lock_wait=0, now=NOW):
        raise RuntimeError
    with open_writer(store, lock_wait=0, now=NOW):
        pass


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match="can't be made"),
        open_writer(tmp_path / "file" / "store.sqlite", lock_wait=0, now=NOW),
    ):
        pass


def test_questions_of_the_checks(store: Path) -> None:
    put(store, RECORDS, D3, [Row("a", "A"), Row("c", "C"), Row("d")])
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        assert writer.previous_day(RECORDS, D2) == D1
        assert writer.previous_day(RECORDS, D3) == D3, "a day about to be replaced is compared with itself"
        assert writer.previous_day(RECORDS, date(2020, 1, 1)) is None
        assert writer.previous_day("onecrl", D3) is None
        assert writer.fingerprints_on(RECORDS, D2, "disclosure") == {fingerprint("A"), fingerprint("B")}
        assert writer.fingerprints_on(RECORDS, D3, "disclosure") == {fingerprint("A"), fingerprint("C")}
        assert writer.count_on(RECORDS, D3) == 3
        assert writer.count_on("onecrl", D3) == 0
        with pytest.raises(ValueError, match="span"):
            writer.fingerprints_on(RECORDS, D3, "span")


def test_records_of_one_position_are_all_set_aside(store: Path) -> None:
    input_ = Input(sha256=sha256_hex(b"x"), kind="test", file="f", size=1, received=NOW, parser="1")
    aside = [SetAside(source="s", position="line 1", reason="why \ud800", parser="1", raw=b"raw")] * 2
    for _ in range(2):
        with open_writer(store, lock_wait=0, now=NOW) as writer:
            writer.record_input(input_)
            writer.set_aside(input_, aside)
    with open_store(store) as opened:
        assert len(opened.quarantined()) == 2


def test_new_seals_never_cover_old_damage(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute("UPDATE day SET stored = 1, read = 1")
    connection.commit()
    connection.close()
    with pytest.raises(IntegrityAlarm, match="table day"), open_writer(store, lock_wait=0, now=NOW):
        pass
